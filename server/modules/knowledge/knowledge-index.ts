import type { Database } from '../../ports/database.ts';
import type { EmbeddingSpace } from '../../ports/embedder.ts';
import type { Log } from '../../ports/log.ts';
import type { ChunkTokens, SearchChunk, SearchIndex } from '../../ports/search.ts';
import type { Wake } from '../../ports/wake.ts';
import { type EmbeddedKnowledge, readEmbedded, vectorsFor } from '../embedding/chunk-vectors.ts';
import { refreshTokens } from './refresh-tokens.ts';
import { TOKENS_VERSION } from './tokens.ts';

/** Passages read at once: tokens of some 2 MB. */
const CHUNKS_A_READ = 1000;
/** How long a change may go unnoticed whose wake was lost, and an expired document stand in the index, though nothing is answered from it. */
const LOOK_EVERY_MS = 30_000;
const NEVER = new AbortController().signal;

/** What bringing an index up to date needs. */
export interface IndexServices {
  readonly database: Database;
  readonly search: SearchIndex;
}

interface LivingRow {
  readonly document_id: string | null;
  readonly version_id: string;
  readonly tokens_version: number;
}

/** The version of a document that this node's index holds. */
interface Indexed {
  readonly versionId: string;
  /** Ids of its chunks; whole numbers below 2^53. */
  readonly chunks: Float64Array;
  /** Whether it was put in with all its vectors. */
  readonly embedded: boolean;
}

/** What the index is to hold. */
interface Wanted {
  readonly living: readonly LivingRow[];
  readonly embedded: EmbeddedKnowledge;
  readonly signal: AbortSignal;
}

type Documents = Map<string, Indexed>;

/**
 * Keeps this node's search index to what is published: compares the versions that it holds with those that questions are
 * answered from now, and puts in and takes out the difference, a document at a time and each in one change. It looks when
 * it is woken and every 30 s.
 */
export class KnowledgeIndex {
  readonly #services: IndexServices;
  readonly #indexed = new Map<string, Documents>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #listeners = new Set<(tenantId: string) => void>();

  constructor(services: IndexServices) {
    this.#services = services;
  }

  /** Calls back whenever what questions of a tenant are answered from has changed on this node. */
  onChange(listener: (tenantId: string) => void): void {
    this.#listeners.add(listener);
  }

