import type { Log } from '../../ports/log.ts';
import type { SearchIndex } from '../../ports/search.ts';
import { EmbeddedSearch } from './embedded/embedded-search.ts';
import type { ReadPassages } from './fallback/distant-index.ts';
import { SearchWithFallback } from './fallback/search-with-fallback.ts';
import { WeaviateSearch } from './weaviate/weaviate-search.ts';
import type { WeaviateAddress } from './weaviate/weaviate-connection.ts';

/** Where passages are searched. */
export type SearchChoice = { readonly kind: 'embedded' } | ({ readonly kind: 'weaviate' } & WeaviateAddress);

/** A search index and how to end it. */
export interface OpenedSearch {
  readonly search: SearchIndex;
  close(): Promise<void>;
}

/** The index that was chosen. A Weaviate need not be there: until it is, keywords in this process answer. */
export function createSearch(choice: SearchChoice, parts: { passages: ReadPassages; log: Log }): OpenedSearch {
  if (choice.kind === 'embedded') return { search: new EmbeddedSearch(), close: () => Promise.resolve() };
  const search = new SearchWithFallback({ ...parts, distant: new WeaviateSearch(choice) });
  return { search, close: () => search.close() };
}
