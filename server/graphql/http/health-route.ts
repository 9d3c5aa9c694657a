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
