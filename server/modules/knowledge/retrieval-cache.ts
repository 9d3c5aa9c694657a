import { Recent } from '../memory/recent.ts';
import type { Retrieval } from './retrieve.ts';
import { normaliseText } from './tokens.ts';

/** How long a result may be given again, though nothing has changed. */
const KEPT_MS = 24 * 3_600_000;
/** Results kept, some 6 kB each; the one not asked for the longest goes first. */
const RESULTS_KEPT = 2_000;

/** What a result depends on beside the tenant's knowledge. */
export interface RetrievalKey {
  readonly tenantId: string;
  readonly question: string;
  /** Space of the question's vector; null: searched by its words alone. */
  readonly space: string | null;
  /** Names everything of the tenant's own that the result depends on: its words, its confidence maps. */
  readonly own: string;
}

interface Kept {
  readonly retrieval: Retrieval;
  readonly until: number;
}

/**
 * Remembers what was found for questions that are asked again and again. A tenant's results are dropped the moment its
 * knowledge changes on this node; one that was being made meanwhile is not kept.
 */
export class RetrievalCache {
  readonly #kept = new Recent<Kept>(RESULTS_KEPT);
  /** Rises for a tenant whenever its knowledge changes. */
  readonly #generations = new Map<string, number>();

  /** What is remembered, else what `find` finds; only whole results of a complete index are kept. */
  async of(key: RetrievalKey, find: () => Promise<Retrieval>): Promise<Retrieval> {
    const name = this.#nameOf(key);
    const known = this.#kept.get(name);
    if (known && known.until > Date.now()) return known.retrieval;
    const retrieval = await find();
    if (retrieval.status === 'ready' && retrieval.whole) {
      this.#kept.set(name, { retrieval, until: Date.now() + KEPT_MS });
    }
    return retrieval;
  }

  /** Forgets all of a tenant's results. */
  drop(tenantId: string): void {
    this.#generations.set(tenantId, (this.#generations.get(tenantId) ?? 0) + 1);
  }

  /** Results of an earlier generation are never asked for again, also those that are still being made. */
  #nameOf({ tenantId, space, own, question }: RetrievalKey): string {
    const generation = this.#generations.get(tenantId) ?? 0;
    return [tenantId, generation, space ?? '', own, normaliseText(question).trim()].join('\n');
  }
}
