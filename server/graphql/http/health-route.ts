import type { Database } from '../../ports/database.ts';
import type { SearchIndex } from '../../ports/search.ts';
import { sendJson } from './answer.ts';
import type { Route } from './route.ts';

/** Whether the hub can do its work now, with what it is judged by. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, string | number | boolean | null>>;
}

/** GET /health/live: the process answers. GET /health/ready: 200 when it can do its work, else 503; with reasons. */
export function healthRoute(readiness: () => Promise<Readiness>): Route {
  return async ({ request, response, url }) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    if (url.pathname === '/health/live') {
      sendJson(response, 200, { live: true });
      return true;
    }
    if (url.pathname !== '/health/ready') return false;
    const { ready, checks } = await readiness();
    sendJson(response, ready ? 200 : 503, { ready, checks });
    return true;
  };
}

/** What the parts of a hub say of themselves. */
export interface HubState {
  draining: boolean;
  knowledge: 'loading' | 'loaded' | 'failed';
}

/** Seconds that open writes may hold the feeds back before the hub is not ready. */
const MAX_LAG_SECONDS = 2;

/** Judges whether a hub can do its work: the database answers, no write hangs, knowledge is loaded, nobody stops it. */
export async function readinessOf(
  { database, search }: { database: Pick<Database, 'health'>; search: Pick<SearchIndex, 'engine'> },
  { draining, knowledge }: HubState,
): Promise<Readiness> {
  const { ok, lagSeconds, blockingPid, reason } = await database.health();
  const ready = ok && lagSeconds <= MAX_LAG_SECONDS && !draining && knowledge === 'loaded';
  const checks = {
    database: ok,
    reason: reason ?? null,
    lagSeconds,
    blockingPid: blockingPid ?? null,
    knowledge,
    search: search.engine(),
    draining,
  };
  return { ready, checks };
}
