import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { LoginAgentDocument } from '../generated/graphql.ts';
import { HubFault, refusalIn } from './hub-fault.ts';
import { send, type HttpAnswer } from './http.ts';

/** Who the agent is to the hub. */
export interface Credentials {
  readonly url: string;
  readonly agentId: string;
  readonly apiKey: string;
}

/** A token and how long it is good for. */
export interface Login {
  readonly token: string;
  /** Milliseconds the token lives from now, by the hub's own two clocks readings: this machine's clock may be wrong. */
  readonly lifetimeMs: number;
  /** This machine's clock minus the hub's, in milliseconds, to within the time of the call. */
  readonly skewMs: number;
}

/** Codes with which a hub turns down the key itself. */
const REFUSALS: ReadonlySet<string> = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND']);

/** Exchanges the agent's key for a token. Fails with HubFault, whose code tells the cure. */
export async function logIn(credentials: Credentials, clock: Clock): Promise<Login> {
  const { agentId, apiKey } = credentials;
  const variables = { requestId: randomUUID(), agentId, apiKey };
  const started = clock.now();
  const answer = await send({
    url: `${credentials.url}/graphql`,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: Buffer.from(JSON.stringify({ query: LoginAgentDocument.toString(), variables })),
  });
  const halfway = (started + clock.now()) / 2;
  const login = readLogin(answer);
  const serverTime = Date.parse(login.serverTime);
  return { token: login.token, lifetimeMs: Date.parse(login.expiresAt) - serverTime, skewMs: halfway - serverTime };
}

interface LoginAnswer {
  readonly token: string;
  readonly expiresAt: string;
  readonly serverTime: string;
}

function readLogin(answer: HttpAnswer): LoginAnswer {
  const body = parse(answer);
  const refusal = refusalIn(body['errors']);
  if (refusal !== undefined) {
    throw new HubFault(REFUSALS.has(refusal.code) ? 'REFUSED' : 'BUSY', `${refusal.code} ${refusal.message}`);
  }
  const data = body['data'];
  const login = isRecord(data) ? data['login'] : undefined;
  if (!isRecord(login)) throw new HubFault('NOT_A_HUB', `HTTP ${answer.status}`);
  const { token, expiresAt, serverTime } = login;
  if (typeof token !== 'string' || typeof expiresAt !== 'string' || typeof serverTime !== 'string') {
    throw new HubFault('NOT_A_HUB', `HTTP ${answer.status}`);
  }
  return { token, expiresAt, serverTime };
}

/** Proxies answer 502 to 504 with pages of their own while the hub starts; other pages mean that the address is wrong. */
function parse(answer: HttpAnswer): Record<string, unknown> {
  let body: unknown;
  try {
    body = JSON.parse(answer.body);
  } catch {
    body = undefined;
  }
  if (isRecord(body) && ('data' in body || 'errors' in body)) return body;
  if (answer.status === 401 || answer.status === 403) throw new HubFault('REFUSED', `HTTP ${answer.status}`);
  throw new HubFault(answer.status >= 500 || answer.status === 429 ? 'BUSY' : 'NOT_A_HUB', `HTTP ${answer.status}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
