import { randomBytes, randomUUID } from 'node:crypto';
import { openPglite } from '../../server/adapters/database/pglite.ts';
import { openPostgres } from '../../server/adapters/database/postgres.ts';
import { createMemoryWake } from '../../server/adapters/pubsub/memory.ts';
import { PgBossQueue } from '../../server/adapters/job-queue/pg-boss.ts';
import { createEmbedders } from '../../server/adapters/embedder/create-embedder.ts';
import { EmbeddedSearch } from '../../server/adapters/search/embedded/embedded-search.ts';
import { createOfflineModel } from '../../server/adapters/chat-model/offline.ts';
import type { Services } from '../../server/graphql/context.ts';
import { createEngine } from '../../server/graphql/engine.ts';
import { createHttpServer } from '../../server/graphql/http/http-server.ts';
import { listen } from '../../server/graphql/http/listen.ts';
import { schema } from '../../server/graphql/schema.ts';
import { serveSockets } from '../../server/graphql/socket/socket-server.ts';
import { storeAgent } from '../../server/modules/agent/agent-keys.ts';
import { AttemptLimiter } from '../../server/modules/auth/attempt-limiter.ts';
import type { AuthServices } from '../../server/modules/auth/auth-services.ts';
import { Keyring } from '../../server/modules/auth/keyring.ts';
import { Liveness } from '../../server/modules/auth/liveness.ts';
import { Tokens } from '../../server/modules/auth/tokens.ts';
import { tokenVerifier } from '../../server/modules/auth/verify-token.ts';
import { createLineUrgency } from '../../server/modules/dialog/line-urgency.ts';
import { entities } from '../../server/modules/entities.ts';
import { AgentPlaces } from '../../server/modules/event/agent-places.ts';
import { createFeed } from '../../server/modules/event/feed.service.ts';
import { createKnowledge } from '../../server/modules/knowledge/create-knowledge.ts';
import { NewsReader } from '../../server/modules/event/news.ts';
import { type AcceptBatcher, createAcceptBatcher } from '../../server/modules/message/accept-batcher.ts';
import { createPlaces } from '../../server/modules/message/places.ts';
import { MachineLoad } from '../../server/modules/statistics/machine-load.ts';
import { Tenant, TenantLookup } from '../../server/modules/tenant/tenant.entity.ts';
import type { Database } from '../../server/ports/database.ts';
import type { Log } from '../../server/ports/log.ts';
import type { Wake } from '../../server/ports/wake.ts';
import { createSingleAccept } from './single-accept.ts';

/** What the bench tells the hub's process: where the database is and how many agents sign in. */
export interface AcceptHubOrder {
  readonly postgresUrl: string | null;
  readonly folder: string;
  readonly agents: number;
}

/** Addresses of the same hub with group commit and with one commit a request, and the agents' tokens. */
export interface AcceptHubReady {
  readonly grouped: string;
  readonly single: string;
  readonly tokens: readonly string[];
}

const log: Log = {
  info: () => undefined,
  warn: (message, cause) => process.stderr.write(`${message} ${String(cause)}\n`),
  error: (message, cause) => process.stderr.write(`${message} ${String(cause)}\n`),
};

interface Hub {
  readonly database: Database;
  readonly wake: Wake;
  readonly auth: AuthServices;
  readonly tenantId: string;
}

/** The hub's front as app.ts builds it, without workers: twice over one database, once for each way to commit. */
async function serve({ database, wake, auth }: Hub, acceptBatcher: AcceptBatcher): Promise<string> {
  const search = new EmbeddedSearch();
  const embedders = createEmbedders({ kind: 'none' });
  const services: Services = {
    database,
    wake,
    search,
    jobQueue: new PgBossQueue(database, log),
    embedders,
    chatModel: createOfflineModel(),
    auth,
    accept: { database, wake, places: createPlaces(database), acceptBatcher, lineUrgency: createLineUrgency() },
    ...createKnowledge({ database, search, embedders, reranker: null }),
    live: { feed: createFeed({ database, wake, log }), news: new NewsReader(database) },
    agentPlaces: new AgentPlaces(database),
    machineLoad: new MachineLoad('.'),
  };
  const isAlive = auth.liveness.isAlive.bind(auth.liveness);
  const askAlive = auth.liveness.ask.bind(auth.liveness);
  const engine = createEngine({ schema, services, isAlive, log });
  const server = createHttpServer([], log);
  serveSockets({ server, engine, verify: tokenVerifier(auth), isAlive, askAlive, allowedOrigins: [], log });
  return listen(server, { host: '127.0.0.1', port: 0 });
}

async function agentToken({ database, auth, tenantId }: Hub, number: number): Promise<string> {
  const name = `客服 ${number}`;
  const { agentId } = await database.inTenant(tenantId, (em) => storeAgent(em, auth, { tenantId, name }));
  const mint = { tokenId: randomUUID(), issuedAt: Math.floor(Date.now() / 1000) };
  const { token } = await auth.tokens.issue({ kind: 'agent', id: agentId, tenantId, name }, mint);
  return token;
}

/** Ends all turns, so that a round does not lengthen those of the last one. */
function settleAll({ database, tenantId }: Hub): Promise<unknown> {
  return database.inTenant(tenantId, async (em) => {
    await em.execute('delete from turn_claim');
    await em.execute(`update turn set state = 'settled', outcome = 'no_reply_needed' where state <> 'settled'`);
  });
}

async function run({ postgresUrl, folder, agents }: AcceptHubOrder): Promise<void> {
  const database =
    postgresUrl === null ? await openPglite({ folder, entities }) : await openPostgres({ url: postgresUrl, entities });
  const wake = createMemoryWake();
  const keyring = new Keyring(randomBytes(32));
  const auth: AuthServices = {
    database,
    wake,
    keyring,
    tokens: new Tokens(keyring),
    liveness: new Liveness(database),
    attempts: new AttemptLimiter(),
    publicUrl: '',
  };
  const hub: Hub = { database, wake, auth, tenantId: randomUUID() };
  await database.inTenant(hub.tenantId, async (em) => {
    await em.insert(Tenant, { id: hub.tenantId, name: '测量', settings: {} });
    await em.insert(TenantLookup, { tenantId: hub.tenantId });
  });
  const tokens: string[] = [];
  for (let number = 0; number < agents; number += 1) tokens.push(await agentToken(hub, number));
  const ready: AcceptHubReady = {
    grouped: await serve(hub, createAcceptBatcher(database, wake)),
    single: await serve(hub, createSingleAccept(database, wake)),
    tokens,
  };
  process.on('message', () => void settleAll(hub).then(() => process.send?.('settled')));
  process.send?.(ready);
}

process.once('message', (order: AcceptHubOrder) => void run(order));
process.once('disconnect', () => process.exit());
