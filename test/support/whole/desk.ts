import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type HubClient, type Answered, type HubSocket } from '../../graphql/support/hub-client.ts';
import { waitUntil } from '../wait-until.ts';
import { textOf } from './text-of.ts';

const SESSIONS = `query ($after: String) { sessions(tab: ALL, first: 30, after: $after) { pageInfo { hasNextPage endCursor } edges { node {
  id status unread room { id owner name ownerUser { name } } customer { name } handoff { state reason } } } } }`;
const SESSION = `query ($id: ID!) { session(id: $id) { id status resolution room { id owner fence } handoff { state reason } } }`;
const TURNS = `query ($id: ID!, $after: String) { session(id: $id) { turns(first: 100, after: $after) {
  pageInfo { hasNextPage endCursor } edges { node { id state outcome handoffReason } } } } }`;
const MESSAGES = `query ($id: ID!, $after: String) { session(id: $id) { messages(first: 100, after: $after) {
  pageInfo { hasNextPage endCursor } edges { node { id role content kind viaPhone mediaUrl reply { id state voidReason origin } } } } } }`;
export const SESSION_EVENTS = `subscription ($sessionId: ID!, $after: Cursor) { sessionEvents(sessionId: $sessionId, after: $after) { __typename
  ... on MessageAdded { cursor message { id role content } } ... on ReplyChanged { cursor reply { id state text } }
  ... on TurnChanged { cursor turn { id state outcome } } ... on SessionChanged { cursor session { id status room { owner } } }
  ... on Synced { cursor } ... on Reset { cursor reason } } }`;
export const INBOX_EVENTS = `subscription ($after: Cursor) { inboxEvents(after: $after) { __typename
  ... on SessionChanged { cursor session { id unread lastMessage { content role } room { id owner } } }
  ... on Synced { cursor } ... on Reset { cursor reason } } }`;

/** How often a command is repeated while the hub is away, and the pause between. */
const PATIENCE = 240;
const PAUSE_MS = 250;

/** Refusals that pass when a fault is over. */
const PASSING = new Set(['UNAVAILABLE', 'INTERNAL']);

/** A refusal that will not pass. */
class Refused extends Error {}

/** A line of a thread as a test looks at it. */
export interface ThreadLine {
  readonly role: string;
  readonly content: string;
  readonly delivery: string | undefined;
}

/** An operator of a test: what the console does, over the API. */
export class Desk {
  readonly client: HubClient;

  constructor(client: HubClient) {
    this.client = client;
  }

  socket(): HubSocket {
    return this.client.connect();
  }

  async sessions(): Promise<readonly Answered[]> {
    return this.#allPages(async (after) => (await this.#patiently(SESSIONS, { after }))['sessions']);
  }

  /** Waits for the newest session with a customer. */
  async sessionWith(customer: string): Promise<{ sessionId: string; roomId: string }> {
    const session = await waitUntil(
      async () => (await this.sessions()).find((one) => textOf(one['customer']?.['name']) === customer),
      { everyMs: 150, for: `a session with ${customer}` },
    );
    return { sessionId: textOf(session['id']), roomId: textOf(session['room']?.['id']) };
  }

  async session(id: string): Promise<Answered> {
    const { session } = await this.#patiently(SESSION, { id });
    if (!session) throw new Error(`no session ${id}`);
    return session;
  }

  /** All turns, in the API's order. */
  turns(id: string): Promise<readonly Answered[]> {
    return this.#allPages(async (after) => (await this.#patiently(TURNS, { id, after }))['session']?.['turns']);
  }

  /** All lines, in the API's order. */
  messages(id: string): Promise<readonly Answered[]> {
    return this.#allPages(async (after) => (await this.#patiently(MESSAGES, { id, after }))['session']?.['messages']);
  }

  async owner(sessionId: string): Promise<string> {
    return textOf((await this.session(sessionId))['room']?.['owner']);
  }

  async lines(sessionId: string): Promise<ThreadLine[]> {
    return (await this.messages(sessionId)).map((line) => ({
      role: textOf(line['role']),
      content: textOf(line['content']),
      delivery: line['reply'] ? textOf(line['reply']['state']) : undefined,
    }));
  }

