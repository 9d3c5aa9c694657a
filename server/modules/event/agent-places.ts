import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import type { Database } from '../../ports/database.ts';
import type { FeedEvent } from './feed-reader.ts';

/** Where an agent types. */
export interface AgentPlace {
  readonly agentId: string;
  readonly accountId: string;
  readonly account: string;
  readonly window: string;
}

/** Reads which agents type in the rooms that events name, once for all agents of a tenant on this node. */
export class AgentPlaces {
  readonly #database: Database;
  readonly #known = new WeakMap<FeedEvent, Promise<readonly AgentPlace[]>>();
  readonly #loaders = new Map<string, DataLoader<string, readonly AgentPlace[]>>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Windows of the event's room, with the agents that drive them at this time. */
  ofEvent(tenantId: string, event: FeedEvent): Promise<readonly AgentPlace[]> {
    if (event.roomId === null) return Promise.resolve([]);
    const places = this.#known.get(event) ?? this.ofRoom(tenantId, event.roomId);
    this.#known.set(event, places);
    places.catch(() => this.#known.delete(event));
    return places;
  }

  ofRoom(tenantId: string, roomId: string): Promise<readonly AgentPlace[]> {
    const loader =
      this.#loaders.get(tenantId) ??
      new DataLoader<string, readonly AgentPlace[]>(
        (rooms) => this.#database.inTenant(tenantId, (em) => placesOf(em, rooms)),
        { cache: false },
      );
    this.#loaders.set(tenantId, loader);
    return loader.load(roomId);
  }
}

async function placesOf(em: EntityManager, rooms: readonly string[]): Promise<(readonly AgentPlace[])[]> {
  const rows = await em.execute<(AgentPlace & { room: string })[]>(
    `select c.room_id::text as room, a.agent_id::text as "agentId", a.id::text as "accountId", a.name as account, c.window_key as window
     from chat c join account a on a.id = c.account_id where c.room_id = any(?::bigint[]) order by c.id`,
    [`{${rooms.join(',')}}`],
  );
  return rooms.map((room) => rows.filter((row) => row.room === room));
}
