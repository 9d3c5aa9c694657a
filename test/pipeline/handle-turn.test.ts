import { afterEach, expect, it } from 'vitest';
import type { ChatModel } from '../../server/ports/chat-model.ts';
import { PortError } from '../../server/ports/errors.ts';
import { describeEachDatabase } from '../support/database.ts';
import { waitUntil } from '../support/wait-until.ts';
import { openPipelineBed } from './pipeline-bed.ts';
import type { BedOptions, PipelineBed } from './pipeline-bed.ts';

/** A model that answers as told and keeps what it was asked. */
function scripted(answer: (question: string, signal: AbortSignal) => Promise<string>): ChatModel & { asked: string[] } {
  const asked: string[] = [];
  return {
    provider: 'scripted',
    model: 'test-1',
    asked,
    async complete({ messages, signal }) {
      const question = messages.at(-1)?.content ?? '';
      asked.push(question);
      const text = await answer(question, signal);
      return { text, promptTokens: 100, completionTokens: 20, provider: 'scripted', model: 'test-1', verbatim: false };
    },
  };
}

describeEachDatabase('the life of a turn', ({ database }) => {
  let bed: PipelineBed | undefined;
  afterEach(() => bed?.close());
  const open = async (options: BedOptions = {}): Promise<PipelineBed> => {
    bed = await openPipelineBed(database(), options);
    return bed;
  };

  it('answers a burst once, from the knowledge base word for word when there is no model', async () => {
    const { say, settled, turns } = await open();
    await say('家用充电桩安装');
    await say('需要哪些条件');
    const turn = await settled();
    expect(turn.outcome).toBe('replied');
    expect(turn.lines).toEqual(['家用充电桩安装', '需要哪些条件']);
    expect(turn.bubbles.join('')).toContain('固定车位');
    expect(turn.confidence).toBeGreaterThanOrEqual(0.75);
    expect(turn.trace).toMatchObject({
      model: { provider: 'offline', verbatim: true },
      thresholds: { reply: 0.75, clarify: 0.55 },
    });
    expect(await turns()).toHaveLength(1);
  });

  it('searches a follow-up with what it refers to, and cites each sentence for the operator', async () => {
    const { say, settled } = await open();
    await say('7kW充电桩和11kW充电桩有什么区别');
    await settled();
    await say('那这个呢');
    const turn = await settled(1);
    expect(turn.trace).toMatchObject({ query: '7kW充电桩和11kW充电桩有什么区别 那这个呢' });
    const first = await settled();
    const cited = first.trace['citations'] as { sentence: string; evidenceId: string | null }[];
    expect(cited.map(({ sentence }) => sentence).join('')).toBe(first.bubbles.join('').trim());
    expect(cited.every(({ evidenceId }) => evidenceId !== null)).toBe(true);
  });

  it.each([
    [
      'takes the order of a reranker',
      (count: number) => Promise.resolve(Array.from({ length: count }, (_, at) => at)),
      -1,
    ],
    [
      'keeps its own order when the reranker fails',
      () => Promise.reject(new PortError({ port: 'reranker', retryable: true, reason: '503' })),
      0,
    ],
  ] as const)('%s', async (_name, relevances, best) => {
    const asked: string[][] = [];
    const rerank = (_question: string, passages: readonly string[]): Promise<number[]> => {
      asked.push([...passages]);
      return relevances(passages.length);
    };
    const { say, settled } = await open({ reranker: { rerank } });
    await say('家用充电桩安装需要哪些条件');
    const evidence = (await settled()).trace['evidence'] as { question: string }[];
    expect(asked[0]?.at(best)).toContain(evidence[0]?.question);
  });

  it('hands off what it does not know, with one notice and no model asked', async () => {
    const model = scripted(() => Promise.resolve('不会被问到'));
    const { say, settled } = await open({ chatModel: model });
    await say('你们老板的生日是哪天');
    const turn = await settled();
    expect(turn).toMatchObject({ outcome: 'handed_off', handoff_reason: 'LOW_CONFIDENCE' });
    expect(turn.bubbles).toEqual(['好的，已为您转接人工客服，请稍候。']);
    expect(turn.confidence).toBeLessThan(0.55);
    expect(model.asked).toEqual([]);
  });

  it.each([
    ['none', 'EMPTY_KNOWLEDGE'],
    ['loading', 'KNOWLEDGE_LOADING'],
  ] as const)('hands off while the knowledge base is %s', async (knowledge, reason) => {
    const { say, settled } = await open({ knowledge });
    await say('家用充电桩安装需要哪些条件');
    expect(await settled()).toMatchObject({ outcome: 'handed_off', handoff_reason: reason, confidence: 0 });
  });

  it('answers nothing from a document that has expired, before the index has forgotten it', async () => {
    const { say, settled, tenantId } = await open();
    await database().inTenant(tenantId, (em) =>
      em.execute(`update document set expires_at = now() - interval '1 second'`),
    );
    await say('家用充电桩安装需要哪些条件');
    expect(await settled()).toMatchObject({ outcome: 'handed_off', handoff_reason: 'LOW_CONFIDENCE' });
  });

  it.each([
    ['桩在冒烟，怎么办', 'DANGER'],
    ['我要投诉你们，打12315', 'COMPLAINT'],
    ['转人工', 'ASKED_FOR_HUMAN'],
  ])('hands off 「%s」 at once, without waiting for the burst to end', async (text, reason) => {
    const { say, settled } = await open();
    await say(text);
    const turn = await settled(0, { inTime: true });
    expect(turn).toMatchObject({ outcome: 'handed_off', handoff_reason: reason });
    // The burst would have ended 1.5 s after its last line.
    expect(turn.latency_ms).toBeLessThan(1_500);
  });

  it('stays silent after a handoff and holds what the customer adds', async () => {
    const { say, settled, turns } = await open();
    await say('转人工');
    await settled();
    await say('家用充电桩安装需要哪些条件');
    const all = await turns();
    expect(all[1]).toMatchObject({ state: 'held', outcome: null, bubbles: [] });
  });

  it('needs no reply to thanks after an answer', async () => {
    const { say, settled } = await open();
    await say('家用充电桩安装需要哪些条件');
    await settled();
    await say('好的 谢谢');
    expect(await settled(1)).toMatchObject({ outcome: 'no_reply_needed', bubbles: [] });
  });

  it('hands off a turn of pictures only', async () => {
    const { say, settled } = await open();
    await say('[图片]', { type: 'IMAGE', mediaHash: 'a'.repeat(64) });
    expect(await settled()).toMatchObject({ outcome: 'handed_off', handoff_reason: 'PICTURE_ONLY' });
  });

  it('answers in a group only when it is asked', async () => {
    const { say, settled } = await open();
    const chat = { window: '车主群', kind: 'GROUP' as const, name: '车主群', externalId: 'g1' };
    await say('家用充电桩安装需要哪些条件', { chat, sender: '甲', senderKey: 'u1' });
    expect(await settled()).toMatchObject({ outcome: 'no_reply_needed' });
    await say('家用充电桩安装需要哪些条件', { chat, sender: '乙', senderKey: 'u2', mentioned: true });
    expect(await settled(1)).toMatchObject({ outcome: 'replied' });
  });

  it('removes what the model made up, and asks back when nothing is left', async () => {
    const { say, settled } = await open({ chatModel: scripted(() => Promise.resolve('安装费一律 8888 元。')) });
    await say('家用充电桩安装需要哪些条件');
    const turn = await settled();
    expect(turn.outcome).toBe('clarified');
    expect(turn.bubbles.join('')).not.toContain('8888');
    expect(turn.trace).toMatchObject({ check: { verdict: 'unsupported' } });
  });

  it('answers from the best passage when the model fails, and books what was reserved', async () => {
    const failing = scripted(() =>
      Promise.reject(new PortError({ port: 'chat-model', retryable: true, reason: '503' })),
    );
    const { say, settled, tenantId } = await open({ chatModel: failing });
    await say('家用充电桩安装需要哪些条件');
    const turn = await settled();
    expect(turn).toMatchObject({ outcome: 'replied', trace: { model: { provider: 'template' } } });
    const usage = await database().inTenant(tenantId, (em) =>
      em.execute<{ entry: string }[]>('select entry from usage order by id'),
    );
    expect(usage.map((row) => row.entry)).toEqual(['reserved', 'booked']);
  });

  it('starts over when a line comes while the model thinks, and answers both lines once', async () => {
    let release = (): void => undefined;
    const model = scripted(
      (_, signal) =>
        new Promise((resolve, reject) => {
          release = () => resolve('需要固定车位和物业同意。');
          signal.addEventListener('abort', () =>
            reject(new PortError({ port: 'chat-model', retryable: true, reason: 'ended' })),
          );
        }),
    );
    const { say, settled, turns } = await open({ chatModel: model });
    await say('家用充电桩安装需要哪些条件');
    await waitUntil(() => model.asked.length === 1, { for: 'the model to be asked' });
    await say('物业不同意怎么办');
    await waitUntil(() => model.asked.length === 2, { for: 'the model to be asked again' });
    release();
    const turn = await settled();
    expect(turn).toMatchObject({ outcome: 'replied', attempts: 1, replans: 1 });
    expect(model.asked[1]).toContain('物业不同意');
    expect(await turns()).toHaveLength(1);
  });

  it('postpones the second answer within the interval and lets lines that come meanwhile join', async () => {
    const { say, settled, turns } = await open({ settings: { answerIntervalSeconds: 4 } });
    await say('家用充电桩安装需要哪些条件');
    const first = await settled();
    await say('7kW和11kW充电桩有什么区别');
    await waitUntil(async () => {
      const [claim] = await database().outside((em) =>
        em.execute<{ postponed: boolean }[]>('select postponed from turn_claim where turn_id > ?', [first.id]),
      );
      return claim?.postponed === true;
    });
    await say('哪个好');
    const second = await settled(1);
    expect(second.lines).toEqual(['7kW和11kW充电桩有什么区别', '哪个好']);
    expect(second.attempts).toBe(1);
    expect(await turns()).toHaveLength(2);
  });

  it('gives a turn that always fails to the sweeper after three attempts', async () => {
    const broken = scripted(() => Promise.reject(new Error('a bug')));
    const { say, warnings } = await open({ chatModel: broken });
    await say('家用充电桩安装需要哪些条件');
    const spent = await waitUntil(
      async () => {
        const rows = await database().call<{ turn_id: string }>('spent_claims', []);
        return rows.length > 0 && broken.asked.length === 3;
      },
      { for: 'three attempts' },
    );
    expect(spent).toBe(true);
    expect(warnings.filter((text) => text.includes('a bug'))).toHaveLength(3);
  });
});
