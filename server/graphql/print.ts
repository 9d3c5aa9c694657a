import { readFile, writeFile } from 'node:fs/promises';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { schema } from './schema.ts';

const FILE = new URL('../../schema.graphql', import.meta.url);

/** The API as it is committed: sorted, so that a change shows where it is. */
export function printedSchema(): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

/** Run by hand to write schema.graphql; with --check it only says whether the file is what the code says. */
if (import.meta.main) {
  const printed = printedSchema();
  if (!process.argv.includes('--check')) await writeFile(FILE, printed);
  else if ((await readFile(FILE, 'utf8')) !== printed) {
    process.stderr.write('schema.graphql is not what the code says: run node server/graphql/print.ts\n');
    process.exitCode = 1;
  }
}
