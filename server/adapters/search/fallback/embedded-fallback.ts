import { PortError } from '../../../ports/errors.ts';
import type { SearchChange, SearchChunk, SearchHit, SearchQuery, SearchStatus } from '../../../ports/search.ts';
import { EmbeddedSearch } from '../embedded/embedded-search.ts';

/** All passages of a tenant as the database has them now, in parts. */
export type ReadWords = (tenantId: string) => AsyncIterable<readonly SearchChunk[]>;

/** A turn has 12 s in all; 20,000 passages load in 5. */
const BUILD_MS = 8_000;
/** An index is kept this long after it was last needed. */
const KEEP_MS = 600_000;

/** Keywords in this process, tenant by tenant, each built from the database when somebody first needs it. */
export class EmbeddedFallback {
  private readonly read: ReadWords;
  private readonly index = new EmbeddedSearch();
  private readonly building = new Map<string, Promise<void>>();
  private readonly releases = new Map<string, NodeJS.Timeout>();

  constructor(read: ReadWords) {
    this.read = read;
  }

  /** Whether a tenant's index is complete. */
  has(tenantId: string): boolean {
    return this.index.status(tenantId) !== 'loading';
  }

  status(tenantId: string): SearchStatus {
    return this.index.status(tenantId);
  }

  size(tenantId: string): number {
    return this.index.size(tenantId);
  }

  /** Builds a tenant's index unless it is there. */
  build(tenantId: string): Promise<void> {
    clearTimeout(this.releases.get(tenantId));
    if (this.has(tenantId)) return Promise.resolve();
    const running = this.building.get(tenantId);
    if (running) return running;
    const started = this.fill(tenantId).finally(() => this.building.delete(tenantId));
    this.building.set(tenantId, started);
    return started;
  }

  /** Follows a change where there is an index or one is being built. */
  async apply(tenantId: string, change: SearchChange): Promise<void> {
    // One that fails is built anew from the database, which has the change.
    await this.building.get(tenantId)?.catch(() => undefined);
    if (this.has(tenantId)) await this.index.apply(tenantId, change);
  }

  /** Waits for the index, but not for ever. */
  async search(tenantId: string, { terms, limit }: SearchQuery): Promise<readonly SearchHit[]> {
    if (!this.has(tenantId)) await Promise.race([this.build(tenantId), tooLong()]);
    return this.index.search(tenantId, { terms, limit });
  }

  /** Gives an index up some time from now, unless somebody needs it again. */
  releaseLater(tenantId: string): void {
    clearTimeout(this.releases.get(tenantId));
    this.releases.set(tenantId, setTimeout(() => void this.drop(tenantId), KEEP_MS).unref());
  }

  async drop(tenantId: string): Promise<void> {
    clearTimeout(this.releases.get(tenantId));
    this.releases.delete(tenantId);
    await this.building.get(tenantId)?.catch(() => undefined);
    await this.index.drop(tenantId);
  }

  async close(): Promise<void> {
    for (const timer of this.releases.values()) clearTimeout(timer);
    await Promise.allSettled(this.building.values());
  }

  private async fill(tenantId: string): Promise<void> {
    this.index.beginLoading(tenantId);
    for await (const put of this.read(tenantId)) await this.index.apply(tenantId, { put, remove: [] });
    await this.index.markReady(tenantId);
  }
}

function tooLong(): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const error = new PortError({ port: 'search', retryable: true, reason: 'the fallback is still being built' });
  setTimeout(reject, BUILD_MS, error).unref();
  return promise;
}
