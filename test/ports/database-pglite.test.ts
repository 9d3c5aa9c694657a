import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MIGRATIONS_FOLDER, readMigrations } from '../../server/adapters/database/migrations.ts';
import { openPglite, type PgliteOptions } from '../../server/adapters/database/pglite.ts';
import { entities } from '../../server/modules/entities.ts';
import type { Database } from '../../server/ports/database.ts';
import { TEMPLATES } from '../support/database.ts';
import { createTenant, writeEvents } from '../support/event-writer.ts';

describe('PGlite', () => {
  let folder: string;
  const opened: Database[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kefu-pglite-'));
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((database) => database.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(options: Partial<PgliteOptions> = {}): Promise<Database> {
    const database = await openPglite({ folder, cache: TEMPLATES, entities, ...options });
    opened.push(database);
    return database;
  }

  async function epochOf(database: Database): Promise<string | undefined> {
    const rows = await database.outside((em) => em.execute<{ value: string }[]>('select value from epoch'));
    return rows[0]?.value;
  }

  test('keeps what was acknowledged when the process is killed, and frees the folder', async () => {
    for (const acknowledgements of [20, 150]) {
      const writer = startWriter(folder);
      const { tenant, kinds } = await writer.until(acknowledgements);
      await expect(open()).rejects.toThrow(`in use by process ${writer.pid}`);
      await writer.kill();
      const database = await open();
      const rows = await database.call<{ kind: string }>('feed', [tenant, '0', '0', 10_000]);
      const stored = new Set(rows.map(({ kind }) => kind));
      expect(kinds().filter((kind) => !stored.has(kind))).toEqual([]);
      expect(rows).toHaveLength(stored.size);
      await database.close();
      opened.length = 0;
    }
  });

  test('keeps everything over an orderly end, and its history', async () => {
    const first = await open();
    const tenant = await createTenant(first);
    await writeEvents(first, tenant, ['kept']);
    const epoch = await epochOf(first);
    await first.close();
    opened.length = 0;
    const second = await open();
    expect(await second.call('feed', [tenant, '0', '0', 10])).toMatchObject([{ kind: 'kept' }]);
    expect(await epochOf(second)).toBe(epoch);
  });

  test('begins a new history with every new folder', async () => {
    const [here, there] = [
      await open({ durable: false }),
      await open({ durable: false, folder: join(folder, 'there') }),
    ];
    expect(await epochOf(here)).not.toBe(await epochOf(there));
  });

  test('replaces an engine that failed; what was in flight may be tried again', async () => {
    await (await open()).close();
    opened.length = 0;
    const fall = { name: '999-fall', statements: [RECURSION] };
    const warned: string[] = [];
    const log = { warn: (message: string): void => void warned.push(message) };
    const database = await open({ log, migrations: [...readMigrations(MIGRATIONS_FOLDER), fall] });
    const tenant = await createTenant(database);
    await writeEvents(database, tenant, ['before']);
    const falling = database.outside((em) => em.execute('select fall(1)'));
    const waiting = database.call('feed', [tenant, '0', '0', 10]);
    await expect(falling).rejects.toMatchObject({ name: 'PortError', retryable: true });
    expect(await waiting).toMatchObject([{ kind: 'before' }]);
    expect(warned).toEqual([expect.stringContaining('engine ended')]);
    await writeEvents(database, tenant, ['after']);
    expect(await database.call('feed', [tenant, '0', '0', 10])).toHaveLength(2);
  });

  test('answers nothing after its end', async () => {
    const database = await open({ durable: false });
    await database.close();
    opened.length = 0;
    await expect(database.call('feed_head', [null])).rejects.toMatchObject({ name: 'PortError', reason: 'closed' });
    expect(await database.health()).toMatchObject({ ok: false });
  });
});

/** Falls deeper than the engine's stack, which ends it. */
const RECURSION = `create function fall(i int) returns int language plpgsql as $$ begin return fall(i + 1); end $$`;

interface Writer {
  readonly pid: number | undefined;
  /** Waits for that many acknowledgements; `kinds` also answers those that came later. */
  until(count: number): Promise<{ readonly tenant: string; kinds(): readonly string[] }>;
  kill(): Promise<void>;
}

function startWriter(folder: string): Writer {
  const script = join(import.meta.dirname, '../support/pglite-writer.ts');
  const child: ChildProcess = spawn(process.execPath, [script, folder, TEMPLATES], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout ?? process.stdin });
  reader.on('line', (line) => lines.push(line));
  const closed = once(reader, 'close');
  return {
    pid: child.pid,
    until: async (count) => {
      while (lines.length <= count && child.exitCode === null) await Promise.race([once(reader, 'line'), closed]);
      const [tenant = ''] = lines;
      return { tenant, kinds: () => lines.slice(1) };
    },
    kill: async () => {
      child.kill('SIGKILL');
      await closed;
    },
  };
}
