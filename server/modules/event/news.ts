import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import type { Database } from '../../ports/database.ts';
import { Agent } from '../agent/agent.entity.ts';
import { Handoff } from '../handoff/handoff.entity.ts';
import { DocumentVersion } from '../knowledge/knowledge.entity.ts';
import { Message } from '../message/message.entity.ts';
import { findByIds } from '../page/by-id.ts';
import type { Reply } from '../reply/reply.entity.ts';
import { findReplies } from '../reply/reply.service.ts';
import { Session } from '../session/session.entity.ts';
import { Turn } from '../turn/turn.entity.ts';
import type { FeedEvent } from './feed-reader.ts';

/** The present state of what an event names. */
export interface News {
  /** The session of the event, or the live sessions of its room. */
  readonly sessions: readonly Session[];
  readonly messages: readonly Message[];
  /** Bubbles that are new or whose delivery changed. */
  readonly replies: readonly Reply[];
  readonly turn: Turn | undefined;
  readonly handoffs: readonly Handoff[];
  readonly agent: Agent | undefined;
  /** The version of a document whose import came on or ended. */
  readonly version: DocumentVersion | undefined;
}

/** Of an event that is not read. */
export const NO_NEWS: News = {
  sessions: [],
  messages: [],
  replies: [],
  turn: undefined,
  handoffs: [],
  agent: undefined,
  version: undefined,
};

/** Events read in one transaction at most. */
const MAX_BATCH = 64;
/** Live sessions of one room that are looked at: more members of a group do not talk at once. */
const MAX_SESSIONS = 50;

/**
 * Reads the state of what events name, once for all subscribers of a tenant on this node, and several events at a time
 * when they come fast. What has gone meanwhile is left out.
 */
export class NewsReader {
  readonly #database: Database;
  readonly #known = new WeakMap<FeedEvent, Promise<News>>();
  readonly #loaders = new Map<string, DataLoader<FeedEvent, News>>();

  constructor(database: Database) {
    this.#database = database;
  }

  read(tenantId: string, event: FeedEvent): Promise<News> {
    const news = this.#known.get(event) ?? this.#loader(tenantId).load(event);
    this.#known.set(event, news);
    // A failed read is not remembered: the next subscriber asks again.
    news.catch(() => this.#known.delete(event));
    return news;
  }

  #loader(tenantId: string): DataLoader<FeedEvent, News> {
    const loader =
      this.#loaders.get(tenantId) ??
      new DataLoader<FeedEvent, News>((events) => this.#database.inTenant(tenantId, (em) => readNews(em, events)), {
        cache: false,
        maxBatchSize: MAX_BATCH,
      });
    this.#loaders.set(tenantId, loader);
    return loader;
  }
}

async function readNews(em: EntityManager, events: readonly FeedEvent[]): Promise<News[]> {
  const ids = (key: string): string[] => [...new Set(events.flatMap((event) => idsIn(event, key)))];
  const messages = await findByIds(em, Message, ids('messages'));
  const replies = await findReplies(em, [...new Set([...ids('replies'), ...ids('deliveries'), ...ids('voided')])]);
  const turns = await findByIds(em, Turn, ids('turn'));
  const agents = await findByIds(em, Agent, ids('agent'));
  const versions = await findByIds(em, DocumentVersion, ids('version'));
  const sessions = await sessionsOf(em, events);
  const handoffs = await handoffsOf(em, events);
  return events.map((event) => {
    const named = (key: string): ReadonlySet<string> => new Set(idsIn(event, key));
    const bubbles = new Set([...named('replies'), ...named('deliveries'), ...named('voided')]);
    return {
      sessions: sessions.filter((session) => concerns(event, session)),
      messages: messages.filter((message) => named('messages').has(message.id)).toSorted(byId),
      replies: replies.filter((reply) => bubbles.has(reply.id)).toSorted(bySeq),
      turn: turns.find((turn) => named('turn').has(turn.id)),
      handoffs: handoffs.filter((handoff) => named('handoff').has(handoff.id) || changesHandoffs(event, handoff)),
      agent: agents.find((agent) => named('agent').has(agent.id)),
      version: versions.find((version) => named('version').has(version.id)),
    };
  });
}

async function sessionsOf(em: EntityManager, events: readonly FeedEvent[]): Promise<Session[]> {
  const named = events.flatMap((event) => (event.sessionId === null ? [] : [event.sessionId]));
  const rooms = events.flatMap((event) => (event.sessionId === null && event.roomId !== null ? [event.roomId] : []));
  const live =
    rooms.length > 0
      ? await em.find(
          Session,
          { roomId: { $in: rooms }, closedAt: null },
          { limit: MAX_SESSIONS * rooms.length, orderBy: { lastActiveAt: 'desc' }, disableIdentityMap: true },
        )
      : [];
  return [...(await findByIds(em, Session, [...new Set(named)])), ...live];
}

function concerns(event: FeedEvent, session: Session): boolean {
  return event.sessionId === null
    ? session.roomId === event.roomId && !session.closedAt
    : session.id === event.sessionId;
}

/** A change of a room's owner may change the handoffs of all its sessions. */
async function handoffsOf(em: EntityManager, events: readonly FeedEvent[]): Promise<Handoff[]> {
  const named = await findByIds(em, Handoff, [...new Set(events.flatMap((event) => idsIn(event, 'handoff')))]);
  const rooms = events.flatMap((event) =>
    event.data['owner'] !== undefined && event.roomId !== null ? [event.roomId] : [],
  );
  if (rooms.length === 0) return named;
  const open = await em.find(
    Handoff,
    { roomId: { $in: rooms }, state: { $ne: 'closed' } },
    { disableIdentityMap: true },
  );
  return [...named, ...open.filter((handoff) => !named.some((other) => other.id === handoff.id))];
}

function changesHandoffs(event: FeedEvent, handoff: Handoff): boolean {
  return event.data['owner'] !== undefined && handoff.roomId === event.roomId && handoff.state !== 'closed';
}

/** Ids under a key of an event's data, one or many, as text. */
export function idsIn(event: FeedEvent, key: string): string[] {
  const value = event.data[key];
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((id) => (typeof id === 'string' || typeof id === 'number' ? [String(id)] : []));
}

function bySeq(a: Reply, b: Reply): number {
  return BigInt(a.seq) < BigInt(b.seq) ? -1 : 1;
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return BigInt(a.id) < BigInt(b.id) ? -1 : 1;
}
