import { PGlite } from '@electric-sql/pglite';

/** A small memory for one session: more of it held 150 MB and was not faster, the system caches files anyhow. */
const SMALL = ['-c', 'shared_buffers=32MB', '-c', 'max_connections=10', '-c', 'wal_buffers=1MB'];

/** A new database's log comes in pieces of 4 MB instead of 16, which a copy of the template would carry. */
export const NEW_DATABASE = ['--wal-segsize=4'];

/** For databases that may be lost: the engine's own parameters turn syncing off. */
export const THROW_AWAY = [...PGlite.defaultStartParams, ...SMALL];

/** For real ones, in a DurableFolder. Of the ways to sync only this one reaches the files. */
export const DURABLE = [
  ...THROW_AWAY.filter((parameter) => parameter !== '-F'),
  '-c',
  'fsync=on',
  '-c',
  'wal_sync_method=fsync',
];
