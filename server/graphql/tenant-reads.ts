import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../ports/database.ts';

interface Waiting {
  readonly work: (em: EntityManager) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Reads of one operation. Works that are asked for in the same turn of the event loop share a transaction, so that the
 * loaders of one level of a query cost one begin and one commit together.
 */
export class TenantReads {
  readonly #database: Database;
  readonly #tenantId: string;
  #waiting: Waiting[] = [];

  constructor(database: Database, tenantId: string) {
    this.#database = database;
    this.#tenantId = tenantId;
  }

  /** Runs `work` soon; it must only read. Rejects with what the work or the database throws. */
  read<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => void this.#flush());
      this.#waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
    });
  }

  async #flush(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    let next = 0;
    // A failed statement ends its transaction: the works behind it go on in another one.
    while (next < batch.length) {
      let begun = false;
      try {
        await this.#database.inTenant(this.#tenantId, async (em) => {
          begun = true;
          for (; next < batch.length; next += 1) await settle(batch[next], em);
        });
      } catch (error) {
        const failed = begun ? batch.slice(next, next + 1) : batch.slice(next);
        for (const waiting of failed) waiting.reject(error);
        next += failed.length;
      }
    }
  }
}

async function settle(waiting: Waiting | undefined, em: EntityManager): Promise<void> {
  waiting?.resolve(await waiting.work(em));
}
