import { describe, expect, it } from 'vitest';
import { DEFAULT_BREAKER } from '../../../server/adapters/chat-model/circuit-breaker.ts';
import { createFailover } from '../../../server/adapters/chat-model/failover.ts';
import { createOfflineModel } from '../../../server/adapters/chat-model/offline.ts';
import { type ChatAnswer, type ChatModel, ChatModelError } from '../../../server/ports/chat-model.ts';
import { failureOf, requestWith } from './chat-model-suite.ts';

const PASSAGES = [{ id: '1', question: '保修多久', answer: '整机保修两年。' }];

/** A model that does what the test says, call by call; the last behaviour stays. */
function scripted(provider: string, ...behaviours: (() => Promise<ChatAnswer>)[]): ChatModel & { calls: number } {
  return {
    provider,
    model: 'm',
    calls: 0,
    complete() {
      const behaviour = behaviours[Math.min(this.calls, behaviours.length - 1)];
      this.calls += 1;
      return behaviour === undefined ? Promise.reject(new Error('no behaviour')) : behaviour();
    },
  };
}

const says = (provider: string) => (): Promise<ChatAnswer> =>
  Promise.resolve({
    text: `我是${provider}`,
    promptTokens: 1,
    completionTokens: 1,
    provider,
    model: 'm',
    verbatim: false,
  });
const fails =
  (given: Partial<ConstructorParameters<typeof ChatModelError>[0]> = {}) =>
  () =>
    Promise.reject<ChatAnswer>(
      new ChatModelError({ fault: 'provider', retryable: true, reason: 'HTTP 500', ...given }),
    );
const hangs = (): Promise<ChatAnswer> => Promise.withResolvers<ChatAnswer>().promise;

