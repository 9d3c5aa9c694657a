import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from './free-port.ts';
import { findPostgresFolder, guarded } from './machine.ts';
import { startServerProcess, type ServerProcess } from './server-process.ts';
import { waitUntil } from './wait-until.ts';

/** A PostgreSQL cluster of its own in a temporary folder, gone with the tests. */
export interface PostgresCluster {
  /** Database `kefu` as its owner: no superuser, so row-level security is real; may create roles and databases. */
  readonly url: string;
  /** The same database as superuser, for looking at what the owner must not see. */
  readonly adminUrl: string;
  /** Ends the server as an administrator would (`fast`) or as a power cut to the process would (`kill`), and starts it again on the same port and data. */
  restart(how: 'fast' | 'kill'): Promise<void>;
  /** Ends the server without starting it again; `start` brings it back. */
  halt(how: 'fast' | 'kill'): Promise<void>;
  start(): Promise<void>;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

const SYSTEM_USER = 'postgres';
const OWNER = 'kefu_owner';
const DATABASE = 'kefu';

/** No fsync: a test's data need not outlive the machine, and a killed process loses nothing that it wrote. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  shared_buffers: '64MB',
  log_min_messages: 'fatal',
};

/** Starts a cluster, or answers undefined on a machine without PostgreSQL. `settings` go before the usual ones. */
export async function startPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresCluster | undefined> {
  const programs = findPostgresFolder();
  if (programs === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'kefu-postgres-'));
  const data = join(folder, 'data');
  if (process.getuid?.() === 0) execFileSync('chown', [SYSTEM_USER, folder]);
  else chmodSync(folder, 0o700);
  initialise(programs, data, folder);
  const port = await freePort();
  const adminUrl = `postgres://${SYSTEM_USER}@127.0.0.1:${port}/postgres`;
  const cluster = runCluster({ programs, folder, data, port, adminUrl, settings: { ...SETTINGS, ...settings } });
  await cluster.start();
  await createOwner(adminUrl);
  return {
    ...cluster,
    url: `postgres://${OWNER}:${OWNER}@127.0.0.1:${port}/${DATABASE}`,
    adminUrl: `postgres://${SYSTEM_USER}@127.0.0.1:${port}/${DATABASE}`,
  };
}

function initialise(programs: string, data: string, folder: string): void {
  const options = ['--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync', '--no-instructions'];
  const [program = '', ...args] = guarded(
    [join(programs, 'initdb'), '-D', data, '-U', SYSTEM_USER, ...options],
    SYSTEM_USER,
  );
  execFileSync(program, args, { cwd: folder, stdio: 'pipe' });
}

interface ClusterPlace {
  readonly programs: string;
  readonly folder: string;
  readonly data: string;
  readonly port: number;
  readonly adminUrl: string;
  readonly settings: Readonly<Record<string, string>>;
}

function runCluster(place: ClusterPlace): Omit<PostgresCluster, 'url' | 'adminUrl'> {
  const settings = { ...place.settings, port: String(place.port), unix_socket_directories: place.folder };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = guarded([join(place.programs, 'postgres'), '-D', place.data, ...flags], SYSTEM_USER);
  let server: ServerProcess | undefined;
  const start = async (): Promise<void> => {
    const started = startServerProcess(command, place.folder);
    server = started;
    await waitUntil(() => answers(place.adminUrl, started), { for: 'PostgreSQL to answer' });
  };
  // INT is PostgreSQL's fast shutdown; QUIT drops everything at once and leaves recovery to the next start.
  const halt = async (how: 'fast' | 'kill'): Promise<void> => server?.end(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
  return {
    start,
    halt,
    restart: async (how) => {
      await halt(how);
      await start();
    },
    stop: async () => {
      await halt('kill');
      rmSync(place.folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string, server: ServerProcess): Promise<boolean> {
  if (!server.alive()) throw new Error(`PostgreSQL ended: ${server.output()}`);
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } finally {
    await client.end();
  }
}

async function createOwner(adminUrl: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(`create role ${OWNER} login password '${OWNER}' nosuperuser nobypassrls createrole createdb`);
  await client.query(`create database ${DATABASE} owner ${OWNER}`);
  await client.end();
}
