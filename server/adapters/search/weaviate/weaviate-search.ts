import type { EmbeddingSpace } from '../../../ports/embedder.ts';
import type { SearchChange, SearchEngine, SearchHit, SearchQuery, SearchStatus } from '../../../ports/search.ts';
import type { DistantIndex } from '../fallback/distant-index.ts';
import { collectionName, SCHEMA_VERSION, versionOf } from './passage-collection.ts';
import { tenantMark } from './passage-objects.ts';
import { PassageStore, type Place } from './passage-store.ts';
import { TenantPassages } from './tenant-passages.ts';
import { type WeaviateAddress, WeaviateConnection } from './weaviate-connection.ts';

/** Collections of another version or space are kept this long after the new one is complete: other hubs may still search them. */
const RETIRE_MS = 600_000;

/** What a hub leaves as it is. */
export interface WeaviateOptions {
  /** Version of the schema. */
  readonly version?: number | undefined;
  /** How long a search may take. */
  readonly searchMs?: number | undefined;
  /** How long what was replaced stays, for hubs that have not heard of it. */
  readonly graceMs?: number | undefined;
}

/** Above this a turn would feel it; keywords in this process answer in a few milliseconds. */
const SEARCH_MS = 800;
/** A hub that missed the wake looks every 30 s. */
const GRACE_MS = 60_000;
/** A server that needs longer to show a tenant is not waited for when a hub starts. */
const HOLDS_MS = 5_000;

interface Entry {
  /** What is searched; null until something has been loaded. */
  shelf: TenantPassages | null;
  /** What is being loaded, to take its place; null when nothing is. */
  next: TenantPassages | null;
}

/** Passages in Weaviate, one tenant there for each of ours, found and scored as the embedded index does. */
export class WeaviateSearch implements DistantIndex {
  private readonly store: PassageStore;
  private readonly version: number;
  private readonly graceMs: number;
  private readonly tenants = new Map<string, Entry>();

  constructor(address: WeaviateAddress, options: WeaviateOptions = {}) {
    const { version = SCHEMA_VERSION, searchMs = SEARCH_MS, graceMs = GRACE_MS } = options;
    this.store = new PassageStore(new WeaviateConnection(address), searchMs);
    this.graceMs = graceMs;
    this.version = version;
  }

  /** Asks over a fresh connection whether the server is there; fails with PortError when it is not. */
  probe(): Promise<void> {
    return this.store.probe();
  }

  /** Whether everything of a tenant had been put in once, by any hub, and is still there. */
  async holds(tenantId: string, space: EmbeddingSpace | null): Promise<boolean> {
    const place = this.placeOf(tenantId, space);
    await this.store.open(place, space, HOLDS_MS);
    return (await this.store.existing(place, [tenantMark(tenantId, 'filled').id])).size > 0;
  }

  async intact(tenantId: string): Promise<boolean> {
    return (await this.tenants.get(tenantId)?.shelf?.isIntact()) ?? false;
  }

  engine(): SearchEngine {
    return 'weaviate';
  }

  beginLoading(tenantId: string, space: EmbeddingSpace | null = null): void {
    const { store, graceMs } = this;
    const entry = this.entryOf(tenantId);
    entry.next?.stop();
    entry.next = new TenantPassages({ store, graceMs, space, place: this.placeOf(tenantId, space) });
  }

  async markReady(tenantId: string): Promise<void> {
    const entry = this.entryOf(tenantId);
    const { next } = entry;
    if (!next) return;
    await next.settle();
    if (entry.next !== next) return; // started over meanwhile
    entry.shelf?.stop();
    entry.shelf = next;
    entry.next = null;
    next.later(RETIRE_MS, () => this.retireOthers(this.placeOf(tenantId, next.space)));
  }

  status(tenantId: string): SearchStatus {
    const shelf = this.tenants.get(tenantId)?.shelf;
    if (!shelf) return 'loading';
    return shelf.size === 0 ? 'empty' : 'ready';
  }

  space(tenantId: string): EmbeddingSpace | null {
    return this.found(tenantId)?.space ?? null;
  }

  size(tenantId: string): number {
    return this.found(tenantId)?.size ?? 0;
  }

  async apply(tenantId: string, change: SearchChange): Promise<void> {
    const entry = this.entryOf(tenantId);
    if (!entry.shelf && !entry.next) this.beginLoading(tenantId);
    await (entry.next ?? entry.shelf)?.apply(change);
  }

  async search(tenantId: string, query: SearchQuery): Promise<readonly SearchHit[]> {
    const shelf = this.found(tenantId);
    if (!shelf) return [];
    const { vector: _, ...words } = query;
    const strange = query.space !== undefined && query.space !== shelf.space?.name;
    return shelf.search(strange ? words : query);
  }

  async drop(tenantId: string): Promise<void> {
    const entry = this.tenants.get(tenantId);
    entry?.shelf?.stop();
    entry?.next?.stop();
    this.tenants.delete(tenantId);
    for (const collection of await this.store.collections()) await this.store.dropTenant({ collection, tenantId });
  }

  close(): Promise<void> {
    for (const { shelf, next } of this.tenants.values()) {
      shelf?.stop();
      next?.stop();
    }
    return this.store.close();
  }

  /** Takes the tenant out of collections of older versions and of other spaces. */
  private async retireOthers(place: Place): Promise<void> {
    for (const collection of await this.store.collections()) {
      const version = versionOf(collection) ?? this.version;
      if (collection !== place.collection && version <= this.version) {
        await this.store.dropTenant({ ...place, collection });
      }
    }
  }

  private placeOf(tenantId: string, space: EmbeddingSpace | null): Place {
    return { collection: collectionName(space, this.version), tenantId };
  }

  /** What is searched: while nothing is complete, what there is of it. */
  private found(tenantId: string): TenantPassages | null {
    const entry = this.tenants.get(tenantId);
    return entry?.shelf ?? entry?.next ?? null;
  }

  private entryOf(tenantId: string): Entry {
    let entry = this.tenants.get(tenantId);
    if (!entry) {
      entry = { shelf: null, next: null };
      this.tenants.set(tenantId, entry);
    }
    return entry;
  }
}
