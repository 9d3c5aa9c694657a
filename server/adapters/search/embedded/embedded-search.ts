import type { SearchChange, SearchHit, SearchIndex, SearchQuery, SearchStatus } from '../../../ports/search.ts';
import { TenantIndex } from './tenant-index.ts';

interface Entry {
  index: TenantIndex;
  loading: boolean;
}

/** Passages in the memory of this process, built from the tokens that the database keeps. */
export class EmbeddedSearch implements SearchIndex {
  private readonly tenants = new Map<string, Entry>();

  beginLoading(tenantId: string): void {
    this.tenants.set(tenantId, { index: new TenantIndex(), loading: true });
  }

  async markReady(tenantId: string): Promise<void> {
    const entry = this.entry(tenantId);
    await entry.index.settle();
    entry.loading = false;
  }

  status(tenantId: string): SearchStatus {
    const entry = this.tenants.get(tenantId);
    // Nobody has said what this tenant has: its silence must not be taken for an empty knowledge base.
    if (!entry || entry.loading) return 'loading';
    return entry.index.size === 0 ? 'empty' : 'ready';
  }

  size(tenantId: string): number {
    return this.tenants.get(tenantId)?.index.size ?? 0;
  }

  apply(tenantId: string, change: SearchChange): Promise<void> {
    return this.entry(tenantId).index.apply(change);
  }

  search(tenantId: string, query: SearchQuery): Promise<readonly SearchHit[]> {
    const entry = this.tenants.get(tenantId);
    return Promise.resolve(entry ? entry.index.search(query) : []);
  }

  drop(tenantId: string): Promise<void> {
    this.tenants.delete(tenantId);
    return Promise.resolve();
  }

  private entry(tenantId: string): Entry {
    let entry = this.tenants.get(tenantId);
    if (!entry) {
      entry = { index: new TenantIndex(), loading: true };
      this.tenants.set(tenantId, entry);
    }
    return entry;
  }
}
