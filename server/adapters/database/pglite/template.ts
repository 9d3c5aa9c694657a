import { cpSync, constants, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Client } from 'pg';
import { hashMigrations, runMigrations, type MigrationFile } from '../migrations.ts';
import { singleSessionPool } from '../session-pool.ts';
import { openOwner } from './session.ts';

/** Goes up when an empty database is built in another way, or the engine changes its files. */
const TEMPLATE_VERSION = 'pglite-0.5.8-2';

/** A copy must not pass for its original: a cursor of one would be taken for a place in the other. */
const NEW_HISTORY = 'update epoch set value = default';

/**
 * Puts an empty, migrated database where there is none, as a copy of a template that is built once: 0.3 s instead of 3.
 * Answers the session of its owner.
 */
export async function openFromTemplate(
  folder: string,
  place: { readonly cache: string; readonly migrations: readonly MigrationFile[]; readonly durable: boolean },
): Promise<Client> {
  const fresh = !existsSync(folder);
  if (fresh) {
    const template = await findTemplate(place.cache, place.migrations);
    mkdirSync(dirname(folder), { recursive: true });
    const part = mkdtempSync(`${folder}.part-`);
    cpSync(template, part, { recursive: true, mode: constants.COPYFILE_FICLONE });
    renameSync(part, folder);
  }
  const owner = await openOwner({ folder, durable: place.durable });
  if (fresh) await owner.query(NEW_HISTORY);
  return owner;
}

async function findTemplate(cache: string, migrations: readonly MigrationFile[]): Promise<string> {
  const template = join(cache, `${TEMPLATE_VERSION}-${hashMigrations(migrations)}`);
  if (existsSync(template)) return template;
  mkdirSync(cache, { recursive: true });
  const part = mkdtempSync(`${template}.part-`);
  const owner = await openOwner({ folder: part, durable: false });
  try {
    await runMigrations(singleSessionPool(owner), migrations);
    await owner.query('vacuum freeze');
  } finally {
    await owner.end();
  }
  try {
    renameSync(part, template);
  } catch (error) {
    // Another process was faster; its template is as good as ours.
    rmSync(part, { recursive: true, force: true });
    if (!existsSync(template)) throw error;
  }
  return template;
}
