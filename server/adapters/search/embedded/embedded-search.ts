import type { EmbeddingSpace } from '../../../ports/embedder.ts';
import type {
  SearchChange,
  SearchHit,
  SearchEngine,
  SearchIndex,
  SearchQuery,
  SearchStatus,
} from '../../../ports/search.ts';
import { TenantIndex } from './tenant-index.ts';
import { VectorMemory } from './vectors/vector-memory.ts';
import { VectorTable } from './vectors/vector-table.ts';

/** Passages of one tenant, all of one space. */
interface Shelf {
  readonly index: TenantIndex;
  readonly space: EmbeddingSpace | null;
}

interface Entry {
  /** What is searched; null until something has been loaded. */
  shelf: Shelf | null;
  /** What is being loaded, to take its place; null when nothing is. */
  next: Shelf | null;
}

/** Passages in the memory of this process, built from the tokens that the database keeps. */
export class EmbeddedSearch implements SearchIndex {
  private readonly tenants = new Map<string, Entry>();
  private readonly memory = new VectorMemory();

  beginLoading(tenantId: string, space: EmbeddingSpace | null = null): void {
    const entry = this.entry(tenantId);
    entry.next?.index.close();
    const vectors = space ? new VectorTable(this.memory, space.dimensions) : undefined;
    entry.next = { index: new TenantIndex(vectors), space };
  }

  async markReady(tenantId: string): Promise<void> {
    const entry = this.entry(tenantId);
    const { next } = entry;
    if (!next) return;
    await next.index.settle();
    if (entry.next !== next) return; // started over meanwhile
    entry.shelf?.index.close();
    entry.shelf = next;
    entry.next = null;
  }

  status(tenantId: string): SearchStatus {
    const shelf = this.tenants.get(tenantId)?.shelf;
    // Nobody has said what this tenant has: its silence must not be taken for an empty knowledge base.
    if (!shelf) return 'loading';
    return shelf.index.size === 0 ? 'empty' : 'ready';
  }

  space(tenantId: string): EmbeddingSpace | null {
    return this.found(tenantId)?.space ?? null;
  }

  engine(): SearchEngine {
    return 'embedded';
  }

  size(tenantId: string): number {
    return this.found(tenantId)?.index.size ?? 0;
  }

  async apply(tenantId: string, change: SearchChange): Promise<void> {
    const entry = this.entry(tenantId);
    entry.next ??= entry.shelf ? null : { index: new TenantIndex(), space: null };
    await (entry.next ?? entry.shelf)?.index.apply(change);
  }

  search(tenantId: string, query: SearchQuery): Promise<readonly SearchHit[]> {
    const shelf = this.found(tenantId);
    if (!shelf) return Promise.resolve([]);
    const { vector: _, ...words } = query;
    const strange = query.space !== undefined && query.space !== shelf.space?.name;
    return Promise.resolve(shelf.index.search(strange ? words : query));
  }

  drop(tenantId: string): Promise<void> {
    const entry = this.tenants.get(tenantId);
    entry?.shelf?.index.close();
    entry?.next?.index.close();
    this.tenants.delete(tenantId);
    return Promise.resolve();
  }

  /** What is searched: while nothing is complete, what there is of it. */
  private found(tenantId: string): Shelf | null {
    const entry = this.tenants.get(tenantId);
    return entry?.shelf ?? entry?.next ?? null;
  }

  private entry(tenantId: string): Entry {
    let entry = this.tenants.get(tenantId);
    if (!entry) {
      entry = { shelf: null, next: null };
      this.tenants.set(tenantId, entry);
    }
    return entry;
  }
}
