import { afterAll, beforeAll } from 'vitest';
import { SearchWithFallback } from '../../../server/adapters/search/fallback/search-with-fallback.ts';
import { collectionName } from '../../../server/adapters/search/weaviate/passage-collection.ts';
import { tenantMark } from '../../../server/adapters/search/weaviate/passage-objects.ts';
import { PassageStore } from '../../../server/adapters/search/weaviate/passage-store.ts';
import {
  type WeaviateAddress,
  WeaviateConnection,
} from '../../../server/adapters/search/weaviate/weaviate-connection.ts';
import { type WeaviateOptions, WeaviateSearch } from '../../../server/adapters/search/weaviate/weaviate-search.ts';
import type { Log } from '../../../server/ports/log.ts';
import type { SearchChange, SearchChunk } from '../../../server/ports/search.ts';
import { startWeaviate, type WeaviateServer } from '../../support/weaviate.ts';

/** Starting on a machine that is busy with other tests. */
const START_MS = 120_000;

/** A Weaviate for the tests of one file, and hubs' searches over it that are closed with it. */
export interface WeaviateBed {
  readonly server: WeaviateServer;
  /** Unless told otherwise without the hub's haste, which is not what is tested there. */
  open(options?: WeaviateOptions): WeaviateSearch;
  /** Through another gRPC port when it is given. */
  openWithFallback(database: StoredPassages, grpcPort?: number): SearchWithFallback;
  /** Ids of all objects that a tenant has without vectors, marks left out. */
  objects(tenantId: string): Promise<string[]>;
  /** What was logged: level and message. */
  readonly logged: readonly string[];
}

/** Stands for the database: what a tenant's passages are now, committed before the index hears of them. */
export class StoredPassages {
  private readonly tenants = new Map<string, Map<string, SearchChunk>>();
  /** Times that a tenant was read from the beginning. */
  reads = 0;

  store(tenantId: string, { put, remove }: SearchChange): SearchChange {
    const chunks = this.tenants.get(tenantId) ?? new Map<string, SearchChunk>();
    for (const chunkId of remove) chunks.delete(chunkId);
    for (const chunk of put) chunks.set(chunk.chunkId, chunk);
    this.tenants.set(tenantId, chunks);
    return { put, remove };
  }

  async *read(tenantId: string): AsyncGenerator<readonly SearchChunk[]> {
    this.reads += 1;
    const chunks = Array.from(this.tenants.get(tenantId)?.values() ?? []);
    for (let from = 0; from < chunks.length; from += 100) yield chunks.slice(from, from + 100);
  }
}

/** Starts the server before the tests of a file; use only where findWeaviate() finds one. */
export function weaviateBed(): WeaviateBed {
  let server: WeaviateServer | undefined;
  const opened: { close(): Promise<void> }[] = [];
  const logged: string[] = [];
  const log: Log = {
    info: (message) => void logged.push(`info ${message}`),
    warn: (message) => void logged.push(`warn ${message}`),
    error: (message, cause) => void logged.push(`error ${message}: ${String(cause)}`),
  };
  const started = (): WeaviateServer => {
    if (!server) throw new Error('Weaviate was not started');
    return server;
  };
  const addressOf = (grpcPort = started().grpcPort): WeaviateAddress => ({
    url: `http://127.0.0.1:${started().httpPort}`,
    grpc: `127.0.0.1:${grpcPort}`,
  });
  const remember = <T extends { close(): Promise<void> }>(search: T): T => {
    opened.push(search);
    return search;
  };
  beforeAll(async () => {
    server = await startWeaviate();
  }, START_MS);
  afterAll(async () => {
    for (const search of opened) await search.close();
    await server?.stop();
  }, START_MS);
  return {
    get server() {
      return started();
    },
    open: (options) => remember(new WeaviateSearch(addressOf(), { searchMs: 10_000, ...options })),
    openWithFallback: (database, grpcPort) => {
      const passages = (tenantId: string) => database.read(tenantId);
      const distant = new WeaviateSearch(addressOf(grpcPort));
      return remember(new SearchWithFallback({ distant, passages, log }));
    },
    objects: async (tenantId) => {
      const store = remember(new PassageStore(new WeaviateConnection(addressOf()), 10_000));
      const marks = (['filled', 'opened'] as const).map((name) => tenantMark(tenantId, name).id);
      const ids: string[] = [];
      for await (const page of store.list({ collection: collectionName(null), tenantId })) {
        ids.push(...page.map(({ id }) => id));
      }
      return ids.filter((id) => !marks.includes(id));
    },
    logged,
  };
}
