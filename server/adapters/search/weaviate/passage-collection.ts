import type { EmbeddingSpace } from '../../../ports/embedder.ts';
import { tokenHash } from '../scoring/token-hash.ts';

/**
 * Version of what is stored. A new one gets collections of its own, which are filled beside the old ones; those are taken
 * away once the new ones are complete.
 */
export const SCHEMA_VERSION = 1;

const PREFIX = 'KefuChunkV';
const NAME = new RegExp(`^${PREFIX}(\\d+)(?:_|$)`);

/** What an object of the collection holds. */
export interface PassageProperties {
  /** Our own tokens with blanks between them. */
  readonly question: string;
  readonly phrasings: string;
  readonly answer: string;
  readonly chunkId: string;
  readonly groupId: string;
  /** Counts of the same tokens (packed-passage.ts), from which the hub computes every score. */
  readonly packed: string;
}

/** Name of the vector of an object. */
export const VECTOR = 'meaning';

/** Collection for passages of a space: vectors of two models are never in one, so they cannot be compared. */
export function collectionName(space: EmbeddingSpace | null, version: number = SCHEMA_VERSION): string {
  if (space === null) return `${PREFIX}${version}`;
  const mark = tokenHash(`${space.name}|${space.dimensions}`).toString(16).padStart(8, '0');
  return `${PREFIX}${version}_${mark}`;
}

/** Schema version of one of our collections; null for a collection that is not ours. */
export function versionOf(collection: string): number | null {
  const version = NAME.exec(collection)?.[1];
  return version === undefined ? null : Number(version);
}

const searchable = { indexSearchable: true, indexFilterable: false, tokenization: 'whitespace' };
const stored = { indexSearchable: false, indexFilterable: false };

/** The collection as Weaviate's REST interface takes it: a tenant of ours is a tenant there, in a shard of its own. */
export function collectionSchema(collection: string, space: EmbeddingSpace | null): object {
  const property = (name: keyof PassageProperties, indexes: object): object => ({
    name,
    dataType: ['text'],
    ...indexes,
  });
  return {
    class: collection,
    multiTenancyConfig: { enabled: true, autoTenantCreation: true, autoTenantActivation: true },
    // "a" is ampere and "the" is nothing that we leave out: our tokeniser has decided already.
    invertedIndexConfig: { stopwords: { preset: 'none' }, indexTimestamps: true },
    properties: [
      property('question', searchable),
      property('phrasings', searchable),
      property('answer', searchable),
      property('chunkId', stored),
      property('groupId', stored),
      property('packed', stored),
    ],
    ...(space === null
      ? { vectorizer: 'none', vectorIndexType: 'hnsw', vectorIndexConfig: { skip: true } }
      : { vectorConfig: { [VECTOR]: VECTOR_CONFIG } }),
  };
}

const VECTOR_CONFIG = {
  vectorizer: { none: {} },
  vectorIndexType: 'hnsw',
  // All vectors have length 1, so this is their cosine; confidence rests on it, so nothing is rounded.
  vectorIndexConfig: { distance: 'dot', skipDefaultQuantization: true },
};
