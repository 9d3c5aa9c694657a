/** A table of a README, by the name in the comment above it. */
export interface ReadmeTable {
  /** First column's names in code marks, with the second column's text beside each; one row may hold several names. */
  readonly defaults: ReadonlyMap<string, string>;
}

/** Reads the table under `<!-- table: name -->`. Throws when it is missing. */
export function readTable(markdown: string, name: string): ReadmeTable {
  const [, after] = markdown.split(`<!-- table: ${name} -->\n`);
  if (after === undefined) throw new Error(`no table ${name}`);
  const rows = after.split('\n\n', 1)[0]?.split('\n').slice(2) ?? [];
  const defaults = new Map<string, string>();
  for (const row of rows) {
    const [names = '', value = ''] = row
      .split('|')
      .slice(1)
      .map((cell) => cell.trim());
    for (const [, key = ''] of names.matchAll(/`([^`]+)`/gu)) defaults.set(key, value);
  }
  return { defaults };
}

/** The value that a default cell gives in code marks and nothing else; undefined when it is told in words. */
export function literalDefault(cell: string): string | undefined {
  return /^`([^`]+)`$/u.exec(cell)?.[1];
}
