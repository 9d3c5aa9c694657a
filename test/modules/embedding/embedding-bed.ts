import { randomUUID } from 'node:crypto';
import { ownTextsReader } from '../../../server/adapters/document-reader/own-texts-reader.ts';
import { createProviderEmbedder } from '../../../server/adapters/embedder/create-embedder.ts';
import { createMemoryWake } from '../../../server/adapters/pubsub/memory.ts';
import { EmbeddedSearch } from '../../../server/adapters/search/embedded/embedded-search.ts';
import { startEmbedding } from '../../../server/modules/embedding/embedding-worker.ts';
import { QuestionVectors } from '../../../server/modules/embedding/question-vectors.ts';
import { KnowledgeIndex } from '../../../server/modules/knowledge/knowledge-index.ts';
import { storeDocument } from '../../../server/modules/knowledge/knowledge.service.ts';
import { retrieve } from '../../../server/modules/knowledge/retrieve.ts';
import type { Database } from '../../../server/ports/database.ts';
import type { Embedders } from '../../../server/ports/embedder.ts';
import type { Log } from '../../../server/ports/log.ts';
import type { Wake } from '../../../server/ports/wake.ts';

export const NEVER = new AbortController().signal;

/** An embedder of a server on this machine, in a hurry. */
export function embeddersAt(url: string, model = 'm-1'): Embedders {
  const times = { askedMs: 1_000, storedMs: 2_000, pauseMs: 1 };
  return createProviderEmbedder({ provider: 'custom', baseUrl: `${url}/v1`, model }, times);
}

export type Node = Awaited<ReturnType<typeof openNode>>;

/** A tenant with a document of its own. */
export async function openTenant(database: Database, csv: string): Promise<string> {
  const tenantId = randomUUID();
  await database.inTenant(tenantId, async (em) => {
    await em.execute(`insert into tenant (id, name) values (?, '测试')`, [tenantId]);
    await em.execute('insert into tenant_lookup values (?)', [tenantId]);
  });
  await storeCsv(database, tenantId, 'faq.csv', csv);
  return tenantId;
}

export async function storeCsv(database: Database, tenantId: string, fileName: string, csv: string): Promise<void> {
  await storeDocument({ database, documentReader: ownTextsReader }, tenantId, {
    fileName,
    bytes: Buffer.from(csv),
    source: 'folder',
  });
}

/** What of a hub finds passages: index, follower and background embedding, over a real database. */
export async function openNode(
  database: Database,
  embedders: Embedders,
  given: { readonly tenants: readonly string[]; readonly wake?: Wake; readonly holder?: string },
) {
  const wake = given.wake ?? createMemoryWake();
  const warnings: string[] = [];
  const log: Log = {
    info: () => undefined,
    warn: (message, cause) => void warnings.push(`${message}: ${String(cause)}`),
    error: (message, cause) => void warnings.push(`${message}: ${String(cause)}`),
  };
  const search = new EmbeddedSearch();
  const knowledgeIndex = new KnowledgeIndex({ database, search });
  const tenants = (): Promise<readonly string[]> => Promise.resolve(given.tenants);
  const unfollow = knowledgeIndex.follow(wake, log, tenants);
  for (const tenantId of given.tenants) await knowledgeIndex.sync(tenantId);
  const stop = startEmbedding({ database, embedders, wake, log }, { holder: given.holder ?? randomUUID(), tenants });
  const questions = new QuestionVectors(embedders, search);
  return {
    search,
    wake,
    warnings,
    questions,
    knowledgeIndex,
    /** Searches as the pipeline does. */
    find: async (tenantId: string, question: string) => {
      const { vector, space, reason } = await questions.of(tenantId, question, NEVER);
      const meaning = vector === null ? {} : { meaning: { vector, space } };
      return { reason, ...(await retrieve({ search }, { tenantId, ...meaning }, question)) };
    },
    close: async () => {
      await unfollow();
      await stop();
    },
  };
}
