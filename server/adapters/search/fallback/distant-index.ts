import type { EmbeddingSpace } from '../../../ports/embedder.ts';
import type { SearchChange, SearchChunk, SearchIndex } from '../../../ports/search.ts';

/** An index in another process, which can be away, slow, or come back without what it held. */
export interface DistantIndex extends SearchIndex {
  /** Asks over a fresh connection whether the server is there; fails with PortError when it is not. */
  probe(): Promise<void>;
  /** Whether everything of a tenant had been put in once, by any hub: then a load only compares. */
  holds(tenantId: string, space: EmbeddingSpace | null): Promise<boolean>;
  /** Whether all that this hub has put in is still there. */
  intact(tenantId: string): Promise<boolean>;
  close(): Promise<void>;
}

/** All passages of a tenant as the database has them now, in parts, with their vectors of the space unless it is null. */
export type ReadPassages = (tenantId: string, space: EmbeddingSpace | null) => AsyncIterable<readonly SearchChunk[]>;

/** Where a tenant stands with the distant index. */
export interface Standing {
  readonly space: EmbeddingSpace | null;
  /** During a load: whether it goes into the distant index. What that had before goes on being found. */
  loading: Promise<boolean> | null;
  /** suspect: something failed, but nothing need be lost; behind: the index lacks something that the database has. */
  state: 'good' | 'suspect' | 'behind';
  /** Changes that come while the index is filled from the database. */
  missed: SearchChange[] | null;
}
