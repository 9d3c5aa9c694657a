import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHub } from '../../server/app.ts';

/** A whole embedded hub for one agent to connect to. */
export interface AgentsHub {
  readonly url: string;
  readonly agentId: string;
  readonly apiKey: string;
  close(): Promise<void>;
}

export async function openAgentsHub(): Promise<AgentsHub> {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-bench-'));
  const hub = await startHub({
    config: {
      host: '127.0.0.1',
      port: 0,
      publicUrl: null,
      allowedOrigins: [],
      dataFolder: folder,
      consoleFolder: join(folder, 'console'),
      knowledgeFolder: null,
      demo: true,
      workerId: 'bench',
      secret: { kind: 'given', secret: randomBytes(32) },
      database: { kind: 'pglite', folder },
      pubsub: { kind: 'memory' },
      search: { kind: 'embedded' },
      ocr: { kind: 'embedded' },
      models: [],
      reranker: null,
      embedder: { kind: 'none' },
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  const key = hub.seeded.demo?.agent;
  if (!key) throw new Error('the demo has no agent');
  return {
    url: hub.url,
    ...key,
    close: async () => {
      await hub.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
