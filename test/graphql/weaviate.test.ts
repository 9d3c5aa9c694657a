import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findWeaviate } from '../support/machine.ts';
import { startWeaviate, type WeaviateServer } from '../support/weaviate.ts';
import { AgentSide, line } from './support/agent-side.ts';
import { isType, text } from './support/hub-client.ts';
import { openHub, type TestHub } from './support/test-hub.ts';

describe.runIf(findWeaviate() !== undefined)('a hub with Weaviate', () => {
  let weaviate: WeaviateServer;
  let opened: TestHub;

  beforeAll(async () => {
    const started = await startWeaviate();
    if (!started) throw new Error('Weaviate is gone');
    weaviate = started;
    const url = `http://127.0.0.1:${weaviate.httpPort}`;
    const search = { kind: 'weaviate', url, grpc: `127.0.0.1:${weaviate.grpcPort}`, apiKey: undefined } as const;
    opened = await openHub('pglite', { search });
  });
  afterAll(async () => {
    await opened.close();
    await weaviate.stop();
  });

  const engine = async (): Promise<unknown> =>
    (await opened.demo.ask('{ knowledge { engine status } }'))['knowledge']?.['engine'];
  const readiness = async (): Promise<unknown> => {
    const answer = await fetch(`${opened.hub.url}/health/ready`);
    return { status: answer.status, search: ((await answer.json()) as { checks: { search: string } }).checks.search };
  };

  it('answers from it, and goes on without it, saying so', async () => {
    await expect.poll(engine).toBe('WEAVIATE');
    await expect.poll(readiness).toEqual({ status: 200, search: 'weaviate' });
    const agent = new AgentSide(opened.agent);
    const feed = agent.replies();
    await feed.until(isType('Synced'));
    const ask = async (window: string, question: string): Promise<string> => {
      await agent.renew();
      await agent.ingest(line(question, { chat: { window, kind: 'FRIEND', name: window } }));
      const reply = await feed.until((event) => isType('Reply')(event) && text(event['window']) === window);
      return text(reply['text']);
    };
    const answered = await ask('甲', '家用充电桩安装需要哪些条件');
    expect(answered).toContain('车位');
    await weaviate.halt();
    // The same words would be answered from what is remembered, without asking anybody.
    expect(await ask('乙', '家用的充电桩安装需要哪些条件')).toBe(answered);
    expect(await engine()).toBe('FALLBACK');
    expect(await readiness()).toEqual({ status: 200, search: 'fallback' });
    await weaviate.start();
    await expect.poll(engine).toBe('WEAVIATE');
    await agent.close();
  });
});
