type Rows = readonly (readonly string[])[];

/** A number with what may stand before and after it: ¥1,299 or 5天, but no sentence. */
const NUMBER = /^[¥￥$]?\s*[\d.,]*\d\s*\S{0,4}$/u;

function filled(row: readonly string[] | undefined): string[] {
  return (row ?? []).filter((cell) => cell !== '');
}

/** Whether a table begins at a row: under titles of one cell, words that name columns, one of which holds numbers below. */
function beginsTable(rows: Rows, at: number): boolean {
  let head = at;
  while (filled(rows[head]).length === 1) head += 1;
  const names = rows[head] ?? [];
  const below = rows[head + 1] ?? [];
  if (filled(names).length < 2 || names.some((name) => NUMBER.test(name))) return false;
  return names.some((name, column) => name !== '' && NUMBER.test(below[column] ?? ''));
}

function withoutEmptyColumns(rows: Rows): string[][] {
  const used = (rows[0] ?? []).map((_, column) => rows.some((row) => row[column] !== ''));
  return rows.map((row) => row.filter((_, column) => used[column]));
}

/** Tables that stand below each other on one sheet with an empty row between; a gap alone, as between groups of rows, parts none. */
export function splitTable(rows: Rows, rowNumbers: readonly number[] | undefined): readonly Rows[] {
  const starts = [0];
  rowNumbers?.forEach((number, index) => {
    const gap = index > 0 && number - (rowNumbers[index - 1] ?? number) > 1;
    if (gap && beginsTable(rows, index)) starts.push(index);
  });
  if (starts.length === 1) return [rows];
  return starts.map((start, index) => withoutEmptyColumns(rows.slice(start, starts[index + 1])));
}
