import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { AgentSide, line } from './support/agent-side.ts';
import { isType, list, nodesOf, text } from './support/hub-client.ts';
import { describeHub } from './support/test-hub.ts';

const OWN = '{ ownWords { synonyms fillers } }';
const SET = `mutation ($requestId: ID!, $synonyms: [[String!]!]!, $fillers: [String!]!) {
  setOwnWords(requestId: $requestId, input: { synonyms: $synonyms, fillers: $fillers }) { synonyms fillers } }`;
const WRITE = `mutation ($requestId: ID!, $question: String!, $answer: String!) {
  writeEntry(requestId: $requestId, question: $question, answer: $answer) { document { id } } }`;
const TRY = 'query ($question: String!) { tryQuestion(question: $question) { reason hits { answer matched } } }';
const TURNS = `query ($sessionId: ID!) { turns(sessionId: $sessionId) { edges { node { outcome evidence { text } } } } }`;
const NONE = { synonyms: [], fillers: [] };

describeHub("a company's own words", (given) => {
  it('finds the passage from the next question on, tried or asked by a customer, and not once they are taken back', async () => {
    const entry = { question: '蓄电池保养', answer: '每月充满一次。' };
    await given().demo.ask(WRITE, entry);
    await expect
      .poll(async () => (await given().demo.ask(TRY, { question: '蓄电池保养' }))['tryQuestion'])
      .toMatchObject({ hits: expect.arrayContaining([expect.objectContaining({ answer: entry.answer })]) });
    const agent = new AgentSide(given().agent);
    await agent.replies().until(isType('Synced'));
    const found = async (window: string): Promise<readonly string[]> => {
      const [receipt] = await agent.ingest(line('魔匣', { chat: { window, kind: 'FRIEND', name: window } }));
      const turn = async () => {
        const { turns } = await given().demo.ask(TURNS, { sessionId: receipt?.['sessionId'] });
        return nodesOf(turns)[0];
      };
      await expect.poll(async () => text((await turn())?.['outcome'])).not.toMatch(/^(null|undefined)$/);
      return list((await turn())?.['evidence']).map((passage) => text(passage['text']));
    };
    const tried = async () => (await given().demo.ask(TRY, { question: '魔匣' }))['tryQuestion'];
    expect(await tried()).toMatchObject({ reason: 'NOTHING_FOUND', hits: [] });
    expect(await found('老周')).toEqual([]);

    await given().demo.ask(SET, { ...NONE, synonyms: [['魔匣', '蓄电池保养']] });
    expect(list((await tried())?.['hits'])[0]).toMatchObject({ answer: entry.answer });
    expect((await found('小赵'))[0]).toContain(entry.answer);

    await given().demo.ask(SET, NONE);
    expect(await tried()).toMatchObject({ reason: 'NOTHING_FOUND', hits: [] });
    expect(await found('老钱')).toEqual([]);
    await agent.close();
  });

  it('keeps them as they were written, cleaned and without repeats, with what changed in the audit', async () => {
    const { owner } = given();
    const words = {
      synonyms: [[' 电瓶 ', '蓄電池', '蓄电池', '电\0瓶', 'Model  Y', ' ']],
      fillers: ['老铁', '老铁\ud800', ''],
    };
    const requestId = randomUUID();
    const kept = { synonyms: [['电瓶', '蓄電池', 'Model Y']], fillers: ['老铁', '老铁\ufffd'] };
    expect((await owner.ask(SET, { ...words, requestId }))['setOwnWords']).toEqual(kept);
    expect((await owner.ask(SET, { ...words, requestId }))['setOwnWords']).toEqual(kept);
    expect(await owner.refusal(SET, { ...NONE, requestId })).toBe('IDEMPOTENCY_CONFLICT');
    await owner.ask(SET, { synonyms: kept.synonyms, fillers: ['老铁'] });
    expect((await owner.ask(OWN))['ownWords']).toEqual({ ...kept, fillers: ['老铁'] });
    const { audit } = await owner.ask('{ audit(first: 2) { edges { node { action detail } } } }');
    expect(nodesOf(audit)).toMatchObject([
      { action: 'setOwnWords', detail: { added: NONE, removed: { synonyms: [], fillers: ['老铁\ufffd'] } } },
      { action: 'setOwnWords', detail: { added: kept, removed: NONE } },
    ]);
    expect((await given().demo.ask(OWN))['ownWords']).toEqual(NONE);
  });

  it('takes exactly the limits, and says which one is passed where', async () => {
    const { owner } = given();
    const many = (count: number, of = '词') => Array.from({ length: count }, (_, index) => `${of}${index}`);
    const groups = (count: number) => many(count).map((word) => [word, `${word}号`]);
    const long = '长'.repeat(40);
    const most = { synonyms: [...groups(498), many(20), [long, '短']], fillers: many(200) };
    expect((await owner.ask(SET, most))['setOwnWords']).toEqual(most);
    expect((await owner.ask(OWN))['ownWords']).toEqual(most);
    const path = 'input.synonyms';
    for (const [words, code, detail, says] of [
      [{ synonyms: groups(501) }, 'LIMIT_BATCH', { path, limit: 500, total: 501 }, '最多 500 组'],
      [{ synonyms: [many(21)] }, 'LIMIT_BATCH', { path, group: 1, limit: 20, total: 21 }, '最多 20 个词'],
      [{ fillers: many(201) }, 'LIMIT_BATCH', { path: 'input.fillers', limit: 200, total: 201 }, '最多 200 个'],
      [{ synonyms: [[`${long}长`, '短']] }, 'LIMIT_TEXT', { path, group: 1, limit: 40, word: long }, '最多 40 字'],
      [
        {
          synonyms: [
            ['甲', '乙'],
            ['充電', '充电'],
          ],
        },
        'BAD_INPUT',
        { path, group: 2, words: '充電' },
        '第 2 组',
      ],
      [{ synonyms: [[]] }, 'BAD_INPUT', { path, group: 1, words: '' }, '第 1 组'],
      [{ synonyms: [['甲、乙', '丙']] }, 'BAD_INPUT', { path, group: 1, word: '甲、乙' }, '甲、乙'],
      [{ fillers: ['？！'] }, 'BAD_INPUT', { path: 'input.fillers', word: '？！' }, '？！'],
    ] as const) {
      const { errors } = await owner.send(SET, { ...NONE, ...words });
      expect(errors[0]).toMatchObject({ extensions: { code, detail } });
      expect(errors[0]?.message).toContain(says);
    }
    expect((await owner.ask(OWN))['ownWords']).toEqual(most);
  });

  it('is read by everybody of the company and changed by administrators', async () => {
    const viewer = await given().owner.invite('VIEWER');
    expect(list((await viewer.ask(OWN))['ownWords']?.['fillers'])).toBeDefined();
    expect(await viewer.refusal(SET, NONE)).toBe('FORBIDDEN');
    expect(await given().agent.refusal(SET, NONE)).toBe('FORBIDDEN');
    expect(await given().anyone.refusal(OWN)).toBe('UNAUTHENTICATED');
  });
});
