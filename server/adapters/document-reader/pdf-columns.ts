import { type PdfLine, toLines } from './pdf-lines.ts';
import type { PdfPage, PdfPiece } from './pdf-page.ts';

/** Where the white between two columns may stand, as shares of the page's width. */
const FROM = 0.3;
const TO = 0.7;
/** Points; PDF's own limit is 14,400, and what claims to be wider has no columns. */
const WIDEST_PAGE = 20_000;
/** White that is narrower, in points, is none. */
const NARROWEST = 8;
/** Pieces that may cross it, such as titles, as a share of all. */
const MOST_CROSSING = 0.15;
/** Lines that each column has at least: the second one may end early. */
const FEWEST_LINES = { one: 8, other: 4 };
/** Lines of running text fill their column: this share of the lines at least this share of its width. */
const FULL_LINES = 0.6;
const FULL = 0.8;

/** The middle of the widest band in the midst of a page that few pieces of text reach into. */
function whiteBand({ pieces, width }: PdfPage): number | undefined {
  if (width > WIDEST_PAGE) return undefined;
  const from = Math.floor(width * FROM);
  const reaching = new Uint32Array(Math.max(1, Math.ceil(width * TO) - from));
  for (const piece of pieces) {
    const start = Math.max(0, Math.floor(piece.x) - from);
    const end = Math.min(reaching.length, Math.ceil(piece.x + piece.width) - from);
    for (let at = start; at < end; at += 1) reaching[at] = (reaching[at] ?? 0) + 1;
  }
  const most = pieces.length * MOST_CROSSING;
  let best = { start: 0, length: 0 };
  let start = 0;
  reaching.forEach((count, at) => {
    if (count > most) start = at + 1;
    else if (at + 1 - start > best.length) best = { start, length: at + 1 - start };
  });
  return best.length < NARROWEST ? undefined : from + best.start + best.length / 2;
}

/** Cells of a table are parted, and seldom fill their column. */
function isRunningText(lines: readonly PdfLine[], fewest: number): boolean {
  if (lines.length < fewest) return false;
  const widths = lines.map(({ cells }) => (cells.at(-1)?.right ?? 0) - (cells[0]?.x ?? 0));
  const column = Math.max(...widths);
  const full = lines.filter((line, index) => line.cells.length === 1 && (widths[index] ?? 0) >= column * FULL);
  return full.length >= lines.length * FULL_LINES;
}

/** The middle of the white between two columns of running text; undefined on a page of one column. */
function gutterOf(page: PdfPage): number | undefined {
  const middle = whiteBand(page);
  if (middle === undefined) return undefined;
  const side = (belongs: (piece: PdfPiece) => boolean): PdfLine[] => toLines(page.pieces.filter(belongs));
  const left = side(({ x, width }) => x + width <= middle);
  const right = side(({ x }) => x >= middle);
  const enough = isRunningText(left, FEWEST_LINES.one) && isRunningText(right, FEWEST_LINES.other);
  return enough ? middle : undefined;
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
      result.push(...toLines([piece]));
    } else band.push(piece);
  }
  flush();
  return result;
}

/** Lines of a page in reading order, columns one after the other. */
export function readingLines(page: PdfPage): PdfLine[] {
  const gutter = gutterOf(page);
  return gutter === undefined ? toLines(page.pieces) : readColumns(page, gutter);
}
