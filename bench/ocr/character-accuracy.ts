/** Share of characters read right, 0–1: 1 − edits / length. Width of characters and spaces do not count. */
export function characterAccuracy(written: string, read: string): number {
  const [truth, found] = [written, read].map((text) => Array.from(text.normalize('NFKC').replaceAll(/\s/gu, '')));
  if (truth === undefined || found === undefined || truth.length === 0) return 1;
  let row = found.map((_, place) => place + 1);
  truth.forEach((character, place) => {
    let diagonal = place;
    let left = place + 1;
    row = found.map((other, column) => {
      const above = row[column] ?? 0;
      left = Math.min(above + 1, left + 1, diagonal + (character === other ? 0 : 1));
      diagonal = above;
      return left;
    });
  });
  return Math.max(0, 1 - (row.at(-1) ?? truth.length) / truth.length);
}
