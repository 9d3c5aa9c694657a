import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EntitySchema } from '@mikro-orm/postgresql';
import type { Database } from '../../ports/database.ts';
import type { Log } from '../../ports/log.ts';
import { toPortFailure } from './database-errors.ts';
import { createDatabase } from './database-on-source.ts';
import { MIGRATIONS_FOLDER, readMigrations, runMigrations, type MigrationFile } from './migrations.ts';
import { createObjectMapper } from './object-mapper.ts';
import { lockFolder } from './pglite/folder-lock.ts';
import { startHousekeeping } from './pglite/housekeeping.ts';
import { PgliteSession } from './pglite/session.ts';
import { openFromTemplate } from './pglite/template.ts';
import { SESSION_SETUP, verifyWall, WallError } from './runtime-role.ts';
import { singleSessionPool } from './session-pool.ts';
import type { SqlSource } from './sql-source.ts';

export interface PgliteOptions {
  /** Folder of this hub's data, taken for one process; the database lies in `database` below it. */
  readonly folder: string;
  readonly entities: readonly EntitySchema[];
  /** Hears of an engine that failed and was replaced. */
  readonly log?: Pick<Log, 'warn'>;
  /** Where templates of the empty database are kept (default: in node_modules, else in `templates` below `folder`). */
  readonly cache?: string;
  /** False for throw-away databases of tests: nothing is synced to disk. */
  readonly durable?: boolean;
  /** Default: the hub's own. */
  readonly migrations?: readonly MigrationFile[];
}

/**
 * Opens the embedded database: PostgreSQL in a worker thread on a folder. Rejects with FolderInUseError when another
 * process has the folder, with WallError when one tenant could see another.
 */
export async function openPglite(options: PgliteOptions): Promise<Database> {
  const lock = lockFolder(options.folder);
  const opening = openSession(options);
  try {
    // The mapper reads the entities while the engine starts in its thread.
    const mapper = createObjectMapper({ pool: async () => (await opening).pool, entities: options.entities });
    const session = await opening;
    const housekeeping = startHousekeeping(session, options.log ?? SILENT);
    const close = async (): Promise<void> => {
      housekeeping.stop();
      await session.close();
      lock.release();
    };
    const source: SqlSource = {
      kind: 'pglite',
      pool: session.pool,
      run: (query) => session.run(query),
      lag: () => session.lag(),
      close,
    };
    return createDatabase(source, mapper);
  } catch (error) {
    await opening.then((session) => session.close()).catch(() => undefined);
    lock.release();
    throw error instanceof WallError ? error : toPortFailure(error);
  }
}

async function openSession(options: PgliteOptions): Promise<PgliteSession> {
  const durable = options.durable ?? true;
  const folder = join(options.folder, 'database');
  const migrations = options.migrations ?? readMigrations(MIGRATIONS_FOLDER);
  const cache = options.cache ?? findCache(options.folder);
  const client = await openFromTemplate(folder, { cache, migrations, durable });
  try {
    await runMigrations(singleSessionPool(client), migrations);
    await client.query(SESSION_SETUP);
    await verifyWall(async (sql) => (await client.query<Record<string, unknown>>(sql)).rows);
  } catch (error) {
    await client.end();
    throw error;
  }
  return new PgliteSession({ folder, durable }, client, options.log ?? SILENT);
}

const SILENT: Pick<Log, 'warn'> = { warn: () => undefined };

/** Shared with the tests, so that one run of either saves the other's first start three seconds. */
const SHARED_CACHE = join(import.meta.dirname, '../../../node_modules/.cache/kefu-databases');

function findCache(folder: string): string {
  try {
    mkdirSync(SHARED_CACHE, { recursive: true });
    accessSync(SHARED_CACHE, constants.W_OK);
    return SHARED_CACHE;
  } catch {
    return join(folder, 'templates');
  }
}
