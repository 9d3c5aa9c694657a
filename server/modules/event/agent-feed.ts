import type { Database } from '../../ports/database.ts';
import type { AgentPrincipal } from '../../ports/principal.ts';
import type { Wake } from '../../ports/wake.ts';
import type { Reply } from '../reply/reply.entity.ts';
import { findReplies } from '../reply/reply.service.ts';
import type { RoomOwner } from '../room/room.entity.ts';
import type { AgentPlaces } from './agent-places.ts';
import type { FeedEvent } from './feed-reader.ts';
import type { LiveServices, Reset, Synced } from './live-list.ts';
import { idsIn, type News, NO_NEWS } from './news.ts';
import { newsBatches } from './news-stream.ts';
import { stoppable } from './stoppable.ts';

/** A room's fence rose: nothing of the model made under an older one may be typed there. */
export interface Fence {
  readonly __typename: 'Fence';
  readonly cursor: string;
  readonly roomId: string;
  readonly fence: number;
  readonly owner: RoomOwner;
  readonly chats: readonly { readonly account: string; readonly window: string }[];
}

/** Bubbles that will never be typed. */
export interface VoidReplies {
  readonly __typename: 'Void';
  readonly cursor: string;
  readonly replyIds: readonly string[];
}

export type AgentFeedItem =
  | (Reply & { readonly __typename: 'Reply'; readonly cursor: string })
  | Fence
  | VoidReplies
  | Synced
  | Reset;

/** What an agent's feed needs. */
export interface AgentFeedServices extends LiveServices {
  readonly database: Database;
  readonly wake: Wake;
  readonly places: AgentPlaces;
}

/** The connection of an agent that asks for its feed. */
export interface AgentConnection {
  readonly agent: AgentPrincipal;
  readonly journalId: string;
  readonly connectionId: string;
  readonly after: string | undefined;
}

/**
 * All that an agent has to hear, in one order: what it has to do with now (fences, then bubbles in typing order), Synced,
 * then what happens. The start is a state and not a history, so a cursor only serves to say honestly when it led nowhere.
 */
export async function agentFeed(
  services: AgentFeedServices,
  connection: AgentConnection,
): Promise<AsyncIterableIterator<AgentFeedItem, void, undefined>> {
  const { tenantId, id } = connection.agent;
  await services.database.call('connect_agent', [tenantId, id, connection.journalId, connection.connectionId]);
  services.wake.publish('events', tenantId);
  const probe = connection.after === undefined ? undefined : services.feed.tail(tenantId, connection.after);
  const tail = services.feed.tail(tenantId);
  return stoppable(async function* (signal) {
    const first = await probe?.next();
    await probe?.return?.();
    if (first?.done === false && first.value.type === 'reset') {
      yield { __typename: 'Reset', cursor: first.value.cursor, reason: first.value.reason };
    }
    let told: ReadonlySet<string> | undefined;
    for await (const batch of newsBatches(tail, newsFor(services, tenantId), signal)) {
      for (const entry of batch) {
        // The tail stands at the newest event when it is opened, so the state read now misses nothing that follows it.
        if (!told) {
          const start = await pendingItems(services, connection, entry.cursor);
          told = new Set(start.flatMap((item) => (item.__typename === 'Reply' ? [item.id] : [])));
          yield* start;
          yield { __typename: 'Synced', cursor: entry.cursor };
        }
        if (entry.type === 'event') yield* await itemsOf(services, connection, { entry, told });
      }
    }
  });
}

/** Most events are not for agents: those need no reading. */
function newsFor({ news }: AgentFeedServices, tenantId: string) {
  return ({ event }: { readonly event: FeedEvent }): Promise<News> =>
    event.accountIds.length === 0 ? Promise.resolve(NO_NEWS) : news.read(tenantId, event);
}

interface PendingRow {
  readonly kind: 'reply' | 'fence';
  readonly data: {
    readonly replyId?: string;
    readonly roomId?: string;
    readonly fence?: number;
    readonly owner?: RoomOwner;
  };
}

async function pendingItems(
  services: AgentFeedServices,
  connection: AgentConnection,
  cursor: string,
): Promise<AgentFeedItem[]> {
  const { tenantId, id } = connection.agent;
  const rows = await services.database.call<PendingRow>('pending_feed', [tenantId, id, connection.journalId]);
  const ids = rows.flatMap(({ data }) => (data.replyId === undefined ? [] : [data.replyId]));
  const replies = await services.database.inTenant(tenantId, (em) => findReplies(em, ids));
  const byId = new Map(replies.map((reply) => [reply.id, reply]));
  const items = await Promise.all(
    rows.map(async ({ data }): Promise<AgentFeedItem | undefined> => {
      if (data.roomId !== undefined) {
        const places = await services.places.ofRoom(tenantId, data.roomId);
        const chats = places.filter((place) => place.agentId === id);
        return {
          __typename: 'Fence',
          cursor,
          roomId: data.roomId,
          fence: data.fence ?? 0,
          owner: data.owner ?? 'model',
          chats,
        };
      }
      const reply = byId.get(data.replyId ?? '');
      return reply && replyItem(reply, cursor);
    }),
  );
  return items.filter((item) => item !== undefined);
}

/** What one event brings to one agent: a fence first, then what is void, then what is new. */
async function itemsOf(
  services: AgentFeedServices,
  { agent }: AgentConnection,
  {
    entry,
    told,
  }: {
    entry: { cursor: string; item: { event: FeedEvent }; news: { replies: readonly Reply[] } };
    told: ReadonlySet<string>;
  },
): Promise<AgentFeedItem[]> {
  const { event } = entry.item;
  if (event.accountIds.length === 0) return [];
  const { cursor } = entry;
  const places = await services.places.ofEvent(agent.tenantId, event);
  const chats = places.filter((place) => place.agentId === agent.id);
  if (chats.length === 0 || event.roomId === null) return [];
  const accounts = new Set(chats.map((place) => place.accountId));
  const mine = entry.news.replies.filter((reply) => accounts.has(reply.accountId));
  const voided = new Set(idsIn(event, 'voided'));
  const queued = new Set(idsIn(event, 'replies'));
  const { fence, owner } = event.data;
  const items: AgentFeedItem[] = [];
  if (typeof fence === 'number') {
    items.push({ __typename: 'Fence', cursor, roomId: event.roomId, fence, owner: owner as RoomOwner, chats });
  }
  const replyIds = mine.filter((reply) => voided.has(reply.id)).map((reply) => reply.id);
  if (replyIds.length > 0) items.push({ __typename: 'Void', cursor, replyIds });
  for (const reply of mine) {
    if (queued.has(reply.id) && reply.state === 'queued' && !told.has(reply.id)) items.push(replyItem(reply, cursor));
  }
  return items;
}

function replyItem(reply: Reply, cursor: string): AgentFeedItem {
  return { ...reply, __typename: 'Reply', cursor };
}
