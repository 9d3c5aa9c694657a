export const NOT_FOUND = -1;

/** Position of a value in an ascending array between two positions, or NOT_FOUND. */
export function findSorted(values: Uint32Array, wanted: number, from = 0, to = values.length): number {
  let low = from;
  let high = to - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const value = values[middle] ?? 0;
    if (value === wanted) return middle;
    if (value < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return NOT_FOUND;
}
