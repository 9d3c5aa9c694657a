import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddingChoice, createProviderEmbedder } from '../../../server/adapters/embedder/create-embedder.ts';
import { DEFAULT_BREAKER } from '../../../server/adapters/chat-model/circuit-breaker.ts';
import type { Embedders } from '../../../server/ports/embedder.ts';
import { PortError } from '../../../server/ports/errors.ts';
import { type EmbeddingServer, meaningOf, startEmbeddingServer, type Vectors } from '../../support/embedding-server.ts';
import type { WireFault } from '../../support/scripted-provider.ts';
import { waitUntil } from '../../support/wait-until.ts';

export const NEVER = new AbortController().signal;

export async function failureOf(call: Promise<unknown>): Promise<PortError> {
  const failure: unknown = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(failure instanceof PortError)) throw new Error(`no PortError but ${String(failure)}`);
  return failure;
}

/** The vector that the server means for a text, of length 1. */
export function expected(text: string, dimensions = 8): Float32Array {
  const numbers = Float32Array.from(meaningOf(text, dimensions));
  const length = Math.hypot(...numbers);
  return numbers.map((number) => number / length);
}

/** Largest difference of two vectors in one dimension; infinite when they have not the same. */
export function difference(found: Float32Array | undefined, wanted: Float32Array): number {
  if (found?.length !== wanted.length) return Infinity;
  return Math.max(...wanted.map((number, place) => Math.abs(number - found[place]!)));
}

/** What rounding to single precision leaves. */
export const ALIKE = 1e-5;

/** For servers that answer, on a machine that is busy; and for those that never do. */
const PATIENCE_MS = 20_000;
const IMPATIENCE_MS = 600;

const TEXTS = ['充电桩多少钱？', '怎么安装', 'E03 是什么故障'];

