import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Migration } from '@mikro-orm/migrations';
import type { MigrationObject } from '@mikro-orm/core';
import type { PostgresPool } from 'kysely';
import { createObjectMapper, MIGRATION_TABLE } from './object-mapper.ts';

/** Folder of the hub's own migrations, one .sql file each, run in the order of their names. */
export const MIGRATIONS_FOLDER = join(import.meta.dirname, 'migrations');

/** Stands alone on a line between two statements; a semicolon would cut functions in pieces. */
const STATEMENT_MARK = /^--;;[ \t]*$/m;

export interface MigrationFile {
  /** File name without ending; what the database remembers. */
  readonly name: string;
  readonly statements: readonly string[];
}

/** Reads a folder of migrations. A file that ever ran must not change any more. */
export function readMigrations(folder: string): readonly MigrationFile[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .toSorted();
  return files.map((file) => ({
    name: file.slice(0, -'.sql'.length),
    statements: readFileSync(join(folder, file), 'utf8')
      .split(STATEMENT_MARK)
      .map((statement) => statement.trim())
      .filter((statement) => statement !== ''),
  }));
}

/** Changes when any statement does; names the template that was built from these migrations. */
export function hashMigrations(files: readonly MigrationFile[]): string {
  return createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
}

/**
 * Runs what has not run yet in one transaction, as whoever the pool's sessions are (the owner). Answers the names of what
 * it ran. Rejects when the database has seen migrations that this program does not know.
 */
export async function runMigrations(pool: PostgresPool, files: readonly MigrationFile[]): Promise<readonly string[]> {
  const done = new Set(await namesOfDone(pool));
  const unknown = [...done].filter((name) => !files.some((file) => file.name === name));
  if (unknown.length > 0) throw new Error(`the database is newer than this program: it knows ${unknown.join(', ')}`);
  if (files.every(({ name }) => done.has(name))) return [];
  const mapper = createObjectMapper({ pool, entities: [], migrations: files.map(toMigration) });
  const ran = await mapper.migrator.up();
  return ran.map(({ name }) => name);
}

/** Asked directly: at most starts there is nothing to run, and the mapper needs a quarter of a second to say so. */
async function namesOfDone(pool: PostgresPool): Promise<readonly string[]> {
  const session = await pool.connect();
  try {
    const exists = await session.query<{ known: boolean }>(
      `select to_regclass('${MIGRATION_TABLE}') is not null as known`,
      [],
    );
    if (exists.rows[0]?.known !== true) return [];
    const { rows } = await session.query<{ name: string }>(`select name from ${MIGRATION_TABLE}`, []);
    return rows.map(({ name }) => name);
  } finally {
    session.release();
  }
}

function toMigration(file: MigrationFile): MigrationObject {
  return {
    name: file.name,
    class: class extends Migration {
      override up(): void {
        for (const statement of file.statements) this.addSql(statement);
      }
    },
  };
}
