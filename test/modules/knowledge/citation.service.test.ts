import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import {
  citationsOfDocuments,
  countCitations,
  lateCitationsOf,
} from '../../../server/modules/knowledge/citation.service.ts';
import { describeEachDatabase } from '../../support/database.ts';

const DAY_MS = 86_400_000;

describeEachDatabase('citations', ({ database }) => {
  it('counts an answer once a document, and as late for seven days', async () => {
    const tenantId = randomUUID();
    const agoDays = (days: number): Date => new Date(Date.now() - days * DAY_MS);
    await database().inTenant(tenantId, async (em) => {
      await em.execute(`insert into tenant (id, name) values (?, '测试')`, [tenantId]);
      const [document] = await em.execute<{ id: string }[]>(
        `insert into document (tenant_id, name) values (?, '手册.pdf') returning id::text`,
        [tenantId],
      );
      const id = document?.id ?? '';
      const [version] = await em.execute<{ id: string }[]>(
        `insert into document_version (tenant_id, document_id, number, file_name, content_hash, state, created_by)
         values (?, ?, 1, '手册.pdf', 'x', 'published', 'hub') returning id::text`,
        [tenantId, id],
      );
      const chunks = await em.execute<{ id: string }[]>(
        `insert into chunk (tenant_id, version_id, position, question, answer, tokens)
         select ?, ?, n, '', 'x', '{}' from generate_series(0, 1) n returning id::text`,
        [tenantId, version?.id],
      );
      const [one = '', two = ''] = chunks.map((chunk) => chunk.id);
      await countCitations(em, tenantId, [
        { turn: '1', chunk: one, at: agoDays(0) },
        { turn: '1', chunk: two, at: agoDays(0) },
        { turn: '2', chunk: two, at: agoDays(6) },
        { turn: '3', chunk: two, at: agoDays(7) },
        { turn: '4', chunk: two, at: agoDays(30) },
        { turn: '5', chunk: '999999999', at: agoDays(0) },
      ]);
      await countCitations(em, tenantId, [{ turn: '6', chunk: one, at: agoDays(0) }]);
      expect([...(await lateCitationsOf(em, [id, '999999999']))]).toEqual([[id, 3]]);
      expect((await citationsOfDocuments(em, [id])).get(id)?.count).toBe(6);
      const days = await em.execute<{ count: number }[]>(
        'select count from document_citation where document_id = ? order by day',
        [id],
      );
      expect(days.map(({ count }) => count)).toEqual([1, 2]);
    });
  });

  it('reads late citations by their index', async () => {
    await database().inTenant(randomUUID(), async (em) => {
      await em.execute('set local enable_seqscan = off');
      const plan = await em.execute<Record<string, string>[]>(
        `explain select document_id, sum(count) from document_citation where document_id = any('{1,2}'::bigint[]) and day > now()::date - 7 group by document_id`,
      );
      expect(JSON.stringify(plan)).toMatch(/document_citation_pkey/);
    });
  });
});
