import { createChatModel } from './adapters/chat-model/create-chat-model.ts';
import { createOfflineModel } from './adapters/chat-model/offline.ts';
import { openPglite } from './adapters/database/pglite.ts';
import { openPostgres } from './adapters/database/postgres.ts';
import { PgBossQueue } from './adapters/job-queue/pg-boss.ts';
import { createDocumentReader } from './adapters/document-reader/create-document-reader.ts';
import { ownTextsReader } from './adapters/document-reader/own-texts-reader.ts';
import { createEmbedders } from './adapters/embedder/create-embedder.ts';
import { createOcr } from './adapters/ocr/create-ocr.ts';
import { createMemoryWake } from './adapters/pubsub/memory.ts';
import { createRedisWake } from './adapters/pubsub/redis.ts';
import { createReranker } from './adapters/reranker/http-reranker.ts';
import { createSearch } from './adapters/search/create-search.ts';
import type { Config } from './config.ts';
import type { Services } from './graphql/context.ts';
import { createEngine } from './graphql/engine.ts';
import { consoleRoute } from './graphql/http/console-route.ts';
import { graphqlRoute } from './graphql/http/graphql-route.ts';
import { knowledgeRoute } from './graphql/http/knowledge-route.ts';
import { healthRoute, type HubState, readinessOf } from './graphql/http/health-route.ts';
import { createHttpServer } from './graphql/http/http-server.ts';
import { closeServer, listen } from './graphql/http/listen.ts';
import { mediaRoute } from './graphql/http/media-route.ts';
import type { IsAlive } from './graphql/live-subscription.ts';
import { schema } from './graphql/schema.ts';
import { serveSockets } from './graphql/socket/socket-server.ts';
import { type AuthServices, createAuthServices } from './modules/auth/auth-services.ts';
import { Keyring } from './modules/auth/keyring.ts';
import { readOrCreateSecret } from './modules/auth/secret-file.ts';
import { tokenVerifier } from './modules/auth/verify-token.ts';
import { startEmbedding } from './modules/embedding/embedding-worker.ts';
import { entities } from './modules/entities.ts';
import { AgentPlaces } from './modules/event/agent-places.ts';
import { createFeed, type Feed } from './modules/event/feed.service.ts';
import { NewsReader } from './modules/event/news.ts';
import { createKnowledge, type KnowledgeParts } from './modules/knowledge/create-knowledge.ts';
import { documentFiles } from './modules/knowledge/document-files.ts';
import { allTenants, loadKnowledge } from './modules/knowledge/load-knowledge.ts';
import { mediaStore } from './modules/media/media-store.ts';
import { createAccept } from './modules/message/create-accept.ts';
import { MachineLoad } from './modules/statistics/machine-load.ts';
import { type Seeded, seedHub } from './modules/tenant/seed.service.ts';
import { startCalibrating } from './jobs/calibrate.ts';
import { importDocuments } from './jobs/import-documents.ts';
import { loadUntilDone } from './jobs/load-until-done.ts';
import { tendKnowledge } from './jobs/tend-knowledge.ts';
import { createJudges } from './pipeline/judges.ts';
import { startWorkers, type Workers } from './pipeline/workers.ts';
import type { ChatModel } from './ports/chat-model.ts';
import type { Database } from './ports/database.ts';
import type { DocumentReader } from './ports/document-reader.ts';
import type { JobQueue } from './ports/job-queue.ts';
import type { Embedders } from './ports/embedder.ts';
import type { Log } from './ports/log.ts';
import type { SearchIndex } from './ports/search.ts';
import type { Wake } from './ports/wake.ts';

/** A running hub. */
export interface Hub {
  /** Address it listens on, without a slash at the end. */
  readonly url: string;
  /** Address that people and agents are given. */
  readonly publicUrl: string;
  readonly seeded: Seeded;
  /** Settles when stored knowledge is in the index: from then on the hub is ready. */
  readonly knowledgeLoaded: Promise<void>;
  /** Calls the listener when the demo has been removed. */
  onDemoRemoved(listener: () => void): void;
  /** Takes no more work, gives back what it holds and closes everything. */
  stop(): Promise<void>;
}

/** What a start is given besides its configuration. */
export interface HubOptions {
  readonly config: Config;
  readonly log: Log;
  /** Used instead of what the configuration names; the hub closes it. */
  readonly database?: Database;
}

/** Turns held at once by one hub: with a model of 1.5 s, 200 turns a second need 300. */
const TURNS_AT_ONCE = 512;
/** How long running turns may take to end before the rest is given back. */
const DRAIN_MS = 8_000;

