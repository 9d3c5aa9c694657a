/** A scalar of an answer as text; 'undefined' or 'null' where there is none. */
export function textOf(value: unknown): string {
  return String(value);
}
