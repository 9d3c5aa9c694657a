import { join } from 'node:path';

/** What the bench tells the process whose memory is looked at. */
export interface StagesOrder {
  readonly folder: string;
  readonly postgresUrl: string | null;
}

/** Memory after a stage of the start, in MiB, and the processor's milliseconds it took. */
export interface Stage {
  readonly name: string;
  readonly resident: number;
  readonly heapUsed: number;
  readonly heapTotal: number;
  readonly processor: number;
}

const ROOT = join(import.meta.dirname, '../..');
const MEBIBYTE = 1_048_576;
const PARTS = {
  GraphQL: 'graphql',
  database: '../../server/adapters/database/postgres.ts',
  tables: '../../server/modules/entities.ts',
  'API schema': '../../server/graphql/schema.ts',
  'HTTP and sockets': '../../server/graphql/engine.ts',
  'everything else': '../../server/app.ts',
} as const;

let used = process.cpuUsage();

function say(name: string): void {
  const { rss, heapUsed, heapTotal } = process.memoryUsage();
  const { user, system } = process.cpuUsage(used);
  used = process.cpuUsage();
  const mebibytes = [rss, heapUsed, heapTotal].map((bytes) => bytes / MEBIBYTE);
  const [resident = 0, inUse = 0, total = 0] = mebibytes;
  process.send?.({
    name,
    resident,
    heapUsed: inUse,
    heapTotal: total,
    processor: (user + system) / 1000,
  } satisfies Stage);
}

/** The parts in the order in which app.ts needs them, then the hub itself. */
async function run({ folder, postgresUrl }: StagesOrder): Promise<void> {
  say('Node');
  for (const [name, path] of Object.entries(PARTS)) {
    await import(path);
    say(name);
  }
  const { startHub } = await import('../../server/app.ts');
  const { loadConfig } = await import('../../server/config.ts');
  const environment = { DATA_DIR: folder, PORT: '0', ...(postgresUrl === null ? {} : { DATABASE_URL: postgresUrl }) };
  const config = loadConfig(environment, [], { root: ROOT, providers: [] });
  const hub = await startHub({ config, log: { info: () => undefined, warn: () => undefined, error: () => undefined } });
  say('hub listens');
  await hub.knowledgeLoaded;
  say('ready');
  globalThis.gc?.();
  say('after a collection');
  await hub.stop();
  process.disconnect();
}

process.once('message', (order: StagesOrder) => void run(order));
process.once('disconnect', () => process.exit());