/** Builds every part, in the order in which they know each other, and listens. Rejects when a part cannot be opened. */
export async function startHub(options: HubOptions): Promise<Hub> {
  // What is open is closed in the opposite order: when the hub stops, or when a later part cannot be opened.
  await using open = new AsyncDisposableStack();
  const { config, log } = options;
  const secret = config.secret.kind === 'given' ? config.secret.secret : await readOrCreateSecret(config.dataFolder);
  const database = options.database ?? (await openDatabase(config, log));
  open.defer(() => database.close());
  const parts = createParts({ config, log, database }, new Keyring(secret), open);
  const state: HubState = { draining: false, knowledge: 'loading' };
  const front = await openFront(parts, state);
  open.defer(() => front.close());
  parts.address.url ||= front.url;
  const seeded = await seedHub(parts.auth, { demo: config.demo });
  const workers = startTurnWorkers(parts);
  const tenants = () => allTenants(parts);
  open.defer(parts.knowledgeIndex.follow(parts.wake, log, tenants));
  open.defer(startEmbedding(parts, { holder: config.workerId, tenants }));
  open.defer(startCalibrating(parts, tenants));
  const ending = new AbortController();
  const { signal } = ending;
  const knowledgeLoaded = loadUntilDone(
    () => loadKnowledge({ ...parts, ownTextsReader, signal }, config.knowledgeFolder, seeded),
    { log, signal, tell: (outcome) => void (state.knowledge = outcome) },
  );
  const jobs = knowledgeLoaded.then(() => runJobs(parts, tenants, signal));
  open.defer(() => jobs);
  open.defer(() => ending.abort(new Error('the hub stops')));
  const opened = open.move();
  return {
    url: front.url,
    publicUrl: parts.address.url,
    seeded,
    knowledgeLoaded,
    onDemoRemoved: (listener) => void parts.wake.subscribe('demo', listener),
    stop: once(async () => {
      state.draining = true;
      await workers.drain(DRAIN_MS).finally(() => opened.disposeAsync());
    }),
  };
}

function openDatabase({ database }: Config, log: Log): Promise<Database> {
  return database.kind === 'postgres'
    ? openPostgres({ url: database.url, entities })
    : openPglite({ folder: database.folder, entities, log });
}

interface Parts extends KnowledgeParts {
  readonly config: Config;
  readonly log: Log;
  readonly database: Database;
  readonly wake: Wake;
  readonly search: SearchIndex;
  readonly jobQueue: JobQueue;
  readonly embedders: Embedders;
  readonly chatModel: ChatModel;
  readonly documentReader: DocumentReader;
  readonly auth: AuthServices;
  readonly feed: Feed;
  /** Address that people and agents are given; known when the hub listens. */
  readonly address: { url: string };
}

function createParts(
  { config, log, database }: Required<HubOptions>,
  keyring: Keyring,
  open: AsyncDisposableStack,
): Parts {
  const wake = config.pubsub.kind === 'redis' ? createRedisWake(config.pubsub.url) : createMemoryWake();
  open.defer(() => wake.close());
  const feed = createFeed({ database, wake, log });
  open.defer(() => feed.close());
  const address = { url: config.publicUrl ?? '' };
  const auth = createAuthServices({ database, wake }, keyring, address);
  const ocr = createOcr(config.ocr);
  open.defer(() => ocr.close());
  const documentReader = createDocumentReader({ ocr });
  open.defer(() => documentReader.close());
  const chatModel = createChatModel({ choices: config.models });
  const { search, close } = createSearch(config.search, {
    // An index that lost what it had asks for it later, when there is one that knows.
    passages: (tenantId, space) => knowledge.knowledgeIndex.passages(tenantId, space),
    log,
  });
  open.defer(close);
  const embedders = createEmbedders(config.embedder);
  const knowledge = createKnowledge({ database, search, embedders, reranker: createReranker(config.reranker) });
  const jobQueue = new PgBossQueue(database, log);
  open.defer(() => jobQueue.close());
  const around = { config, log, database, wake, feed, address, auth, chatModel };
  return { ...around, ...knowledge, documentReader, search, jobQueue, embedders };
}

/** Behind everything that answers: nobody waits for them, until the signal ends them. */
async function runJobs(parts: Parts, tenants: () => Promise<string[]>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { log, config } = parts;
  await importDocuments({ ...parts, workerId: config.workerId }, tenants).catch((error: unknown) =>
    log.error('imports could not be started', error),
  );
  await tendKnowledge(parts, tenants, signal);
}

/** What faces the network. */
interface Front {
  readonly url: string;
  close(): Promise<void>;
}

async function openFront(parts: Parts, state: HubState): Promise<Front> {
  const { config, log, auth } = parts;
  const verify = tokenVerifier(auth);
  const isAlive: IsAlive = (principal) => auth.liveness.isAlive(principal);
  const services = apiServices(parts);
  const engine = createEngine({ schema, services, isAlive, log });
  const server = createHttpServer(
    [
      graphqlRoute({ engine, services, verify }),
      mediaRoute(mediaStore(parts), verify),
      knowledgeRoute(documentFiles(parts), verify),
      healthRoute(() => readinessOf(parts, state)),
      await consoleRoute(config.consoleFolder),
    ],
    log,
  );
  const { allowedOrigins } = config;
  const askAlive = auth.liveness.ask.bind(auth.liveness);
  const sockets = serveSockets({ server, engine, verify, isAlive, askAlive, allowedOrigins, log });
  return {
    url: await listen(server, config),
    close: async () => {
      await Promise.all([closeServer(server), sockets.close()]);
    },
  };
}

function apiServices({ feed, config, ...parts }: Parts): Services {
  return {
    ...parts,
    accept: createAccept(parts),
    live: { feed, news: new NewsReader(parts.database) },
    agentPlaces: new AgentPlaces(parts.database),
    machineLoad: new MachineLoad(config.dataFolder),
  };
}

function startTurnWorkers(parts: Parts): Workers {
  const own = { template: createOfflineModel('template'), judgesFor: createJudges(parts) };
  return startWorkers({ ...parts, ...own }, { workerId: parts.config.workerId, concurrency: TURNS_AT_ONCE });
}

/** Runs once, however often it is called. */
function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
}