function ladderOf(models: ChatModel[], callTimeoutMs = 1000) {
  let now = 1_000_000;
  const clock = { now: () => now };
  const ladder = createFailover(
    { models, last: createOfflineModel('template') },
    { clock, callTimeoutMs, breaker: DEFAULT_BREAKER },
  );
  return {
    ladder,
    clock,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe('the ladder', () => {
  it('asks the first and leaves the others alone', async () => {
    const backup = scripted('b', says('b'));
    const { ladder } = ladderOf([scripted('a', says('a')), backup]);
    const answer = await ladder.complete(requestWith());
    expect(answer.text).toBe('我是a');
    expect(answer.attempts).toEqual([{ provider: 'a', model: 'm', milliseconds: 0 }]);
    expect(backup.calls).toBe(0);
  });

  it('goes down one rung for each failure and tells of all of them', async () => {
    const { ladder } = ladderOf([
      scripted('a', fails()),
      scripted('b', fails({ reason: 'HTTP 401', retryable: false })),
      scripted('c', says('c')),
    ]);
    const answer = await ladder.complete(requestWith());
    expect(answer.provider).toBe('c');
    expect(answer.attempts?.map(({ provider, failure }) => [provider, failure])).toEqual([
      ['a', 'HTTP 500'],
      ['b', 'HTTP 401'],
      ['c', undefined],
    ]);
  });

  it('leaves a model that does not answer in time, even one that ignores its signal', async () => {
    const { ladder } = ladderOf([scripted('a', hangs), scripted('b', says('b'))], 30);
    const answer = await ladder.complete(requestWith());
    expect(answer.provider).toBe('b');
    expect(answer.attempts?.[0]?.failure).toBe('no answer within 30 ms');
  });

  it('ends in the best passage word for word when every model has failed', async () => {
    const { ladder } = ladderOf([scripted('a', fails())]);
    const answer = await ladder.complete(requestWith({ passages: PASSAGES }));
    expect(answer).toMatchObject({ text: '整机保修两年。', provider: 'template', verbatim: true, promptTokens: 0 });
    expect(answer.attempts).toHaveLength(2);
  });

  it('fails with every attempt when there is no passage either', async () => {
    const { ladder } = ladderOf([scripted('a', fails()), scripted('b', fails())]);
    const failure = await failureOf(ladder.complete(requestWith()));
    expect(failure.retryable).toBe(true);
    expect(failure.attempts.map(({ provider }) => provider)).toEqual(['a', 'b', 'template']);
  });

  it('asks no model after the deadline and gives the last one only what is left', async () => {
    const slow = scripted('a', hangs);
    const { ladder, clock } = ladderOf([slow, scripted('b', says('b'))], 1000);
    const late = await ladder.complete(requestWith({ passages: PASSAGES, deadline: clock.now() }));
    expect(late.provider).toBe('template');
    expect(slow.calls).toBe(0);
    const short = await ladder.complete(requestWith({ passages: PASSAGES, deadline: clock.now() + 25 }));
    expect(short.attempts?.[0]?.failure).toBe('no answer within 25 ms');
  });

  it('stops at once when the caller ends it, and holds it against nobody', async () => {
    const controller = new AbortController();
    const backup = scripted('b', says('b'));
    const { ladder } = ladderOf([scripted('a', hangs), backup]);
    const call = failureOf(ladder.complete(requestWith({ signal: controller.signal, passages: PASSAGES })));
    controller.abort();
    expect(await call).toMatchObject({ fault: 'caller' });
    expect(backup.calls).toBe(0);
    expect(ladder.health?.()[0]).toMatchObject({ state: 'closed', consecutiveFailures: 0 });
    expect(await failureOf(ladder.complete(requestWith({ signal: AbortSignal.abort() })))).toMatchObject({
      fault: 'caller',
    });
  });
});

describe('breakers in the ladder', () => {
  it('open after three failures, let one call through after the pause and close when it succeeds', async () => {
    const broken = scripted('a', fails(), fails(), fails(), says('a'));
    const { ladder, pass } = ladderOf([broken, scripted('b', says('b'))]);
    for (let round = 0; round < 5; round += 1) await ladder.complete(requestWith());
    expect(broken.calls).toBe(3);
    expect(ladder.health?.()).toMatchObject([
      { provider: 'a', state: 'open', consecutiveFailures: 3 },
      { provider: 'b', state: 'closed', consecutiveFailures: 0 },
    ]);
    pass(DEFAULT_BREAKER.openMs);
    expect(ladder.health?.()[0]?.state).toBe('half-open');
    expect((await ladder.complete(requestWith())).provider).toBe('a');
    expect(ladder.health?.()[0]).toMatchObject({ state: 'closed', consecutiveFailures: 0 });
  });

  it('let only one probe through at a time', async () => {
    const gate = Promise.withResolvers<ChatAnswer>();
    const broken = scripted('a', fails({ retryable: false }), () => gate.promise);
    const { ladder, pass } = ladderOf([broken, scripted('b', says('b'))]);
    await ladder.complete(requestWith());
    pass(DEFAULT_BREAKER.openMs);
    const probe = ladder.complete(requestWith());
    const others = await Promise.all([ladder.complete(requestWith()), ladder.complete(requestWith())]);
    expect(others.map(({ provider }) => provider)).toEqual(['b', 'b']);
    gate.resolve(await says('a')());
    expect((await probe).provider).toBe('a');
    expect(broken.calls).toBe(2);
  });

  it('wait twice as long after each probe that fails, up to the longest', async () => {
    const broken = scripted('a', fails({ retryable: false }));
    const { ladder, pass } = ladderOf([broken, scripted('b', says('b'))]);
    await ladder.complete(requestWith());
    let wait = DEFAULT_BREAKER.openMs;
    for (let round = 0; round < 8; round += 1) {
      pass(wait - 1);
      const before = broken.calls;
      await ladder.complete(requestWith());
      expect(broken.calls, `still open after ${wait - 1} ms`).toBe(before);
      pass(1);
      await ladder.complete(requestWith());
      expect(broken.calls, `probed after ${wait} ms`).toBe(before + 1);
      wait = Math.min(wait * 2, DEFAULT_BREAKER.longestOpenMs);
    }
    expect(wait).toBe(DEFAULT_BREAKER.longestOpenMs);
  });

  it('open at once for a wrong key and for as long as the provider asks', async () => {
    const { ladder, pass } = ladderOf([
      scripted('a', fails({ reason: 'HTTP 429', retryAfterMs: 60_000 })),
      scripted('b', says('b')),
    ]);
    await ladder.complete(requestWith());
    pass(59_999);
    expect(ladder.health?.()[0]?.state).toBe('open');
    pass(1);
    expect(ladder.health?.()[0]?.state).toBe('half-open');
  });

  it('do not open because a text was refused', async () => {
    const { ladder } = ladderOf([
      scripted('a', fails({ fault: 'request', retryable: false })),
      scripted('b', says('b')),
    ]);
    for (let round = 0; round < 10; round += 1) await ladder.complete(requestWith());
    expect(ladder.health?.()[0]).toMatchObject({ state: 'closed', consecutiveFailures: 0 });
  });

  it('give the probe back when the caller ends it', async () => {
    const controller = new AbortController();
    const broken = scripted('a', fails({ retryable: false }), hangs, says('a'));
    const { ladder, pass } = ladderOf([broken, scripted('b', says('b'))]);
    await ladder.complete(requestWith());
    pass(DEFAULT_BREAKER.openMs);
    const probe = failureOf(ladder.complete(requestWith({ signal: controller.signal })));
    controller.abort();
    await probe;
    expect((await ladder.complete(requestWith())).provider).toBe('a');
  });
});