/** What every client of a provider must do, on the true wire format. */
export function describeEmbedder(name: string, choice: EmbeddingChoice): void {
  describe(`${name}, as an embedder`, () => {
    let server: EmbeddingServer;
    let embedders: Embedders;
    let now = 0;
    beforeAll(async () => {
      server = await startEmbeddingServer();
    });
    afterAll(() => server.close());
    beforeEach(() => {
      server.seen.length = 0;
      server.behave({ kind: 'answer' });
      embedders = open(PATIENCE_MS);
    });
    const open = (waitMs: number): Embedders => {
      const baseUrl = server.url + (choice.provider === 'mistral' ? '' : '/v1');
      const clock = { now: () => now };
      const times = { askedMs: waitMs, storedMs: waitMs, pauseMs: 1, clock, breaker: DEFAULT_BREAKER };
      return createProviderEmbedder({ apiKey: 'sk-test', ...choice, baseUrl }, times);
    };

    it('sends texts, model and key, and answers vectors of length 1 in order', async () => {
      const vectors = await embedders.stored.embed(TEXTS, 'query', NEVER);
      TEXTS.forEach((text, place) => expect(difference(vectors[place], expected(text))).toBeLessThan(ALIKE));
      expect(server.seen).toHaveLength(1);
      expect(server.seen[0]).toMatchObject({ authorization: 'Bearer sk-test', path: '/v1/embeddings' });
      expect(server.seen[0]!.body).toMatchObject({ model: choice.model, input: TEXTS });
      expect(server.seen[0]!.body['encoding_format'], 'never base64').not.toBe('base64');
      expect(embedders.stored.space).toEqual({ name: `${choice.provider}/${choice.model}@8`, dimensions: 8 });
      expect(embedders.health()).toMatchObject({ state: 'ready', reason: null });
    });

    it('goes by the index of each vector', async () => {
      server.behave({ kind: 'answer', wrong: 'order' });
      const vectors = await embedders.stored.embed(TEXTS, 'passage', NEVER);
      TEXTS.forEach((text, place) => expect(difference(vectors[place], expected(text))).toBeLessThan(ALIKE));
    });

    it('sends many texts in batches', async () => {
      const texts = Array.from({ length: embedders.stored.batchSize * 2 + 3 }, (_, place) => `第 ${place} 条`);
      const vectors = await embedders.stored.embed(texts, 'passage', NEVER);
      expect(vectors).toHaveLength(texts.length);
      expect(difference(vectors.at(-1), expected(texts.at(-1)!))).toBeLessThan(ALIKE);
      expect(server.seen.map(({ body }) => (body['input'] as string[]).length)).toEqual([
        embedders.stored.batchSize,
        embedders.stored.batchSize,
        3,
      ]);
    });

    it('sends long texts in smaller batches', async () => {
      const texts = Array.from({ length: 5 }, () => '长'.repeat(7_000));
      await embedders.stored.embed(texts, 'passage', NEVER);
      expect(server.seen.map(({ body }) => (body['input'] as string[]).length)).toEqual([2, 2, 1]);
    });

    it.each<[string, Vectors['wrong']]>([
      ['too few vectors', 'count'],
      ['vectors of one number twice', 'repeated'],
      ['numbers that are none', 'number'],
      ['a vector of nothing', 'zero'],
      ['vectors of different dimensions', 'dimensions'],
    ])('does not take %s', async (_, wrong) => {
      server.behave({ kind: 'answer', wrong: wrong! });
      const failure = await failureOf(embedders.asked.embed(TEXTS, 'query', NEVER));
      expect(failure).toMatchObject({ port: 'embedder', retryable: true });
      expect(embedders.stored.space).toBeNull();
      expect(embedders.health()).toMatchObject({ state: 'failing', reason: failure.reason });
    });

    it('gives no vectors of another space, and learns it anew', async () => {
      await embedders.stored.embed(TEXTS, 'query', NEVER);
      server.behave({ kind: 'answer', dimensions: 12 });
      expect(await failureOf(embedders.asked.embed(TEXTS, 'query', NEVER))).toMatchObject({ retryable: true });
      expect(embedders.stored.space).toBeNull();
      await embedders.probe(NEVER);
      expect(embedders.stored.space).toEqual({ name: `${choice.provider}/${choice.model}@12`, dimensions: 12 });
    });

    it('tries again after an overload, no sooner than it is asked to', async () => {
      server.behave({ kind: 'refuse', status: 429, headers: { 'retry-after': '1' } }, { kind: 'answer' });
      const start = performance.now();
      await embedders.stored.embed(TEXTS, 'query', NEVER);
      expect(performance.now() - start).toBeGreaterThan(990);
      expect(server.seen).toHaveLength(2);
    });

    it.each<[string, number, Vectors | WireFault]>([
      ['a 500', PATIENCE_MS, { kind: 'refuse', status: 500 }],
      ['a cut line', PATIENCE_MS, { kind: 'cut' }],
      ['a server that hangs', IMPATIENCE_MS, { kind: 'hang' }],
      ['half an answer', IMPATIENCE_MS, { kind: 'stall' }],
      ['malformed JSON', PATIENCE_MS, { kind: 'raw', body: '{"data": [' }],
      ['a page instead of JSON', PATIENCE_MS, { kind: 'raw', body: '<html>hello</html>', type: 'text/html' }],
      ['too few vectors', PATIENCE_MS, { kind: 'answer', wrong: 'count' }],
    ])('tries again after %s', async (_, waitMs, fault) => {
      server.behave(fault, fault, { kind: 'answer' });
      expect(await open(waitMs).stored.embed(TEXTS, 'query', NEVER)).toHaveLength(3);
      expect(server.seen).toHaveLength(3);
    });

    it('gives up in the end and says why', async () => {
      server.behave({ kind: 'refuse', status: 503 });
      const failure = await failureOf(embedders.stored.embed(TEXTS, 'query', NEVER));
      expect(failure).toMatchObject({
        port: 'embedder',
        retryable: true,
        reason: expect.stringContaining('HTTP 503') as string,
      });
      expect(server.seen).toHaveLength(4);
    });

    it.each([401, 403, 404])('does not try again after %d, and never repeats what was said', async (status) => {
      server.behave({ kind: 'refuse', status });
      const failure = await failureOf(embedders.stored.embed(TEXTS, 'query', NEVER));
      expect(failure).toMatchObject({ retryable: false, reason: expect.stringContaining(String(status)) as string });
      expect(failure.message).not.toContain('secret');
      expect(server.seen).toHaveLength(1);
    });

    it('cuts a text that is too long for the model, and no other', async () => {
      const long = '长'.repeat(400);
      const refused: WireFault = { kind: 'refuse', status: 413 };
      server.behave(refused, { kind: 'answer' }, refused, refused, { kind: 'answer' });
      const vectors = await embedders.stored.embed(['短', long], 'passage', NEVER);
      expect(difference(vectors[0], expected('短'))).toBeLessThan(ALIKE);
      expect(difference(vectors[1], expected('长'.repeat(100)))).toBeLessThan(ALIKE);
    });

    it('says that nobody listens', async () => {
      const deaf = createProviderEmbedder(
        { apiKey: 'k', ...choice, baseUrl: 'http://127.0.0.1:9/v1' },
        { pauseMs: 1, storedMs: 2_000 },
      );
      expect(await failureOf(deaf.stored.embed(['你好'], 'query', NEVER))).toMatchObject({ retryable: true });
      expect(deaf.health()).toMatchObject({ state: 'failing', reason: 'no connection' });
    });

    it('ends with the signal, on the wire too', async () => {
      server.behave({ kind: 'hang' });
      const controller = new AbortController();
      const given = server.aborted();
      const call = failureOf(embedders.asked.embed(['你好'], 'query', controller.signal));
      await waitUntil(() => server.seen.length === 1, { for: 'the request to arrive' });
      controller.abort();
      expect(await call).toMatchObject({ retryable: true });
      await waitUntil(() => server.aborted() > given, { for: 'the server to see the end' });
      expect(embedders.health().state, 'the caller’s end says nothing of the model').toBe('starting');
    });

    it('asks for a question once, and not at all after three failures, until it is back', async () => {
      embedders = open(IMPATIENCE_MS);
      server.behave({ kind: 'hang' });
      for (let time = 0; time < 3; time += 1) await failureOf(embedders.asked.embed(['你好'], 'query', NEVER));
      expect(server.seen).toHaveLength(3);
      expect(await failureOf(embedders.asked.embed(['你好'], 'query', NEVER))).toMatchObject({
        reason: 'breaker open',
      });
      expect(server.seen).toHaveLength(3);
      expect(embedders.health()).toMatchObject({ state: 'failing', reason: `no answer within ${IMPATIENCE_MS} ms` });
      server.behave({ kind: 'answer' });
      expect(await embedders.stored.embed(['你好'], 'query', NEVER)).toHaveLength(1);
      expect(embedders.health().state, 'it answers whoever is patient').toBe('ready');
      expect(embedders.takesQuestions()).toBe(false);
      now += DEFAULT_BREAKER.openMs;
      expect(embedders.takesQuestions()).toBe(true);
      expect(await embedders.asked.embed(['你好'], 'query', NEVER)).toHaveLength(1);
      expect(embedders.health().state).toBe('ready');
    });

    it('asks again at once when a probe found it back', async () => {
      server.behave({ kind: 'refuse', status: 500 });
      for (let time = 0; time < 3; time += 1) await failureOf(embedders.asked.embed(['你好'], 'query', NEVER));
      server.behave({ kind: 'answer' });
      await embedders.probe(NEVER);
      expect(await embedders.asked.embed(['你好'], 'query', NEVER)).toHaveLength(1);
    });
  });
}
