import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '../graphql/support/hub-client.ts';
import { databaseKinds } from '../support/database.ts';
import { scannedPdf, stripsOfPage } from '../support/shop/shop-files.ts';
import { ShopKnowledge } from '../support/shop/shop-knowledge.ts';
import { waitUntil } from '../support/wait-until.ts';
import { WholeWorld } from '../support/whole/whole-world.ts';

/** Put into the pages that the dead hub has recognised: a page recognised again would be without it. */
const MARK = '〔记得〕';
/** Told at most once a second: far fewer than there are pages, however fast the machine. */
const RECOGNISED_BEFORE = 1;

describe.each(databaseKinds())('a hub that is killed while it recognises scanned pages, on %s', (kind) => {
  let world: WholeWorld;
  let knowledge: ShopKnowledge;

  beforeAll(async () => {
    world = await WholeWorld.start({ kind });
    knowledge = new ShopKnowledge(world.admin.client);
  });
  afterAll(() => world.remove());

  it(
    'goes on by itself with the next page and publishes once; what it had started ends with it',
    { timeout: 600_000 },
    async () => {
      const strips = await stripsOfPage();
      const { version } = await knowledge.upload({ fileName: '纸质说明书.pdf', content: await scannedPdf(strips) });
      const id = text(version?.['document']?.['id']);
      const latest = async () => (await knowledge.document(id))['latestVersion'];
      await waitUntil(
        async () => {
          const progress = (await latest())?.['progress'];
          return text(progress?.['stage']) === 'RECOGNISING' && Number(progress?.['done']) >= RECOGNISED_BEFORE;
        },
        { timeoutMs: 120_000, for: 'some pages' },
      );
      const children = childrenOf(world.hub.pid);
      expect(children.length).toBeGreaterThan(0);
      await world.hub.end('SIGKILL');
      await waitUntil(() => children.every((pid) => !existsSync(`/proc/${pid}`)), { for: 'its processes to end' });
      const marked = await world.database.asOwner((owner) =>
        owner<{ page: number }>(
          `update page_text set blocks = replace(blocks::text, '。', '。${MARK}')::jsonb returning page`,
        ),
      );
      const remembered = marked.map(({ page }) => page).toSorted((one, other) => one - other);
      expect(remembered.length).toBeGreaterThanOrEqual(RECOGNISED_BEFORE);
      expect(remembered.length, 'killed in the middle').toBeLessThan(strips.length);

      await world.hub.start();
      await waitUntil(async () => text((await latest())?.['state']) === 'PUBLISHED', {
        timeoutMs: 120_000,
        for: 'its end',
      });
      const passages = await knowledge.passages(id);
      expect(passages.map(({ page }) => page)).toEqual(strips.map((_, index) => index + 1));
      const known = passages.filter(({ answer }) => answer.includes(MARK)).map(({ page }) => page);
      expect(known).toEqual(remembered);
      expect(await latest()).toMatchObject({ number: 1, chunkCount: strips.length });
    },
  );
});

/** Processes that a process has started, and those that these have. */
function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...childrenOf(child)]);
}
