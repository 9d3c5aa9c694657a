import { setTimeout as pause } from 'node:timers/promises';
import type { EmbeddingSpace } from '../../ports/embedder.ts';
import type { Log } from '../../ports/log.ts';
import type { Wake } from '../../ports/wake.ts';
import { embedVersion, type EmbeddingTask, type EmbedServices } from './embed-version.ts';
import {
  agreedSpace,
  agreeOnSpace,
  leaseEmbedding,
  type OpenVersion,
  openVersions,
  releaseEmbedding,
} from './embedding-state.ts';

export interface WorkerServices extends EmbedServices {
  readonly wake: Wake;
  readonly log: Log;
}

export interface WorkerOptions {
  /** Names this hub across its restarts. */
  readonly holder: string;
  readonly tenants: () => Promise<readonly string[]>;
}

/** How often it looks for a model. */
const LOOK_MS = 2_000;
const LONGEST_LOOK_MS = 30_000;
/** How often it looks at every tenant, since a wake can be lost. */
const ROUND_MS = 30_000;

/**
 * Embeds in the background what is published, one hub at a time for each tenant. When all of a tenant is in the model's space,
 * that becomes the tenant's, and every node fills its index anew in it; until then the old one goes on serving.
 */
class EmbeddingWorker {
  readonly #services: WorkerServices;
  readonly #options: WorkerOptions;
  readonly #stop = new AbortController();
  /** Tenants with news since they were last looked at. */
  readonly #news = new Set<string>();
  /** Space that this hub last made each tenant's: it is not fought over with a hub that has another model. */
  readonly #proposed = new Map<string, string>();
  /** Held versions that were embedded as far as they may be before they are published; each with its space. */
  readonly #ahead = new Set<string>();
  /** The round over all tenants that was made last: in which space, and when. */
  #round = { space: '', at: 0 };
  #wakeUp: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();
  #unsubscribe: () => void = () => undefined;

  constructor(services: WorkerServices, options: WorkerOptions) {
    this.#services = services;
    this.#options = options;
  }

  start(): void {
    this.#unsubscribe = this.#services.wake.subscribe('knowledge', (tenantId) => {
      this.#news.add(tenantId);
      this.#wakeUp();
    });
    this.#running = this.#run();
  }

  /** Ends the call under way; what was stored stays, the rest goes on at the next start. */
  async stop(): Promise<void> {
    this.#unsubscribe();
    this.#stop.abort(new Error('the hub stops'));
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    let wait = LOOK_MS;
    while (!signal.aborted) {
      const before = this.#services.embedders.health().state;
      const settled = await this.#look().catch((error: unknown) => {
        if (!signal.aborted) this.#services.log.warn('embedding stopped and is tried again', error);
        return false;
      });
      const after = this.#services.embedders.health().state;
      // A model that fails is left alone for longer and longer, one that is not there yet is not.
      wait = !settled && after === 'failing' && before === 'failing' ? Math.min(wait * 2, LONGEST_LOOK_MS) : LOOK_MS;
      await this.#rest(wait);
    }
  }

  async #rest(milliseconds: number): Promise<void> {
    const ready = this.#services.embedders.health().state === 'ready';
    if (ready && this.#news.size > 0) return;
    const woken = Promise.withResolvers<void>();
    this.#wakeUp = woken.resolve;
    const rest = new AbortController();
    const signal = AbortSignal.any([this.#stop.signal, rest.signal]);
    await Promise.race([pause(milliseconds, undefined, { signal }).catch(() => undefined), woken.promise]);
    rest.abort();
  }

  /** False when there is no model to ask. */
  async #look(): Promise<boolean> {
    const { embedders } = this.#services;
    if (embedders.free || embedders.health().state !== 'ready') await embedders.probe(this.#stop.signal);
    const { space } = embedders.stored;
    if (space === null || embedders.health().state !== 'ready') return false;
    const all = this.#round.space !== space.name || Date.now() - this.#round.at > ROUND_MS;
    const tenants = all ? await this.#options.tenants() : Array.from(this.#news);
    for (const tenantId of tenants) {
      this.#news.delete(tenantId);
      if (this.#stop.signal.aborted) return true;
      await this.#embedTenant(tenantId, space);
    }
    if (all) this.#round = { space: space.name, at: Date.now() };
    return true;
  }

  async #embedTenant(tenantId: string, space: EmbeddingSpace): Promise<void> {
    const { database, wake } = this.#services;
    const { holder } = this.#options;
    const { open, agreed } = await database.inTenant(tenantId, async (em) => ({
      open: (await openVersions(em, space.name)).filter((version) => !this.#ahead.has(aheadKey(version, space))),
      agreed: await agreedSpace(em),
    }));
    const ours = agreed === space.name;
    if (!ours && this.#proposed.get(tenantId) === space.name) return;
    if (ours && open.length === 0) return;
    if (!(await database.inTenant(tenantId, (em) => leaseEmbedding(em, tenantId, holder)))) return;
    const task = { tenantId, space, holder, signal: this.#stop.signal };
    try {
      for (const version of open.filter(({ held }) => !held)) {
        if (!(await embedVersion(this.#services, task, version))) return;
        if (ours) wake.publish('knowledge', tenantId);
      }
      if (!ours && !(await this.#agree(task))) return void this.#news.add(tenantId);
      for (const version of open.filter(({ held }) => held)) {
        if (!(await embedVersion(this.#services, task, version))) return;
        this.#ahead.add(aheadKey(version, space));
      }
    } finally {
      await database.inTenant(tenantId, (em) => releaseEmbedding(em, holder));
    }
  }

  /** Makes the space the tenant's; false when something has been published meanwhile that is not in it yet. */
  async #agree({ tenantId, space }: EmbeddingTask): Promise<boolean> {
    const { database, wake, log } = this.#services;
    const complete = await database.inTenant(tenantId, async (em) => {
      if ((await openVersions(em, space.name)).some(({ held }) => !held)) return false;
      await agreeOnSpace(em, tenantId, space);
      return true;
    });
    if (!complete) return false;
    this.#proposed.set(tenantId, space.name);
    log.info('knowledge is searched by meaning', { tenantId, space: space.name });
    wake.publish('knowledge', tenantId);
    return true;
  }
}

function aheadKey({ id, held }: OpenVersion, space: EmbeddingSpace): string {
  return `${held ? 'held' : 'published'} ${id} ${space.name}`;
}

/** Starts embedding in the background; the result ends it. */
export function startEmbedding(services: WorkerServices, options: WorkerOptions): () => Promise<void> {
  const worker = new EmbeddingWorker(services, options);
  worker.start();
  return () => worker.stop();
}
