import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { type Hub, startHub } from '../../../server/app.ts';
import type { Config } from '../../../server/config.ts';
import type { Log } from '../../../server/ports/log.ts';
import { type DatabaseKind, databaseKinds, openTestDatabase } from '../../support/database.ts';
import { type CountedDatabase, countStatements } from './counted-database.ts';
import { HubClient } from './hub-client.ts';

/** One line of the hub's log. */
export interface Logged {
  readonly level: string;
  readonly message: string;
  readonly cause?: unknown;
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
}

/** A hub of a test, reached over real HTTP and sockets. */
export interface TestHub {
  readonly hub: Hub;
  readonly counted: CountedDatabase;
  readonly log: readonly Logged[];
  /** Nobody. */
  readonly anyone: HubClient;
  /** Administrator of the owner's tenant, and of the demo. */
  readonly owner: HubClient;
  readonly demo: HubClient;
  /** Agent of the demo. */
  readonly agent: HubClient;
  close(): Promise<void>;
}

export const OWNER_PASSWORD = 'correct horse 电池';

export function testConfig(folder: string, changes: Partial<Config> = {}): Config {
  return {
    host: '127.0.0.1',
    port: 0,
    publicUrl: null,
    allowedOrigins: [],
    dataFolder: folder,
    consoleFolder: join(folder, 'console'),
    knowledgeFolder: null,
    demo: true,
    workerId: randomUUID(),
    secret: { kind: 'given', secret: randomBytes(32) },
    database: { kind: 'pglite', folder },
    pubsub: { kind: 'memory' },
    search: { kind: 'embedded' },
    ocr: { kind: 'embedded' },
    models: [],
    reranker: null,
    embedder: { kind: 'none' },
    ...changes,
  };
}

export async function openHub(kind: DatabaseKind, changes: Partial<Config> = {}): Promise<TestHub> {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-hub-'));
  const opened = await openTestDatabase(kind);
  const counted = countStatements({ ...opened.database, close: () => Promise.resolve() });
  const log: Logged[] = [];
  const hub = await startHub({ config: testConfig(folder, changes), log: keepingLog(log), database: counted.database });
  await hub.knowledgeLoaded;
  const anyone = new HubClient(hub.url);
  return {
    hub,
    counted,
    log,
    anyone,
    owner: await anyone.redeem(hub.seeded.own?.link ?? '', OWNER_PASSWORD),
    demo: await anyone.redeem(hub.seeded.demo?.link ?? ''),
    agent: await anyone.loginAgent(hub.seeded.demo?.agent ?? { agentId: '', apiKey: '' }),
    close: async () => {
      await hub.stop();
      await opened.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function keepingLog(entries: Logged[]): Log {
  return {
    info: (message, fields) => void entries.push({ level: 'info', message, fields }),
    warn: (message, cause, fields) => void entries.push({ level: 'warn', message, cause, fields }),
    error: (message, cause, fields) => void entries.push({ level: 'error', message, cause, fields }),
  };
}

/** Runs a suite against a hub on every kind of database, or on those where it makes a difference. */
export function describeHub(
  name: string,
  suite: (given: () => TestHub, kind: DatabaseKind) => void,
  kinds: readonly DatabaseKind[] = databaseKinds(),
): void {
  describe.each(kinds)(`${name} on %s`, (kind) => {
    let opened: TestHub | undefined;
    beforeAll(async () => {
      opened = await openHub(kind);
    });
    afterAll(() => opened?.close());
    suite(() => {
      if (!opened) throw new Error('the hub is open in tests and hooks only');
      return opened;
    }, kind);
  });
}
