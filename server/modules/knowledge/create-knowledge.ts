import type { Database } from '../../ports/database.ts';
import type { Embedders } from '../../ports/embedder.ts';
import type { Reranker } from '../../ports/reranker.ts';
import type { SearchIndex } from '../../ports/search.ts';
import { TenantMaps } from '../calibration/tenant-maps.ts';
import { QuestionVectors } from '../embedding/question-vectors.ts';
import { Contradictions } from './contradictions.ts';
import { KnowledgeIndex } from './knowledge-index.ts';
import { RetrievalCache } from './retrieval-cache.ts';

/** What of the knowledge lives in this process: the index's keeper and what is remembered of it. */
export interface KnowledgeParts {
  readonly knowledgeIndex: KnowledgeIndex;
  readonly questionVectors: QuestionVectors;
  readonly retrievalCache: RetrievalCache;
  readonly contradictions: Contradictions;
  readonly tenantMaps: TenantMaps;
  readonly reranker: Reranker | null;
}

/** Makes the parts; results remembered are dropped the moment the index changes. */
export function createKnowledge({
  database,
  search,
  embedders,
  reranker,
}: {
  readonly database: Database;
  readonly search: SearchIndex;
  readonly embedders: Pick<Embedders, 'asked'>;
  readonly reranker: Reranker | null;
}): KnowledgeParts {
  const knowledgeIndex = new KnowledgeIndex({ database, search });
  const retrievalCache = new RetrievalCache();
  knowledgeIndex.onChange((tenantId) => retrievalCache.drop(tenantId));
  return {
    knowledgeIndex,
    retrievalCache,
    questionVectors: new QuestionVectors(embedders, search),
    contradictions: new Contradictions(database),
    tenantMaps: new TenantMaps({ database }),
    reranker,
  };
}
