import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createOfflineModel } from '../../server/adapters/chat-model/offline.ts';
import { createEmbedders } from '../../server/adapters/embedder/create-embedder.ts';
import { createMemoryWake } from '../../server/adapters/pubsub/memory.ts';
import { EmbeddedSearch } from '../../server/adapters/search/embedded/embedded-search.ts';
import { createLineUrgency } from '../../server/modules/dialog/line-urgency.ts';
import { QuestionVectors } from '../../server/modules/embedding/question-vectors.ts';
import { KnowledgeIndex } from '../../server/modules/knowledge/knowledge-index.ts';
import { storeDocument } from '../../server/modules/knowledge/knowledge.service.ts';
import { createAcceptBatcher } from '../../server/modules/message/accept-batcher.ts';
import { type AcceptServices, acceptMessages } from '../../server/modules/message/accept-messages.ts';
import type { ReportedLine } from '../../server/modules/message/ingest.ts';
import { createPlaces } from '../../server/modules/message/places.ts';
import { createJudges } from '../../server/pipeline/judges.ts';
import { startWorkers } from '../../server/pipeline/workers.ts';
import type { ChatModel } from '../../server/ports/chat-model.ts';
import type { Database } from '../../server/ports/database.ts';
import type { Log } from '../../server/ports/log.ts';
import { readFaqSets } from '../retrieval/faq-set.ts';

/** A hub without its front: lines go in as agents' reports do, workers answer them. */
export interface PipelineHub {
  readonly tenantId: string;
  /** A customer says something; resolves with the receipt. */
  say(customer: number, content: string): Promise<void>;
  /** A question that the knowledge answers word for word. */
  question(number: number): string;
  close(): Promise<void>;
}

/** How the hub is built. */
export interface PipelineOptions {
  readonly modelMs: number;
  readonly passages: number;
  readonly concurrency: number;
}

const FIT_DATA = fileURLToPath(new URL('../fit-data', import.meta.url));
/** The limits are not what is measured. */
const SETTINGS = {
  answerIntervalSeconds: 0,
  roomBubblesPerMinute: 1_000_000,
  accountBubblesPerMinute: 1_000_000,
  roomBubblesPerDay: 1_000_000,
  accountBubblesPerDay: 1_000_000,
};

/** Answers with the best passage as if it had written it, after a while. */
function scriptedModel(milliseconds: number): ChatModel {
  return {
    provider: 'scripted',
    model: `${milliseconds} ms`,
    complete: async ({ passages }) => {
      if (milliseconds > 0) await pause(milliseconds);
      const text = passages?.[0]?.answer ?? '';
      const used = { promptTokens: 500, completionTokens: 60, provider: 'scripted', model: 'scripted' };
      return { text, ...used, verbatim: false };
    },
  };
}

/** Questions and answers of the written sets, then variations of them up to the number wanted. */
function knowledge(passages: number): { questions: readonly string[]; table: Uint8Array } {
  const entries = readFaqSets(FIT_DATA).flatMap((set) => set.entries.flatMap(({ q, a }) => (a ? [{ q, a }] : [])));
  const clauses = entries.flatMap(({ a }) => a.split(/[，。；？]/u)).filter(Boolean);
  const filler = Array.from({ length: Math.max(0, passages - entries.length) }, (_, number) => {
    const clause = (step: number): string => clauses[(number * step + step) % clauses.length] ?? '';
    return { q: `${clause(7)}${clause(13)}`, a: [clause(3), clause(5), clause(11), clause(17)].join('，') };
  });
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const rows = [...entries, ...filler].slice(0, passages).map(({ q, a }) => `${quoted(q)},${quoted(a)}`);
  return { questions: entries.map(({ q }) => q), table: Buffer.from(['问题,答案', ...rows].join('\n')) };
}

async function makeTenant(database: Database): Promise<{ tenantId: string; agentId: string }> {
  const tenantId = randomUUID();
  const agentId = await database.inTenant(tenantId, async (em) => {
    const tenant = [tenantId, '测量', JSON.stringify(SETTINGS)];
    await em.execute('insert into tenant (id, name, settings) values (?, ?, ?)', tenant);
    await em.execute('insert into tenant_lookup values (?)', [tenantId]);
    const agent = `insert into agent (tenant_id, name) values (?, 'PC') returning id::text`;
    const [row] = await em.execute<{ id: string }[]>(agent, [tenantId]);
    return row?.id ?? '';
  });
  return { tenantId, agentId };
}

export async function openPipelineHub(database: Database, options: PipelineOptions): Promise<PipelineHub> {
  const { tenantId, agentId } = await makeTenant(database);
  const search = new EmbeddedSearch();
  const { questions, table } = knowledge(options.passages);
  await storeDocument({ database }, tenantId, { fileName: 'knowledge.csv', bytes: table });
  await new KnowledgeIndex({ database, search }).sync(tenantId);
  const wake = createMemoryWake();
  const warned = new Set<string>();
  const warn = (message: string, cause: unknown): void => {
    const text = `${message} ${String(cause)}\n`;
    if (!warned.has(text)) process.stderr.write(text);
    warned.add(text);
  };
  const log: Log = { info: () => undefined, warn, error: warn };
  const models = { chatModel: scriptedModel(options.modelMs), template: createOfflineModel('template') };
  const questionVectors = new QuestionVectors(createEmbedders({ kind: 'none' }), search);
  const services = { database, wake, log, search, questionVectors, ...models, judgesFor: createJudges({ database }) };
  const workers = startWorkers(services, { workerId: 'bench', concurrency: options.concurrency });
  const accept: AcceptServices = {
    database,
    wake,
    places: createPlaces(database),
    acceptBatcher: createAcceptBatcher(database, wake),
    lineUrgency: createLineUrgency(),
  };
  return {
    tenantId,
    question: (number) => questions[number % questions.length] ?? '',
    say: async (customer, content) => {
      const input = { journalId: 'bench', account: '客服', messages: [lineOf(customer, content)] };
      const [receipt] = await acceptMessages(accept, { tenantId, id: agentId }, input);
      if (receipt?.state !== 'STORED') throw new Error(`a line was not stored: ${receipt?.code}`);
    },
    close: async () => {
      await workers.drain(10_000);
      await wake.close();
    },
  };
}

function lineOf(customer: number, content: string): ReportedLine {
  const window = `客户 ${customer}`;
  const chat = { window, kind: 'FRIEND', name: window } as const;
  const seen = { seq: 1, capturedAt: new Date(), ageMs: 0 };
  return { clientMessageId: randomUUID(), chat, direction: 'IN', type: 'TEXT', content, ...seen };
}
