import type { PdfPiece } from './pdf-page.ts';

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

/** Lines that pieces of text stand on, from top to bottom. */
export function toLines(pieces: readonly PdfPiece[]): PdfLine[] {
  const groups: PdfPiece[][] = [];
  for (const piece of pieces.toSorted((one, other) => one.y - other.y)) {
    const group = groups.at(-1);
    const [first] = group ?? [];
    if (group && first && Math.abs(first.y - piece.y) <= Math.max(first.size, piece.size) * 0.4) group.push(piece);
    else groups.push([piece]);
  }
  return groups.map(toLine);
}

/** Text of a whole line. */
export function lineText({ cells }: PdfLine): string {
  return cells.map(({ text }) => text).join(' ');
}
