import type { EmbeddingSpace } from '../../../ports/embedder.ts';
import { PortError } from '../../../ports/errors.ts';
import type { Log } from '../../../ports/log.ts';
import type {
  SearchChange,
  SearchEngine,
  SearchHit,
  SearchIndex,
  SearchQuery,
  SearchStatus,
} from '../../../ports/search.ts';
import type { DistantIndex, ReadPassages, Standing } from './distant-index.ts';
import { EmbeddedFallback } from './embedded-fallback.ts';
import { Recovery } from './recovery.ts';

/**
 * A distant index and, wherever it fails, keywords in this process. A search never fails because the distant index does;
 * what that has missed is made up for when it is back, and until then engine() says 'fallback'.
 */
export class SearchWithFallback implements SearchIndex {
  private readonly distant: DistantIndex;
  private readonly log: Log;
  private readonly fallback: EmbeddedFallback;
  private readonly recovery: Recovery;
  private readonly tenants = new Map<string, Standing>();

  constructor({ distant, passages, log }: { distant: DistantIndex; passages: ReadPassages; log: Log }) {
    this.distant = distant;
    this.log = log;
    this.fallback = new EmbeddedFallback((tenantId) => passages(tenantId, null));
    this.recovery = new Recovery({ distant, passages, log, fallback: this.fallback, tenants: this.tenants });
  }

  engine(tenantId?: string): SearchEngine {
    const asked = tenantId === undefined ? [...this.tenants.keys()] : [tenantId];
    return asked.every((each) => this.isServed(each)) && !this.recovery.away ? this.distant.engine() : 'fallback';
  }

  beginLoading(tenantId: string, space: EmbeddingSpace | null = null): void {
    const served = this.isServed(tenantId);
    const standing: Standing = { space, loading: null, state: 'good', missed: null };
    this.tenants.set(tenantId, standing);
    standing.loading = this.choose(tenantId, standing, served);
  }

  async apply(tenantId: string, change: SearchChange): Promise<void> {
    const standing = this.standingOf(tenantId);
    // What a load does not put into the distant index is read from the database when the load ends.
    const toDistant = standing.loading === null || (await standing.loading);
    if (standing.missed) standing.missed.push(change);
    else if (toDistant) await this.keepUp(standing, () => this.distant.apply(tenantId, change));
    await this.fallback.apply(tenantId, change);
  }

  async markReady(tenantId: string): Promise<void> {
    const standing = this.standingOf(tenantId);
    if (await standing.loading) await this.keepUp(standing, () => this.distant.markReady(tenantId));
    if (standing.state === 'good') this.fallback.releaseLater(tenantId);
    else await this.fallback.build(tenantId);
    standing.loading = null;
    if (standing.state !== 'good') this.recovery.start();
  }

  status(tenantId: string): SearchStatus {
    const standing = this.tenants.get(tenantId);
    if (!standing) return 'loading';
    if (standing.state !== 'behind') return this.distant.status(tenantId);
    if (this.fallback.has(tenantId)) return this.fallback.status(tenantId);
    // A search waits for the fallback, except the very first time.
    return standing.loading ? 'loading' : 'ready';
  }

  space(tenantId: string): EmbeddingSpace | null {
    const standing = this.tenants.get(tenantId);
    return standing?.loading === null ? standing.space : this.distant.space(tenantId);
  }

  size(tenantId: string): number {
    const behind = this.tenants.get(tenantId)?.state === 'behind';
    return behind ? this.fallback.size(tenantId) : this.distant.size(tenantId);
  }

  async search(tenantId: string, query: SearchQuery): Promise<readonly SearchHit[]> {
    const standing = this.tenants.get(tenantId);
    if (!standing) return [];
    if (this.isServed(tenantId)) {
      try {
        return await this.distant.search(tenantId, query);
      } catch (error) {
        this.suspect(standing, error);
      }
    }
    return this.fallback.search(tenantId, query);
  }

  async drop(tenantId: string): Promise<void> {
    this.tenants.delete(tenantId);
    await Promise.all([this.fallback.drop(tenantId), this.recovery.drop(tenantId)]);
  }

  async close(): Promise<void> {
    await Promise.all([this.recovery.close(), this.distant.close()]);
    await this.fallback.close();
  }

  private isServed(tenantId: string): boolean {
    const good = this.tenants.get(tenantId)?.state === 'good' && !this.recovery.away;
    return good && this.distant.status(tenantId) !== 'loading';
  }

  private standingOf(tenantId: string): Standing {
    const standing = this.tenants.get(tenantId);
    if (standing) return standing;
    this.beginLoading(tenantId);
    return this.standingOf(tenantId);
  }

  /**
   * A load goes into the distant index where that is searched meanwhile, or where it holds the tenant already; else the
   * fallback is ready much sooner.
   */
  private async choose(tenantId: string, standing: Standing, served: boolean): Promise<boolean> {
    try {
      if (served || (!this.recovery.away && (await this.distant.holds(tenantId, standing.space)))) {
        this.distant.beginLoading(tenantId, standing.space);
        return true;
      }
    } catch (error) {
      this.suspect(standing, error);
    }
    standing.state = 'behind';
    return false;
  }

  /** Changes the distant index, or notes that it lacks the change. */
  private async keepUp(standing: Standing, change: () => Promise<void>): Promise<void> {
    if (standing.state === 'behind') return;
    try {
      if (!this.recovery.away) return await change();
    } catch (error) {
      this.suspect(standing, error);
    }
    standing.state = 'behind';
    this.recovery.start();
  }

  private suspect(standing: Standing, error: unknown): void {
    if (!(error instanceof PortError)) throw error;
    if (standing.state === 'good') {
      standing.state = 'suspect';
      this.log.warn('searching by keywords in this process', error);
    }
    this.recovery.start();
  }
}