  /** Outcome of each turn, else its state, oldest first. */
  async outcomes(sessionId: string): Promise<string[]> {
    return (await this.turns(sessionId))
      .toSorted((a, b) => Number(a['id']) - Number(b['id']))
      .map((turn) => textOf(turn['outcome'] ?? turn['state']));
  }

  takeOver(roomId: string): Promise<string> {
    return this.#command(
      'takeOver',
      '($requestId: ID!, $roomId: ID!)',
      { roomId },
      { shape: '{ state }', field: 'state' },
    );
  }

  handBack(roomId: string, voidQueued = false): Promise<string> {
    const variables = { roomId, voidQueued };
    return this.#command('handBack', '($requestId: ID!, $roomId: ID!, $voidQueued: Boolean)', variables, {
      shape: '{ owner }',
    });
  }

  cancel(roomId: string): Promise<string> {
    return this.#command('cancelTakeOver', '($requestId: ID!, $roomId: ID!)', { roomId }, { shape: '{ owner }' });
  }

  write(sessionId: string, text: string): Promise<string> {
    const variables = { sessionId, text };
    return this.#command('sendOperatorMessage', '($requestId: ID!, $sessionId: ID!, $text: String!)', variables, {
      shape: '{ reply { id } }',
    });
  }

  close(sessionId: string, resolution = 'SOLVED'): Promise<string> {
    const variables = { sessionId, resolution };
    return this.#command('closeSession', '($requestId: ID!, $sessionId: ID!, $resolution: Resolution!)', variables, {
      shape: '{ status }',
      field: 'status',
    });
  }

  /** Takes a room over and waits until it is a person's. */
  async hold({ roomId, sessionId }: { roomId: string; sessionId: string }): Promise<void> {
    await this.takeOver(roomId);
    await waitUntil(async () => (await this.owner(sessionId)) === 'HUMAN', { for: 'the room to be owned' });
  }

  /** Runs a mutation until it is answered, always under one request id; answers a field, 'OK', or the code of the refusal. */
  async #command(
    name: string,
    parameters: string,
    variables: Readonly<Record<string, unknown>>,
    answer: { readonly shape: string; readonly field?: string },
  ): Promise<string> {
    const pass = [...parameters.matchAll(/\$(\w+)/g)].map(([, key]) => `${key}: $${key}`).join(', ');
    const query = `mutation ${parameters} { ${name}(${pass}) ${answer.shape} }`;
    const requestId = randomUUID();
    return persistently(async () => {
      const { data, errors } = await this.client.send(query, { requestId, ...variables });
      const code = errors[0]?.extensions.code;
      if (PASSING.has(code ?? '')) throw new Error(code);
      return code ?? textOf(data[name]?.[answer.field ?? ''] ?? 'OK');
    });
  }

  async #allPages(page: (after: string | null) => Promise<Answered | undefined>): Promise<readonly Answered[]> {
    const all: Answered[] = [];
    for (let after: string | null = null; ;) {
      const connection = await page(after);
      all.push(...nodes(connection));
      if (textOf(connection?.['pageInfo']?.['hasNextPage']) !== 'true') return all;
      after = textOf(connection?.['pageInfo']?.['endCursor']);
    }
  }

  async #patiently(query: string, variables: Readonly<Record<string, unknown>>): Promise<Answered> {
    return persistently(async () => {
      const { data, errors } = await this.client.send(query, variables);
      if (errors.length === 0) return data;
      const passing = PASSING.has(errors[0]?.extensions.code ?? '');
      throw passing ? new Error('the hub cannot answer now') : new Refused(JSON.stringify(errors));
    });
  }
}

export function nodes(connection: Answered | undefined): readonly Answered[] {
  const edges = connection?.['edges'];
  return Array.isArray(edges) ? (edges as readonly Answered[]).map((edge) => edge['node'] ?? {}) : [];
}

async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refused || tries >= PATIENCE) throw error;
      await pause(PAUSE_MS);
    }
  }
}
