import { setTimeout as pause } from 'node:timers/promises';
import { PortError } from '../../../ports/errors.ts';
import type { Log } from '../../../ports/log.ts';
import type { DistantIndex, ReadPassages, Standing } from './distant-index.ts';
import type { EmbeddedFallback } from './embedded-fallback.ts';

const RETRY_FIRST_MS = 250;
const RETRY_LAST_MS = 5_000;
/** An index that fails again so soon after it came back is left alone before it is tried again, each time longer. */
const SOON_MS = 60_000;
/** Changes kept while the index is filled; beyond that it is filled once more. */
const MOST_MISSED = 1_000;

interface Parts {
  readonly distant: DistantIndex;
  readonly passages: ReadPassages;
  readonly log: Log;
  readonly fallback: EmbeddedFallback;
  readonly tenants: ReadonlyMap<string, Standing>;
}

/** Brings a distant index back to what the database has, in the background, whatever happened to it. */
export class Recovery {
  private readonly parts: Parts;
  private readonly closing = new AbortController();
  /** Tenants to be taken out. */
  private readonly dropped = new Set<string>();
  private running: Promise<void> | null = null;
  private gone = false;
  private backAt = Number.NEGATIVE_INFINITY;
  private holdMs = 0;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** The server does not answer: nobody should wait for it. */
  get away(): boolean {
    return this.gone;
  }

  /** Starts to work unless it does already; ends by itself when nothing is left to make up for. */
  start(): void {
    if (this.running || this.closing.signal.aborted) return;
    const again = performance.now() - this.backAt < SOON_MS;
    this.holdMs = again ? Math.min(SOON_MS, Math.max(RETRY_FIRST_MS, 2 * this.holdMs)) : 0;
    this.running = this.recover()
      .catch((error: unknown) => {
        if (!this.closing.signal.aborted) this.parts.log.error('the search index cannot be brought back', error);
      })
      .finally(() => {
        this.running = null;
        if (this.hasWork()) this.start();
      });
  }

  /** Takes a tenant out of the index, now or as soon as that answers. */
  async drop(tenantId: string): Promise<void> {
    this.dropped.add(tenantId);
    await this.dropAll().catch(() => this.start());
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private hasWork(): boolean {
    return this.dropped.size > 0 || this.waiting('suspect').length + this.waiting('behind').length > 0;
  }

  private waiting(state: Standing['state']): [string, Standing][] {
    return [...this.parts.tenants].filter(([, standing]) => standing.state === state && standing.loading === null);
  }

  private async recover(): Promise<void> {
    const { signal } = this.closing;
    await pause(this.holdMs, undefined, { signal });
    for (let waitMs = RETRY_FIRST_MS; ; waitMs = Math.min(RETRY_LAST_MS, 2 * waitMs)) {
      if (await this.isThere()) {
        const failed = (await this.each('suspect', this.check)) + (await this.each('behind', this.fill));
        if (failed === 0) return;
      }
      await pause(waitMs, undefined, { signal });
    }
  }

  private async isThere(): Promise<boolean> {
    const { distant, log, tenants } = this.parts;
    try {
      await distant.probe();
      await this.dropAll();
    } catch (error) {
      if (!this.gone) log.warn('the search index is away: searching by keywords in this process', error);
      this.gone = true;
      // Nobody knows what it will come back with.
      for (const standing of tenants.values()) if (standing.state === 'good') standing.state = 'suspect';
      return false;
    }
    if (this.gone) log.info('the search index answers again');
    this.gone = false;
    return true;
  }

  private async dropAll(): Promise<void> {
    for (const tenantId of this.dropped) {
      await this.parts.distant.drop(tenantId);
      this.dropped.delete(tenantId);
    }
  }

  /** Does something for each tenant in a state; answers for how many it failed. One tenant's trouble stays its own. */
  private async each(
    state: Standing['state'],
    work: (tenantId: string, standing: Standing) => Promise<void>,
  ): Promise<number> {
    let failed = 0;
    for (const [tenantId, standing] of this.waiting(state)) {
      try {
        await work(tenantId, standing);
        if (standing.state === 'good') this.setRight(tenantId);
      } catch (error) {
        if (this.closing.signal.aborted) throw error;
        failed += 1;
        this.parts.log.warn('a tenant is not yet back in the search index', error, { tenantId });
      }
    }
    return failed;
  }

  private setRight(tenantId: string): void {
    this.backAt = performance.now();
    this.parts.fallback.releaseLater(tenantId);
    this.parts.log.info('a tenant is searched in the search index again', { tenantId });
  }

  private readonly check = async (tenantId: string, standing: Standing): Promise<void> => {
    const intact = await this.parts.distant.intact(tenantId);
    // A change may have failed meanwhile: then it is behind, whatever was found.
    if (standing.state === 'suspect') standing.state = intact ? 'good' : 'behind';
  };

  /** Puts everything in that the database has; what is there already is only compared. */
  private readonly fill = async (tenantId: string, standing: Standing): Promise<void> => {
    const { distant, passages, fallback, tenants } = this.parts;
    await fallback.build(tenantId);
    const missed = (standing.missed = []);
    try {
      distant.beginLoading(tenantId, standing.space);
      for await (const put of passages(tenantId, standing.space)) {
        if (tenants.get(tenantId) !== standing) return;
        this.closing.signal.throwIfAborted();
        await distant.apply(tenantId, { put, remove: [] });
      }
      await this.repeat(tenantId, missed);
      await distant.markReady(tenantId);
      await this.repeat(tenantId, missed);
      if (tenants.get(tenantId) === standing) standing.state = 'good';
    } finally {
      standing.missed = null;
    }
  };

  private async repeat(tenantId: string, missed: Standing['missed'] & {}): Promise<void> {
    for (let change = missed.shift(); change; change = missed.shift()) {
      if (missed.length > MOST_MISSED) throw tooMany();
      await this.parts.distant.apply(tenantId, change);
    }
  }
}

function tooMany(): PortError {
  return new PortError({ port: 'search', retryable: true, reason: 'too much changed while the index was filled' });
}
