import type { TenantMaps } from '../../modules/calibration/tenant-maps.ts';
import type { QuestionMeaning, QuestionVectors } from '../../modules/embedding/question-vectors.ts';
import type { RetrievalCache } from '../../modules/knowledge/retrieval-cache.ts';
import { rerankHits } from '../../modules/knowledge/rerank-hits.ts';
import { retrieve as findPassages } from '../../modules/knowledge/retrieve.ts';
import type { Retrieval } from '../../modules/knowledge/retrieve.ts';
import { lexiconOf } from '../../modules/knowledge/tokens.ts';
import type { Database } from '../../ports/database.ts';
import type { Reranker } from '../../ports/reranker.ts';
import type { SearchIndex } from '../../ports/search.ts';
import type { GatheredTurn, TurnEvidence } from '../turn.ts';
import type { Recalled } from './recall.ts';

/** What the knowledge base has for the turn, and how far it can be trusted. */
export interface Found {
  readonly status: Retrieval['status'];
  readonly confidence: Retrieval['confidence'];
  /** What was searched for in the end. */
  readonly query: string;
  /** Space of the question's vector, or why it was searched by its words alone. */
  readonly meaning: Pick<QuestionMeaning, 'space' | 'reason'>;
  /** Best first. */
  readonly evidence: readonly TurnEvidence[];
}

interface PassageRow {
  readonly id: string;
  readonly document_id: string;
  readonly document_name: string;
  readonly heading: string | null;
  readonly page: number | null;
  readonly question: string;
  readonly answer: string;
}

/** Passages a prompt or a clarifying question can use. */
const EVIDENCE_KEPT = 5;

export interface RetrieveServices {
  readonly database: Database;
  readonly search: Pick<SearchIndex, 'status' | 'engine' | 'search'>;
  readonly questionVectors: Pick<QuestionVectors, 'of'>;
  readonly retrievalCache: RetrievalCache;
  readonly tenantMaps: Pick<TenantMaps, 'mapsFor'>;
  /** Null: passages stay in the order of the search. */
  readonly reranker: Reranker | null;
}

/**
 * Searches the tenant's knowledge and reads the passages found; one that was removed or has expired meanwhile is left out.
 * When that is the best, nothing is known: the confidence was in it.
 */
export async function retrieve(
  services: RetrieveServices,
  turn: GatheredTurn,
  recalled: Recalled,
  signal: AbortSignal,
): Promise<Found> {
  const { tenantId } = turn.claim;
  const { query, meaning, status, hits, confidence } = await find(services, turn, recalled, signal);
  const best = hits.slice(0, EVIDENCE_KEPT);
  if (best.length === 0) {
    return { status, confidence, query, meaning, evidence: [] };
  }
  const rows = await services.database.call<PassageRow>('passages', [tenantId, best.map((hit) => hit.chunkId)]);
  const evidence = best.flatMap((hit): TurnEvidence[] => {
    const row = rows.find(({ id }) => id === hit.chunkId);
    return row === undefined ? [] : [evidenceOf(row, hit.score)];
  });
  const gone = evidence[0]?.id !== best[0]?.chunkId;
  return { status, confidence, query, meaning, evidence: gone ? [] : evidence };
}

type Searched = Retrieval & Pick<Found, 'query' | 'meaning'>;

/** A short question that finds little on its own is searched together with the one before it. */
async function find(
  services: RetrieveServices,
  turn: GatheredTurn,
  { query, widerQuery }: Recalled,
  signal: AbortSignal,
): Promise<Searched> {
  const alone = await searchFor(services, turn, query, signal);
  if (widerQuery === null || alone.confidence.value >= turn.settings.clarifyThreshold) return alone;
  const wider = await searchFor(services, turn, widerQuery, signal);
  return wider.confidence.value > alone.confidence.value ? wider : alone;
}

/** By words and, when an embedding model says in time what the question means, by meaning. */
async function searchFor(
  services: RetrieveServices,
  { claim, now, settings }: GatheredTurn,
  query: string,
  signal: AbortSignal,
): Promise<Searched> {
  const { tenantId } = claim;
  const left = Math.max(0, claim.deadlineAt.getTime() - now.getTime());
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(left)]);
  const { vector, space, reason } = await services.questionVectors.of(tenantId, query, inTime);
  const meaning = vector === null ? {} : { meaning: { vector, space } };
  const ownMaps = services.tenantMaps.mapsFor(tenantId);
  // The result also depends on what words mean to this tenant, and on what its confidence was fitted on.
  const own = JSON.stringify([settings.synonyms, settings.fillers, Array.from(ownMaps.values(), (map) => map.version)]);
  const found = await services.retrievalCache.of({ tenantId, question: query, space, own }, () =>
    findPassages(
      services,
      {
        tenantId,
        lexicon: lexiconOf(settings),
        ownMaps,
        ...meaning,
        rerank: (hits) => rerankHits(services, { tenantId, question: query, signal: inTime }, hits),
      },
      query,
    ),
  );
  return { query, meaning: { space, reason }, ...found };
}

function evidenceOf(row: PassageRow, score: number): TurnEvidence {
  const { id, heading, page, question, answer } = row;
  return { id, documentId: row.document_id, documentName: row.document_name, heading, page, question, answer, score };
}
