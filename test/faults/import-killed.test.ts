import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KnowledgeSide, table } from '../graphql/support/knowledge-side.ts';
import { text } from '../graphql/support/hub-client.ts';
import { databaseKinds } from '../support/database.ts';
import { waitUntil } from '../support/wait-until.ts';
import { WholeWorld } from '../support/whole/whole-world.ts';

/** Passages of the file: enough to be killed in the middle of, twice at least. */
const CHUNKS = 3_200;
const KILLS = 3;
const KILLS_AT_LEAST = 2;

describe.each(databaseKinds())('a hub that is killed while it imports, on %s', (kind) => {
  let world: WholeWorld;
  let side: KnowledgeSide;

  beforeAll(async () => {
    world = await WholeWorld.start({ kind });
    side = new KnowledgeSide(world.admin.client);
  });
  afterAll(() => world.remove());

  const stored = async (id: string): Promise<{ state: string; done: number }> => {
    const { latestVersion: version } = await side.document(id);
    return { state: text(version?.['state']), done: Number(version?.['chunkCount'] ?? 0) };
  };

  it(
    'does not go on after its start while imports are paused, and does as soon as they are let',
    { timeout: 600_000 },
    async () => {
      const pause = (paused: boolean): Promise<unknown> =>
        world.admin.client.ask(
          'mutation ($requestId: ID!, $paused: Boolean!) { setImportsPaused(requestId: $requestId, paused: $paused) { importsPaused } }',
          { paused },
        );
      const { version } = await side.upload({ fileName: '另表.csv', content: table(CHUNKS) });
      const id = text(version?.['document']?.['id']);
      await waitUntil(async () => (await stored(id)).done > 0, { for: 'the first passages' });
      await pause(true);
      await world.hub.end('SIGKILL');
      await world.hub.start();
      const stage = async (): Promise<string> =>
        text((await side.document(id))['latestVersion']?.['progress']?.['stage']);
      await waitUntil(async () => (await stage()) === 'QUEUED', { for: 'its place in line' });
      expect(await world.admin.client.ask('{ knowledge { importsPaused } }')).toEqual({
        knowledge: { importsPaused: true },
      });
      await pause(false);
      await waitUntil(async () => (await stored(id)).state === 'PUBLISHED', { timeoutMs: 120_000, for: 'its end' });
      expect(await stored(id)).toEqual({ state: 'PUBLISHED', done: CHUNKS });
    },
  );

  it('goes on by itself and ends with exactly the right passages', { timeout: 600_000 }, async () => {
    const { version } = await side.upload({ fileName: '大表.csv', content: table(CHUNKS) });
    const id = text(version?.['document']?.['id']);
    let before = 0;
    let kills = 0;
    while (kills < KILLS) {
      const reached = await waitUntil(
        async () => {
          const now = await stored(id);
          return now.state !== 'IMPORTING' || now.done > before ? now : undefined;
        },
        { for: `passages beyond ${before}` },
      );
      // A fast machine may be through before the last of them.
      if (reached.state !== 'IMPORTING') break;
      await world.hub.end('SIGKILL');
      kills += 1;
      before = reached.done;
      await world.hub.start();
      expect((await stored(id)).done).toBeGreaterThanOrEqual(before);
    }
    expect(kills, 'kills in the middle').toBeGreaterThanOrEqual(KILLS_AT_LEAST);
    await waitUntil(async () => (await stored(id)).state === 'PUBLISHED', { timeoutMs: 120_000, for: 'its end' });
    expect(await stored(id)).toEqual({ state: 'PUBLISHED', done: CHUNKS });
    if (kind === 'pglite') await world.hub.end('SIGTERM');
    const rows = await world.database.asOwner((owner) =>
      owner<{ position: number; question: string; answer: string }>(
        `select c.position, c.question, c.answer from chunk c join document d on d.current_version_id = c.version_id
         where d.name = '大表.csv' order by c.position`,
      ),
    );
    expect(rows.map(({ position }) => position)).toEqual(Array.from({ length: CHUNKS }, (_, index) => index));
    expect(rows.every(({ question }, row) => question === `问题${row}号怎么办`)).toBe(true);
    expect(rows.every(({ answer }, row) => answer === `第${row}号回答，共${row * 7}元。`)).toBe(true);
  });
});
