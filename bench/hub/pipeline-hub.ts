import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createOfflineModel } from '../../server/adapters/chat-model/offline.ts';
import { ownTextsReader } from '../../server/adapters/document-reader/own-texts-reader.ts';
import { createEmbedders } from '../../server/adapters/embedder/create-embedder.ts';
import { createMemoryWake } from '../../server/adapters/pubsub/memory.ts';
import { EmbeddedSearch } from '../../server/adapters/search/embedded/embedded-search.ts';
import { createLineUrgency } from '../../server/modules/dialog/line-urgency.ts';
import { QuestionVectors } from '../../server/modules/embedding/question-vectors.ts';
import { RetrievalCache } from '../../server/modules/knowledge/retrieval-cache.ts';
import { KnowledgeIndex } from '../../server/modules/knowledge/knowledge-index.ts';
import { storeDocument } from '../../server/modules/knowledge/knowledge.service.ts';
import { createAcceptBatcher } from '../../server/modules/message/accept-batcher.ts';
import { type AcceptServices, acceptMessages } from '../../server/modules/message/accept-messages.ts';
import type { ReportedLine } from '../../server/modules/message/ingest.ts';
import { createPlaces } from '../../server/modules/message/places.ts';
import { TenantMaps } from '../../server/modules/calibration/tenant-maps.ts';
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
  /** How long the model takes from now on, in milliseconds. */
  think(milliseconds: number): void;
  close(): Promise<void>;
}

/** How the hub is built. */
export interface PipelineOptions {
  readonly passages: number;
  readonly concurrency: number;
  /** WeChat logins that share the customers, and the bubbles that each has written earlier this day. */
  readonly accounts: number;
  readonly bubblesBefore: number;
}

const FIT_DATA = fileURLToPath(new URL('../fit-data', import.meta.url));
/** Customers of the bench answer faster than people; all other limits are the product's own. */
const SETTINGS = { answerIntervalSeconds: 0 };

/** Answers with the best passage as if it had written it, after a while. */
function scriptedModel(pace: { milliseconds: number }): ChatModel {
  return {
    provider: 'scripted',
    model: 'scripted',
    complete: async ({ passages }) => {
      if (pace.milliseconds > 0) await pause(pace.milliseconds);
      const text = passages?.[0]?.answer ?? '';
      const used = { promptTokens: 500, completionTokens: 60, provider: 'scripted', model: 'scripted' };
      return { text, ...used, verbatim: false };
    },
  };
}

/** Questions and answers of the written sets, then variations of them up to the number wanted; no question twice. */
function knowledge(passages: number): { questions: readonly string[]; table: Uint8Array } {
  const entries = readFaqSets(FIT_DATA).flatMap((set) => set.entries.flatMap(({ q, a }) => (a ? [{ q, a }] : [])));
  const clauses = Array.from(new Set(entries.flatMap(({ a }) => a.split(/[，。；？]/u)).filter(Boolean)));
  const answers = new Map(entries.map(({ q, a }) => [q, a]));
  for (let number = 0; answers.size < passages; number += 1) {
    // Each time round the clauses the second half of a question is another one.
    const round = Math.floor(number / clauses.length);
    const clause = (step: number): string => clauses[(number * step + step + round) % clauses.length] ?? '';
    answers.set(`${clause(1)}，${clause(13)}`, [clause(3), clause(5), clause(11), clause(17)].join('，'));
  }
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const rows = [...answers].slice(0, passages).map(([q, a]) => `${quoted(q)},${quoted(a)}`);
  return { questions: entries.map(({ q }) => q), table: Buffer.from(['问题,答案', ...rows].join('\n')) };
}

/** Accounts in the middle of their day: what the rate limits count is there from the start. */
const BUBBLES_BEFORE = `insert into reply (tenant_id, room_id, session_id, chat_id, account_id, message_id, origin, text, fence, state, created_at)
  select a.tenant_id, 0, 0, 0, a.id, -(a.id * 100000 + n), 'model', '好的', 0, 'confirmed',
    date_trunc('day', now()) + (now() - date_trunc('day', now())) * 0.9 * random()
  from account a, generate_series(1, ?::integer) n`;

async function makeTenant(
  database: Database,
  options: PipelineOptions,
): Promise<{ tenantId: string; agentId: string }> {
  const tenantId = randomUUID();
  const agentId = await database.inTenant(tenantId, async (em) => {
    const tenant = [tenantId, '测量', JSON.stringify(SETTINGS)];
    await em.execute('insert into tenant (id, name, settings) values (?, ?, ?)', tenant);
    await em.execute('insert into tenant_lookup values (?)', [tenantId]);
    const agent = `insert into agent (tenant_id, name) values (?, 'PC') returning id::text`;
    const [row] = await em.execute<{ id: string }[]>(agent, [tenantId]);
    const accounts = `insert into account (tenant_id, agent_id, name) select ?, ?, '客服 ' || n from generate_series(0, ?::integer) n`;
    await em.execute(accounts, [tenantId, row?.id, options.accounts - 1]);
    await em.execute(BUBBLES_BEFORE, [options.bubblesBefore]);
    return row?.id ?? '';
  });
  return { tenantId, agentId };
}

export async function openPipelineHub(database: Database, options: PipelineOptions): Promise<PipelineHub> {
  const { tenantId, agentId } = await makeTenant(database, options);
  const search = new EmbeddedSearch();
  const { questions, table } = knowledge(options.passages);
  await storeDocument({ database, documentReader: ownTextsReader }, tenantId, {
    fileName: 'knowledge.csv',
    bytes: table,
  });
  await new KnowledgeIndex({ database, search }).sync(tenantId);
  const wake = createMemoryWake();
  const warned = new Set<string>();
  const warn = (message: string, cause: unknown): void => {
    const text = `${message} ${String(cause)}\n`;
    if (!warned.has(text)) process.stderr.write(text);
    warned.add(text);
  };
  const log: Log = { info: () => undefined, warn, error: warn };
  const pace = { milliseconds: 0 };
  const models = { chatModel: scriptedModel(pace), template: createOfflineModel('template') };
  const questionVectors = new QuestionVectors(createEmbedders({ kind: 'none' }), search);
  const retrievalCache = new RetrievalCache();
  const own = { judgesFor: createJudges({ database }), tenantMaps: new TenantMaps({ database }), reranker: null };
  const services = { database, wake, log, search, questionVectors, retrievalCache, ...models, ...own };
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
    think: (milliseconds) => {
      pace.milliseconds = milliseconds;
    },
    say: async (customer, content) => {
      const account = `客服 ${customer % options.accounts}`;
      const input = { journalId: 'bench', account, messages: [lineOf(customer, content)] };
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
