import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { createNoEmbedder } from '../../server/adapters/embedder/create-embedder.ts';
import { collectAnswers } from '../../server/modules/knowledge/collect-answers.ts';
import { AgentSide, line } from './support/agent-side.ts';
import { isType, list, nodesOf, text } from './support/hub-client.ts';
import { describeHub } from './support/test-hub.ts';

const GAPS = `query ($state: GapState) { knowledgeGaps(state: $state) { edges { node { id question state count lastAt
  samples { question turn { outcome } } document { name } } } } }`;
const WRITE = `mutation ($requestId: ID!, $question: String!, $answer: String!, $gapId: ID, $documentId: ID, $phrasings: [String!]) {
  writeEntry(requestId: $requestId, question: $question, answer: $answer, gapId: $gapId, documentId: $documentId, phrasings: $phrasings) {
    duplicate document { id name source citationCount } version { number state } } }`;

describeHub('gaps', (given) => {
  /** What the hub does by itself every 20 s. */
  const collect = () => {
    const { hub, counted } = given();
    const services = { database: counted.database, embedders: createNoEmbedder() };
    return collectAnswers(services, hub.seeded.demo?.tenantId ?? '', new AbortController().signal);
  };

  it('gathers what could not be answered, takes the answer that is written, and counts what is cited', async () => {
    const agent = new AgentSide(given().agent);
    const feed = agent.replies();
    await feed.until(isType('Synced'));
    const asks = ['你们的水晶吊坠能刻字吗', '水晶吊坠能刻字吗请问'];
    for (const [index, question] of asks.entries()) {
      const window = `买家${index}`;
      await agent.ingest(line(question, { chat: { window, kind: 'FRIEND', name: window } }));
    }
    const gaps = async (state: string) => nodesOf((await given().demo.ask(GAPS, { state }))['knowledgeGaps']);
    await expect
      .poll(async () => {
        await collect();
        return (await gaps('OPEN')).map(({ count }) => count);
      })
      .toEqual([2]);
    const [gap] = await gaps('OPEN');
    expect(asks).toContain(text(gap?.['question']));
    expect(list(gap?.['samples'])).toHaveLength(2);

    const entry = { question: '水晶吊坠能刻字吗', answer: '可以免费刻字，不超过八个字。' };
    const { writeEntry } = await given().demo.ask(WRITE, { ...entry, gapId: gap?.['id'], phrasings: ['吊坠刻字'] });
    const requestId = randomUUID();
    await given().demo.ask(WRITE, { requestId, question: '能刻图吗', answer: '不能。' });
    const other = { requestId, question: '能刻图吗', answer: '不能。', gapId: gap?.['id'] };
    expect(await given().demo.refusal(WRITE, other)).toBe('IDEMPOTENCY_CONFLICT');
    expect(writeEntry).toMatchObject({
      duplicate: false,
      document: { name: entry.question, source: 'WRITTEN', citationCount: 0 },
      version: { number: 1, state: 'PUBLISHED' },
    });
    expect(await gaps('OPEN')).toEqual([]);
    expect(await gaps('ANSWERED')).toMatchObject([{ id: gap?.['id'], document: { name: entry.question } }]);
    expect(await given().demo.refusal(WRITE, entry)).toBe('CONFLICT');
    const documentId = writeEntry?.['document']?.['id'];
    const edited = await given().demo.ask(WRITE, { ...entry, answer: '可以刻字，十元起。', documentId });
    expect(edited['writeEntry']).toMatchObject({ document: { id: documentId }, version: { number: 2 } });

    const question = `query { tryQuestion(question: "水晶吊坠能刻字吗") { route reason hits { answer } } }`;
    await expect
      .poll(async () => (await given().demo.ask(question))['tryQuestion'])
      .toMatchObject({
        route: 'REPLIED',
        reason: 'ABOVE_REPLY',
        hits: expect.arrayContaining([{ answer: '可以刻字，十元起。' }]),
      });
    await agent.ingest(line('水晶吊坠能刻字吗', { chat: { window: '新买家', kind: 'FRIEND', name: '新买家' } }));
    const cited = `query ($id: ID!) { document(id: $id) { citationCount recentCitationCount lastCitedAt currentVersion { chunks(first: 1) { edges { node { citationCount } } } } } }`;
    await expect
      .poll(async () => {
        await collect();
        return (await given().demo.ask(cited, { id: documentId }))['document'];
      })
      .toMatchObject({
        citationCount: 1,
        recentCitationCount: 1,
        currentVersion: { chunks: { edges: [{ node: { citationCount: 1 } }] } },
      });
    const { unusedDocuments } = await given().demo.ask(`{ unusedDocuments(days: 1) { edges { node { name } } } }`);
    expect(nodesOf(unusedDocuments)).toEqual([]);
    await agent.close();
  });

  it('dismisses a gap and opens it again', async () => {
    const dismiss = `mutation ($requestId: ID!, $id: ID!, $dismissed: Boolean!) { setGapDismissed(requestId: $requestId, gapId: $id, dismissed: $dismissed) { state } }`;
    const [gap] = nodesOf((await given().demo.ask(GAPS, { state: 'ANSWERED' }))['knowledgeGaps']);
    const id = gap?.['id'];
    expect(await given().demo.ask(dismiss, { id, dismissed: true })).toEqual({
      setGapDismissed: { state: 'DISMISSED' },
    });
    expect(await given().demo.ask(dismiss, { id, dismissed: false })).toEqual({ setGapDismissed: { state: 'OPEN' } });
    expect(await given().owner.refusal(dismiss, { id, dismissed: true })).toBe('NOT_FOUND');
  });

  it('shows entries that contradict each other', async () => {
    await given().demo.ask(WRITE, { question: '尾款什么时候付', answer: '收货后 7 天内付。' });
    await given().demo.ask(WRITE, { question: '尾款什么时候付？', answer: '收货后 15 天内付。' });
    const { contradictions } = await given().demo.ask(
      `{ contradictions { difference likeness a { answer version { document { name } } } b { answer } } }`,
    );
    expect(contradictions).toMatchObject([
      { difference: 'NUMBERS', a: { answer: '收货后 15 天内付。' }, b: { answer: '收货后 7 天内付。' } },
    ]);
  });
});
