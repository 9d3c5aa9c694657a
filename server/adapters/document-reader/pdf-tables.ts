import { joinTexts, type PdfCell, type PdfLine } from './pdf-lines.ts';

/** Rows from which columns are believed to be columns. */
const FEWEST_LINES = { two: 3, more: 2 };
/** Lines of one row stand this much closer than two rows, where they do. */
const ROW_GAP = 1.3;
/** Two lines of one cell are this many ems apart at least. */
const LINE_PITCH = 0.9;
/** Lines farther apart than this many ems do not belong to one table. */
const TABLE_GAP = 5;

interface Band {
  left: number;
  right: number;
}

/** Vertical bands that the cells of several lines leave white between them. */
function bandsOf(lines: readonly PdfLine[]): Band[] {
  const bands: Band[] = [];
  const cells = lines.flatMap((line) => line.cells).toSorted((one, other) => one.x - other.x);
  for (const { x, right } of cells) {
    const last = bands.at(-1);
    if (last && x < last.right) last.right = Math.max(last.right, right);
    else bands.push({ left: x, right });
  }
  return bands;
}

function bandOf(bands: readonly Band[], { x }: PdfCell): number {
  return bands.findIndex(({ right }) => x < right);
}

function gapsOf(lines: readonly PdfLine[]): number[] {
  return lines.slice(1).map((line, index) => line.y - (lines[index]?.y ?? line.y));
}

/** Rows between lines with a text in the first column: a cell may begin above it or go on below, whichever is nearer. */
function startsByFirstColumn(lines: readonly PdfLine[], bands: readonly Band[], gaps: readonly number[]): boolean[] {
  const starts = lines.map((_, index) => index === 0);
  let named: number | undefined;
  lines.forEach((line, index) => {
    const [first] = line.cells;
    if (!first || bandOf(bands, first) !== 0) return;
    if (named !== undefined) {
      const between = gaps.slice(named, index);
      const widest = between.lastIndexOf(Math.max(...between));
      starts[named + widest + 1] = true;
    }
    named = index;
  });
  return starts;
}

function isFull(line: PdfLine, bands: readonly Band[]): boolean {
  return line.cells.length >= Math.max(2, bands.length - 1);
}

/** Which lines begin a new row: by the wider gaps between rows, if they part all full lines, else by the first column. */
function rowStarts(lines: readonly PdfLine[], bands: readonly Band[]): boolean[] {
  const gaps = gapsOf(lines);
  // Cells of one row that are centred differently stand closer than lines can.
  const least = Math.min(...gaps.filter((gap, index) => gap > (lines[index]?.size ?? 0) * LINE_PITCH));
  const byGap = lines.map((_, index) => index === 0 || (gaps[index - 1] ?? 0) > least * ROW_GAP);
  const uneven = Math.max(...gaps) > least * ROW_GAP;
  let full = 0;
  const together = lines.some((line, index) => {
    if (byGap[index]) full = 0;
    if (isFull(line, bands)) full += 1;
    return full > 1;
  });
  return uneven && !together ? byGap : startsByFirstColumn(lines, bands, gaps);
}

function toRows(lines: readonly PdfLine[], bands: readonly Band[]): string[][] {
  const starts = rowStarts(lines, bands);
  // When every line would be one row's, the gaps told nothing.
  const each = starts.filter((start) => start).length < 2;
  const rows: string[][] = [];
  lines.forEach((line, index) => {
    if (each || starts[index] || rows.length === 0) rows.push(bands.map(() => ''));
    const row = rows.at(-1) ?? [];
    for (const cell of line.cells) {
      const band = Math.max(0, bandOf(bands, cell));
      row[band] = joinTexts(row[band] ?? '', cell.text);
    }
  });
  return rows;
}

/** Where the lines that may belong to a table beginning at `from` end. */
function runEnd(lines: readonly PdfLine[], from: number): number {
  const left = lines[from]?.cells[0]?.x ?? 0;
  let end = from + 1;
  for (let index = from + 1; index < lines.length; index += 1) {
    const line = lines[index];
    const before = lines[index - 1];
    if (!line || !before || line.y < before.y || line.y - before.y > TABLE_GAP * line.size) break;
    if (line.cells.length > 1) end = index + 1;
    // A single cell to the right of the first column goes on with the row above it.
    else if ((line.cells[0]?.x ?? 0) > left + line.size * 2) continue;
    else if (line.y - before.y > line.size * 1.8) break;
  }
  while (end < lines.length && isContinuation(lines, end, left)) end += 1;
  return end;
}

function isContinuation(lines: readonly PdfLine[], at: number, left: number): boolean {
  const [line, before] = [lines[at], lines[at - 1]];
  if (!line || !before || line.cells.length !== 1) return false;
  const gap = line.y - before.y;
  return gap > 0 && gap < line.size * 1.8 && (line.cells[0]?.x ?? 0) > left + line.size * 2;
}

/** A table that begins at line `from`, and how many lines it takes; undefined when the lines are no table. */
export function tableAt(lines: readonly PdfLine[], from: number): { rows: string[][]; used: number } | undefined {
  if ((lines[from]?.cells.length ?? 0) < 2) return undefined;
  let end = runEnd(lines, from);
  // A line across the columns ends the table: without it the columns may hold.
  while (end > from + 1) {
    const run = lines.slice(from, end);
    const bands = bandsOf(run);
    const wide = run.filter(({ cells }) => cells.length > 1);
    const enough = wide.length >= (bands.length > 2 ? FEWEST_LINES.more : FEWEST_LINES.two);
    const widest = Math.max(...run.map(({ cells }) => cells.length));
    if (enough && bands.length >= 2 && bands.length >= widest) return { rows: toRows(run, bands), used: end - from };
    if (!enough) return undefined;
    end -= 1;
  }
  return undefined;
}