  /**
   * Brings the index of a tenant up to date; the first time it is filled and says until then that it is loading. The signal
   * ends it, and what was complete before goes on being found.
   */
  sync(tenantId: string, signal: AbortSignal = NEVER): Promise<void> {
    // Behind a running one, whose look may have been too early.
    const before = this.#running.get(tenantId) ?? Promise.resolve();
    const run = this.#syncAfter(before, tenantId, signal).finally(() => {
      if (this.#running.get(tenantId) === run) this.#running.delete(tenantId);
    });
    this.#running.set(tenantId, run);
    return run;
  }

  async #syncAfter(before: Promise<void>, tenantId: string, signal: AbortSignal): Promise<void> {
    await before.catch(() => undefined);
    signal.throwIfAborted();
    await this.#sync(tenantId, signal);
  }

  /** Looks whenever knowledge of a tenant may have changed, and every 30 s at all tenants; the result ends it. */
  follow(wake: Wake, log: Log, tenants: () => Promise<readonly string[]>): () => Promise<void> {
    const ending = new AbortController();
    const look = (tenantId: string): void => {
      this.sync(tenantId, ending.signal).catch((error: unknown) => {
        if (!ending.signal.aborted) log.warn('an index could not be brought up to date', error, { tenantId });
      });
    };
    const stop = wake.subscribe('knowledge', look);
    const timer = setInterval(() => {
      tenants().then(
        (ids) => {
          for (const tenantId of ids) if (!this.#running.has(tenantId)) look(tenantId);
          this.#forget(new Set(ids));
        },
        (error: unknown) => log.warn('the tenants could not be read', error),
      );
    }, LOOK_EVERY_MS);
    timer.unref();
    return async () => {
      stop();
      clearInterval(timer);
      ending.abort(new Error('the hub stops'));
      await Promise.allSettled(this.#running.values());
    };
  }

  #forget(living: ReadonlySet<string>): void {
    for (const tenantId of this.#indexed.keys()) {
      if (living.has(tenantId)) continue;
      this.#indexed.delete(tenantId);
      void this.#services.search.drop(tenantId).catch(() => undefined);
    }
  }

  /** All that questions of a tenant are answered from now, in parts, for an index that lost what it had. */
  async *passages(tenantId: string, space: EmbeddingSpace | null): AsyncGenerator<SearchChunk[]> {
    for (const row of await this.#living(tenantId)) yield* this.#chunksOf(tenantId, row, { space, signal: NEVER });
  }

  async #living(tenantId: string): Promise<LivingRow[]> {
    const rows = await this.#services.database.call<LivingRow>('living_versions', [tenantId]);
    return rows.filter((row) => row.document_id !== null);
  }

  async #sync(tenantId: string, signal: AbortSignal): Promise<void> {
    const { search } = this.#services;
    // Read first: a version that is embedded between the two is put in again with the next look.
    const embedded = await readEmbedded(this.#services, tenantId);
    const living = await this.#living(tenantId);
    const documents = this.#indexed.get(tenantId);
    const sameSpace = embedded.space?.name === search.space(tenantId)?.name;
    const wanted = { living, embedded, signal };
    if (documents && sameSpace) await this.#change(tenantId, documents, wanted);
    else await this.#fill(tenantId, wanted);
  }

  /** At first, and for another embedding space: batch by batch, since what was there goes on being found until all is in. */
  async #fill(tenantId: string, { living, embedded, signal }: Wanted): Promise<void> {
    const { search } = this.#services;
    const documents: Documents = new Map();
    search.beginLoading(tenantId, embedded.space);
    for (const row of living) {
      const ids: number[] = [];
      for await (const put of this.#chunksOf(tenantId, row, { space: embedded.space, signal })) {
        await search.apply(tenantId, { put, remove: [] });
        for (const { chunkId } of put) ids.push(Number(chunkId));
      }
      documents.set(row.document_id ?? '', indexedOf(row, ids, embedded));
    }
    await search.markReady(tenantId);
    this.#indexed.set(tenantId, documents);
    this.#tell(tenantId);
  }

  /** Afterwards: a document's new version and its old one in one change, so that no answer comes from half of each. */
  async #change(tenantId: string, documents: Documents, { living, embedded, signal }: Wanted): Promise<void> {
    const { search } = this.#services;
    const ids = new Set(living.map((row) => row.document_id));
    const gone = [...documents.keys()].filter((id) => !ids.has(id));
    const changed = living.filter(({ document_id, version_id }) => {
      const held = documents.get(document_id ?? '');
      return held?.versionId !== version_id || (!held.embedded && embedded.versions.has(version_id));
    });
    for (const row of changed) {
      const documentId = row.document_id ?? '';
      const put: SearchChunk[] = [];
      for await (const some of this.#chunksOf(tenantId, row, { space: embedded.space, signal })) put.push(...some);
      const kept = new Set(put.map(({ chunkId }) => chunkId));
      const remove = idsOf(documents.get(documentId)).filter((id) => !kept.has(id));
      await search.apply(tenantId, { put, remove });
      documents.set(documentId, indexedOf(row, Array.from(kept, Number), embedded));
    }
    if (gone.length > 0) {
      await search.apply(tenantId, { put: [], remove: gone.flatMap((id) => idsOf(documents.get(id))) });
      for (const id of gone) documents.delete(id);
    }
    if (gone.length + changed.length > 0) this.#tell(tenantId);
  }

  async *#chunksOf(
    tenantId: string,
    row: LivingRow,
    { space, signal }: { space: EmbeddingSpace | null; signal: AbortSignal },
  ): AsyncGenerator<SearchChunk[]> {
    const { database } = this.#services;
    if (row.tokens_version !== TOKENS_VERSION) await refreshTokens(this.#services, tenantId, row.version_id);
    for (let from = 0; ;) {
      signal.throwIfAborted();
      const rows = await database.call<{ id: string; position: number; tokens: ChunkTokens }>('version_chunks', [
        tenantId,
        row.version_id,
        from,
        CHUNKS_A_READ,
      ]);
      const last = rows.at(-1);
      if (!last) return;
      const ids = rows.map(({ id }) => id);
      const vectors = space ? await vectorsFor(this.#services, tenantId, space, ids) : undefined;
      yield rows.map(({ id, tokens }) => {
        const own = vectors?.get(id);
        return { chunkId: id, tokens, ...(own && { vectors: own }) };
      });
      from = last.position + 1;
    }
  }

  #tell(tenantId: string): void {
    for (const listener of this.#listeners) listener(tenantId);
  }
}

function indexedOf({ version_id }: LivingRow, chunks: readonly number[], { versions }: EmbeddedKnowledge): Indexed {
  return { versionId: version_id, chunks: Float64Array.from(chunks), embedded: versions.has(version_id) };
}

function idsOf(indexed: Indexed | undefined): string[] {
  return Array.from(indexed?.chunks ?? [], String);
}
