import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { table } from '../graphql/support/knowledge-side.ts';
import { HubClient, list } from '../graphql/support/hub-client.ts';
import { databaseKinds } from '../support/database.ts';
import { handbook } from '../support/shop/shop-files.ts';
import { waitUntil } from '../support/wait-until.ts';
import { HubProcess } from '../support/whole/hub-process.ts';
import { makeWholeDatabase, type WholeDatabase } from '../support/whole/whole-database.ts';

/** Enough to be stored in many steps, so that two hubs meet in the middle of it. */
const ROWS = 2_400;
const NOTES = 12;
const PASSWORD = 'a long enough password';

interface StoredVersion {
  readonly name: string;
  readonly number: number;
  readonly state: string;
  readonly chunks: number;
  readonly positions: number;
  readonly chunk_count: number;
  readonly current: boolean;
  readonly removed: boolean;
}

/** What has been stored of every document, as its owner sees it. */
const STORED = `select d.name, v.number, v.state, v.chunk_count, v.id = d.current_version_id as current, d.removed_at is not null as removed,
    (select count(*)::int from chunk c where c.version_id = v.id) as chunks,
    (select coalesce(max(c.position) + 1, 0) from chunk c where c.version_id = v.id) as positions
  from document d join document_version v on v.document_id = d.id order by d.name, d.id, v.number`;

describe.runIf(databaseKinds().includes('postgres'))('two hubs that read one folder on postgres', () => {
  let database: WholeDatabase;
  let hubs: HubProcess[] = [];

  const put = (name: string, content: string | Uint8Array): void =>
    writeFileSync(join(database.dataFolder, 'knowledge', name), content);
  const stored = (): Promise<readonly StoredVersion[]> => database.asOwner((owner) => owner<StoredVersion>(STORED));
  const versionsOf = async (name: string): Promise<(readonly [number, string, number])[]> =>
    (await stored()).filter((row) => row.name === name).map(({ number, state, chunks }) => [number, state, chunks]);

  /** Waits for what is read by jobs, then holds every version to being whole and there once. */
  async function expectWhole(): Promise<void> {
    await waitUntil(async () => (await stored()).every(({ state }) => state !== 'importing'), {
      timeoutMs: 120_000,
      for: 'every import to end',
    });
    const rows = await stored();
    expect(rows.filter(({ chunks, positions, chunk_count: told }) => chunks !== positions || chunks !== told)).toEqual(
      [],
    );
    const living = rows.filter(({ removed }) => !removed);
    const places = new Set(living.map(({ name, number }) => `${name} ${number}`));
    expect(places.size, 'a document a place, a version a content').toBe(living.length);
  }

  beforeAll(async () => {
    database = await makeWholeDatabase('postgres');
    mkdirSync(join(database.dataFolder, 'knowledge'));
  });
  afterAll(async () => {
    await Promise.all(hubs.map((hub) => hub.end('SIGKILL')));
    await database.remove();
  });

  it('stores each file once when both start for the first time', { timeout: 600_000 }, async () => {
    put('大表.csv', table(ROWS));
    put('手册.docx', handbook());
    put('联系人.csv', '问题,答案\n找谁,请打13800138000找李经理\n');
    for (let note = 0; note < NOTES; note += 1) put(`说明${note}.md`, `# 说明${note}\n\n第${note}条说明的内容。\n`);
    hubs = await Promise.all([HubProcess.start(database), HubProcess.start(database)]);
    await expectWhole();
    expect(await stored()).toHaveLength(NOTES + 3);
    expect(await versionsOf('大表.csv')).toEqual([[1, 'published', ROWS]]);
    expect(await versionsOf('联系人.csv')).toEqual([[1, 'held', 1]]);
    expect(await versionsOf('手册.docx')).toMatchObject([[1, 'published', expect.any(Number)]]);
  });

  it('answers the same at both', async () => {
    // A start takes back the links of the one before, so that only the later one's is good.
    const clients = hubs.map((hub) => new HubClient(hub.url));
    const links = hubs.map((hub) => hub.link('首次登录'));
    const [admin] = (
      await Promise.all(links.map((link) => clients[0]!.redeem(link, PASSWORD).catch(() => undefined)))
    ).filter((client) => client !== undefined);
    const state = async (hub: HubProcess): Promise<unknown> => {
      const client = new HubClient(hub.url, admin?.token);
      const data = await client.ask(
        `{ knowledge { status chunkCount } tryQuestion(question: "问题7号怎么办") { hits { answer } } }`,
      );
      return {
        ...data['knowledge'],
        first: list(data['tryQuestion']?.['hits'])[0]?.['answer'],
      };
    };
    for (const hub of hubs) {
      await waitUntil(async () => ((await state(hub)) as { chunkCount: number }).chunkCount > ROWS + NOTES, {
        for: 'the handbook',
      });
    }
    expect(await state(hubs[0]!)).toEqual(await state(hubs[1]!));
  });

  it(
    'makes one new version of what changed, even when one of them is killed over it',
    { timeout: 600_000 },
    async () => {
      await Promise.all(hubs.map((hub) => hub.end('SIGTERM')));
      put('大表.csv', table(ROWS + 600));
      put('说明0.md', '# 说明0\n\n新的内容。\n');
      rmSync(join(database.dataFolder, 'knowledge', '说明1.md'));
      const [one, other] = hubs;
      for (const hub of hubs) hub.launch();
      await waitUntil(
        async () => (await versionsOf('大表.csv')).some(([number, , chunks]) => number === 2 && chunks > 0),
        {
          timeoutMs: 120_000,
          for: 'the new version to be begun',
        },
      );
      await one?.end('SIGKILL');
      await other?.ready();
      await expectWhole();
      expect(await versionsOf('大表.csv')).toEqual([
        [1, 'replaced', ROWS],
        [2, 'published', ROWS + 600],
      ]);
      expect((await versionsOf('说明0.md')).map(([number, state]) => [number, state])).toEqual([
        [1, 'replaced'],
        [2, 'published'],
      ]);
      expect((await stored()).filter(({ removed }) => removed).map(({ name }) => name)).toEqual(['说明1.md']);
      await one?.start();
      await expectWhole();
      expect(await stored()).toHaveLength(NOTES + 3 + 2);
    },
  );
});
