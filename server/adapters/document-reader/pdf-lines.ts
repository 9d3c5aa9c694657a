import type { PdfPage, PdfPiece } from './pdf-page.ts';

/** Text between two wide gaps of a line. */
export interface PdfCell {
  readonly text: string;
  readonly x: number;
  readonly right: number;
}

/** What stands on one base line. */
export interface PdfLine {
  readonly y: number;
  readonly size: number;
  readonly cells: readonly PdfCell[];
}

/** Gaps in ems: a wider one parts two cells, a narrower one is a space or nothing. */
const CELL_GAP = 1.5;
const WORD_GAP = 0.2;
const CJK = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;

/** Joins two pieces of running text; Chinese needs no space where a line ends. */
export function joinTexts(one: string, other: string): string {
  if (one === '' || other === '') return one + other;
  const [last, first] = [one.slice(-1), other.slice(0, 1)];
  if (/\p{Ll}-$/u.test(one) && /^\p{Ll}/u.test(other)) return one.slice(0, -1) + other;
  return CJK.test(last) || CJK.test(first) ? one + other : `${one} ${other}`;
}

function toLine(pieces: readonly PdfPiece[]): PdfLine {
  const cells: { text: string; x: number; right: number }[] = [];
  const ordered = pieces.toSorted((one, other) => one.x - other.x);
  for (const { text, x, width, size } of ordered) {
    const last = cells.at(-1);
    const gap = last ? x - last.right : Number.POSITIVE_INFINITY;
    if (!last || gap > CELL_GAP * size) cells.push({ text, x, right: x + width });
    else {
      last.text += gap > WORD_GAP * size && !/\s$/u.test(last.text) ? ` ${text}` : text;
      last.right = Math.max(last.right, x + width);
    }
  }
  const longest = pieces.reduce((most, piece) => (piece.text.length > most.text.length ? piece : most));
  return {
    y: longest.y,
    size: longest.size,
    cells: cells.map((cell) => ({ ...cell, text: cell.text.trim() })),
  };
}

function toLines(pieces: readonly PdfPiece[]): PdfLine[] {
  const groups: PdfPiece[][] = [];
  for (const piece of pieces.toSorted((one, other) => one.y - other.y)) {
    const group = groups.at(-1);
    const [first] = group ?? [];
    if (group && first && Math.abs(first.y - piece.y) <= Math.max(first.size, piece.size) * 0.4) group.push(piece);
    else groups.push([piece]);
  }
  return groups.map(toLine);
}

/** The middle of the white band between two columns of running text; undefined on a page of one column. */
function gutterOf(page: PdfPage, lines: readonly PdfLine[]): number | undefined {
  const split = lines.filter(({ cells }) => cells.length === 2);
  if (split.length < 8 || split.length < lines.length * 0.5) return undefined;
  const left = Math.max(...split.map(({ cells }) => cells[0]?.right ?? 0));
  const right = Math.min(...split.map(({ cells }) => cells[1]?.x ?? 0));
  const middle = (left + right) / 2;
  if (right - left < 4 || middle < page.width * 0.3 || middle > page.width * 0.7) return undefined;
  // Lines of running text fill their column; cells of a table seldom do.
  const fills = [0, 1].every((side) => {
    const widths = split.map(({ cells }) => (cells[side]?.right ?? 0) - (cells[side]?.x ?? 0));
    const column = Math.max(...widths);
    return widths.filter((width) => width >= column * 0.8).length >= split.length * 0.6;
  });
  return fills ? middle : undefined;
}

/** Columns are read one after the other between lines that cross the gutter. */
function readColumns(page: PdfPage, gutter: number): PdfLine[] {
  const result: PdfLine[] = [];
  let band: PdfPiece[] = [];
  const flush = (): void => {
    result.push(...toLines(band.filter(({ x }) => x < gutter)), ...toLines(band.filter(({ x }) => x >= gutter)));
    band = [];
  };
  for (const piece of page.pieces.toSorted((one, other) => one.y - other.y)) {
    if (piece.x < gutter && piece.x + piece.width > gutter) {
      flush();
      result.push(toLine([piece]));
    } else band.push(piece);
  }
  flush();
  return result;
}

/** Lines of a page in reading order, columns one after the other. */
export function readingLines(page: PdfPage): PdfLine[] {
  const lines = toLines(page.pieces);
  const gutter = gutterOf(page, lines);
  return gutter === undefined ? lines : readColumns(page, gutter);
}

/** Text of a whole line. */
export function lineText({ cells }: PdfLine): string {
  return cells.map(({ text }) => text).join(' ');
}
