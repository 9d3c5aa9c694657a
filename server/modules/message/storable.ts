/** What PostgreSQL cannot store is replaced: U+0000 goes, lone surrogates become U+FFFD. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}
