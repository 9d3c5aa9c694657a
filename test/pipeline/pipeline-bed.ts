import { randomUUID } from 'node:crypto';
import { createOfflineModel } from '../../server/adapters/chat-model/offline.ts';
import { ownTextsReader } from '../../server/adapters/document-reader/own-texts-reader.ts';
import { createEmbedders } from '../../server/adapters/embedder/create-embedder.ts';
import { createMemoryWake } from '../../server/adapters/pubsub/memory.ts';
import { EmbeddedSearch } from '../../server/adapters/search/embedded/embedded-search.ts';
import { TenantMaps } from '../../server/modules/calibration/tenant-maps.ts';
import { createLineUrgency } from '../../server/modules/dialog/line-urgency.ts';
import { QuestionVectors } from '../../server/modules/embedding/question-vectors.ts';
import { RetrievalCache } from '../../server/modules/knowledge/retrieval-cache.ts';
import { KnowledgeIndex } from '../../server/modules/knowledge/knowledge-index.ts';
import { storeDocument } from '../../server/modules/knowledge/knowledge.service.ts';
import { readSampleKnowledge } from '../../server/modules/knowledge/sample-knowledge.ts';
import { createAcceptBatcher } from '../../server/modules/message/accept-batcher.ts';
import { acceptMessages } from '../../server/modules/message/accept-messages.ts';
import type { Receipt, ReportedLine } from '../../server/modules/message/ingest.ts';
import { createPlaces } from '../../server/modules/message/places.ts';
import { handleTurn } from '../../server/pipeline/handle-turn.ts';
import { createJudges } from '../../server/pipeline/judges.ts';
import { createTurnWorker } from '../../server/pipeline/turn-worker.ts';
import type { ChatModel } from '../../server/ports/chat-model.ts';
import type { Database } from '../../server/ports/database.ts';
import type { Embedders } from '../../server/ports/embedder.ts';
import type { Reranker } from '../../server/ports/reranker.ts';
import type { Log } from '../../server/ports/log.ts';
import { waitUntil } from '../support/wait-until.ts';

export interface BedOptions {
  readonly settings?: Record<string, unknown>;
  /** Default: the sample knowledge, loaded and indexed. */
  readonly knowledge?: 'sample' | 'none' | 'loading';
  readonly chatModel?: ChatModel;
  readonly reranker?: Reranker;
  /** Default: none, questions are searched by their words. */
  readonly embedders?: Embedders;
}

/** A turn as the database holds it. */
export interface SettledTurn {
  readonly id: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly confidence: number | null;
  readonly handoff_reason: string | null;
  readonly latency_ms: number | null;
  readonly attempts: number;
  readonly replans: number;
  readonly trace: Record<string, unknown>;
  readonly bubbles: readonly string[];
  readonly lines: readonly string[];
}

export type PipelineBed = Awaited<ReturnType<typeof openPipelineBed>>;

/** The hub's pipeline over a real database, without network: lines go in as agents report them, a worker answers. */
export async function openPipelineBed(database: Database, options: BedOptions = {}) {
  const tenantId = randomUUID();
  const agentId = await database.inTenant(tenantId, async (em) => {
    const settings = { answerIntervalSeconds: 0, ...options.settings };
    await em.execute('insert into tenant (id, name, settings) values (?, ?, ?)', [
      tenantId,
      '测试',
      JSON.stringify(settings),
    ]);
    await em.execute('insert into tenant_lookup values (?)', [tenantId]);
    const rows = await em.execute<{ id: string }[]>('insert into agent (tenant_id, name) values (?, ?) returning id', [
      tenantId,
      'PC-1',
    ]);
    return String(rows[0]?.id);
  });
  const search = new EmbeddedSearch();
  await loadKnowledge(database, search, tenantId, options.knowledge ?? 'sample');
  const wake = createMemoryWake();
  const warnings: string[] = [];
  const log: Log = {
    info: () => undefined,
    warn: (message, cause) => void warnings.push(`${message}: ${String(cause)}`),
    error: (message, cause) => void warnings.push(`${message}: ${String(cause)}`),
  };
  const services = {
    database,
    wake,
    search,
    retrievalCache: new RetrievalCache(),
    questionVectors: new QuestionVectors(options.embedders ?? createEmbedders({ kind: 'none' }), search),
    chatModel: options.chatModel ?? createOfflineModel(),
    template: createOfflineModel('template'),
    judgesFor: createJudges({ database }),
    tenantMaps: new TenantMaps({ database }),
    reranker: options.reranker ?? null,
  };
  const worker = createTurnWorker(
    { database, wake, log, handleTurn: (attempt) => handleTurn(services, attempt) },
    { workerId: `worker-${tenantId}`, concurrency: 8 },
  );
  await worker.start();
  const accept = {
    database,
    wake,
    places: createPlaces(database),
    acceptBatcher: createAcceptBatcher(database, wake),
    lineUrgency: createLineUrgency(),
  };
  let seq = 0;

  /** A customer says a line, as an agent reports it. */
  async function say(content: string, line: Partial<ReportedLine> = {}): Promise<Receipt> {
    seq += 1;
    const reported: ReportedLine = {
      clientMessageId: randomUUID(),
      chat: { window: '张三', kind: 'FRIEND', name: '张三' },
      direction: 'IN',
      type: 'TEXT',
      content,
      seq,
      capturedAt: new Date(),
      ageMs: 0,
      ...line,
    };
    const input = { journalId: 'j', account: '小川客服', messages: [reported] };
    const [receipt] = await acceptMessages(accept, { tenantId, id: agentId }, input);
    if (receipt === undefined) throw new Error('no receipt');
    return receipt;
  }

  function turns(): Promise<SettledTurn[]> {
    return database.inTenant(tenantId, (em) =>
      em.execute<SettledTurn[]>(
        `select t.id::text, t.state, t.outcome, t.confidence, t.handoff_reason, t.latency_ms, t.attempts, t.replans, t.trace,
           array(select p.text from reply p where p.turn_id = t.id order by p.seq) as bubbles,
           array(select m.content from message m where m.turn_id = t.id and m.role = 'customer' order by m.id) as lines
         from turn t order by t.id`,
      ),
    );
  }

  /** Lets the pause pass that ends a burst; a turn that a limit has postponed waits on. */
  async function endBurst(): Promise<void> {
    await database.outside((em) =>
      em.execute('update turn_claim set due_at = now() where due_at > now() and not postponed'),
    );
    wake.publish('turns', tenantId);
  }

  /** Waits until the n-th turn has an outcome; `inTime`: no sooner than customers would. */
  function settled(n = 0, { inTime = false } = {}): Promise<SettledTurn> {
    return waitUntil(
      async () => {
        if (!inTime) await endBurst();
        const turn = (await turns())[n];
        return turn?.outcome == null ? undefined : turn;
      },
      { for: `turn ${n} to settle; warnings: ${warnings.join(' | ')}` },
    );
  }

  return {
    tenantId,
    agentId,
    search,
    worker,
    warnings,
    wake,
    say,
    turns,
    settled,
    close: async () => {
      await worker.drain(1000);
      await wake.close();
    },
  };
}

async function loadKnowledge(
  database: Database,
  search: EmbeddedSearch,
  tenantId: string,
  knowledge: 'sample' | 'none' | 'loading',
): Promise<void> {
  if (knowledge === 'loading') {
    search.beginLoading(tenantId);
    return;
  }
  if (knowledge === 'sample') {
    await storeDocument({ database, documentReader: ownTextsReader }, tenantId, await readSampleKnowledge());
  }
  await new KnowledgeIndex({ database, search }).sync(tenantId);
}
