import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectAnswers } from '../../server/modules/knowledge/collect-answers.ts';
import type { Embedders } from '../../server/ports/embedder.ts';
import { embeddersAt, NEVER } from '../modules/embedding/embedding-bed.ts';
import { databaseKinds } from '../support/database.ts';
import { type EmbeddingServer, startEmbeddingServer, type Vectors } from '../support/embedding-server.ts';
import { waitUntil } from '../support/wait-until.ts';
import { AgentSide, line } from './support/agent-side.ts';
import { type Answered, nodesOf, text } from './support/hub-client.ts';
import { openHub, type TestHub } from './support/test-hub.ts';

const GAPS = `query { knowledgeGaps { edges { node { count samples { question } } } } }`;
const STATE = `query { knowledge { searchMode embedder { done total } } }`;

/** Questions of one matter that share hardly a character, as a model understands them. */
const MEANT: Readonly<Record<string, string>> = {
  能给我弄张税票吗: '水晶吊坠怎么开发票',
  坠子上可以雕名儿么: '水晶吊坠能不能刻字',
};

const MODEL: Vectors = { kind: 'answer', dimensions: 384, meant: (written) => MEANT[written] ?? written };

describe.each(databaseKinds())('gaps by meaning on %s', (kind) => {
  let server: EmbeddingServer;
  let test: TestHub;
  let agent: AgentSide;
  let embedders: Embedders;
  let buyers = 0;

  beforeAll(async () => {
    server = await startEmbeddingServer(MODEL);
    const embedder = { kind: 'provider', provider: 'custom', baseUrl: `${server.url}/v1`, model: 'm-1' } as const;
    test = await openHub(kind, { embedder });
    agent = new AgentSide(test.agent);
    embedders = embeddersAt(server.url);
    await embedders.probe(NEVER);
    await waitUntil(
      async () => {
        const { searchMode, embedder: state } = (await test.demo.ask(STATE))['knowledge'] as Answered;
        const { done, total } = state as Answered;
        return text(searchMode) === 'KEYWORD_AND_MEANING' && Number(total) > 0 && done === total;
      },
      { for: 'the sample to be embedded' },
    );
  });
  afterAll(async () => {
    await agent.close();
    await test.close();
    await server.close();
  });

  async function ask(...questions: readonly string[]): Promise<void> {
    for (const question of questions) {
      const window = `买家${(buyers += 1)}`;
      await agent.ingest(line(question, { chat: { window, kind: 'FRIEND', name: window } }));
    }
  }

  /** Questions of each gap, the gap that was asked most first. */
  async function gaps(): Promise<string[][]> {
    // What the hub does by itself every 20 s.
    const services = { database: test.counted.database, embedders };
    await collectAnswers(services, test.hub.seeded.demo?.tenantId ?? '', NEVER);
    const found = nodesOf((await test.demo.ask(GAPS))['knowledgeGaps']) as unknown as {
      samples: { question: string }[];
    }[];
    return found.map(({ samples }) => samples.map(({ question }) => question).toSorted());
  }

  it('puts questions together that mean the same, whatever their words', async () => {
    await ask('水晶吊坠怎么开发票', '能给我弄张税票吗', '水晶吊坠能不能刻字');
    await expect.poll(gaps).toEqual([['水晶吊坠怎么开发票', '能给我弄张税票吗'].toSorted(), ['水晶吊坠能不能刻字']]);
  });

  it('asks the model once for each question, and never for a look at the list', async () => {
    const asked = server.seen.length;
    for (let time = 0; time < 3; time += 1) await test.demo.ask(GAPS);
    expect(server.seen).toHaveLength(asked);
  });

  it('goes by words while the model is gone', async () => {
    await server.close();
    await ask('坠子上可以雕名儿么', '水晶吊坠能刻字吗请问');
    const grouped = [['坠子上可以雕名儿么'], ['水晶吊坠能不能刻字', '水晶吊坠能刻字吗请问']];
    await expect.poll(gaps).toEqual(expect.arrayContaining(grouped));
  });

  it('makes one of gaps that were told apart while the model was gone', async () => {
    server = await startEmbeddingServer(MODEL, Number(new URL(server.url).port));
    await ask('水晶吊坠怎么开发票');
    const together = ['坠子上可以雕名儿么', '水晶吊坠能不能刻字', '水晶吊坠能刻字吗请问'].toSorted();
    await expect.poll(gaps).toContainEqual(together);
    const counts = nodesOf((await test.demo.ask(GAPS))['knowledgeGaps']).map(({ count }) => count);
    expect(counts).toEqual([3, 3]);
  });
});
