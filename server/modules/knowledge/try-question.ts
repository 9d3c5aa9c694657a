import type { Database } from '../../ports/database.ts';
import type { Reranker } from '../../ports/reranker.ts';
import type { SearchHit, SearchIndex, SearchStatus } from '../../ports/search.ts';
import { type Route, routeByConfidence } from '../answer/route.ts';
import type { TenantMaps } from '../calibration/tenant-maps.ts';
import type { QuestionVectors } from '../embedding/question-vectors.ts';
import { tenantSettingsOf } from '../tenant/tenant.service.ts';
import type { Confidence } from './confidence.ts';
import { rerankHits } from './rerank-hits.ts';
import { retrieve } from './retrieve.ts';
import { lexiconOf } from './tokens.ts';

/** How long the embedding model may take to say what a question means. */
const MEANING_MS = 3_000;

/** What trying a question needs. */
export interface TryServices {
  readonly database: Database;
  readonly search: Pick<SearchIndex, 'status' | 'engine' | 'search'>;
  readonly questionVectors: Pick<QuestionVectors, 'of'>;
  readonly tenantMaps: Pick<TenantMaps, 'mapsFor'>;
  readonly reranker: Reranker | null;
}

/** A passage found for a tried question, with why. */
export interface TriedHit extends SearchHit {
  readonly documentId: string;
  readonly documentName: string;
  readonly heading: string | null;
  readonly page: number | null;
  readonly question: string;
  readonly answer: string;
}

/** Why a question would go its way. */
export type RouteReason = 'empty' | 'loading' | 'nothing-found' | 'below-clarify' | 'between' | 'above-reply';

const REASONS: Readonly<Record<Route, RouteReason>> = {
  replied: 'above-reply',
  clarified: 'between',
  handed_off: 'below-clarify',
};

/** What would become of a question by what the knowledge has for it. */
export interface TriedQuestion {
  readonly route: Route;
  readonly reason: RouteReason;
  readonly status: SearchStatus;
  readonly confidence: Confidence;
  readonly thresholds: { readonly reply: number; readonly clarify: number };
  readonly meaning: { readonly space: string | null; readonly reason: string | null };
  /** Best first. */
  readonly hits: readonly TriedHit[];
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

/** Searches as a turn would, answers nobody and changes nothing. A model's answer may still lower the route. */
export async function tryQuestion(services: TryServices, tenantId: string, question: string): Promise<TriedQuestion> {
  const { vector, space, reason } = await services.questionVectors.of(
    tenantId,
    question,
    AbortSignal.timeout(MEANING_MS),
  );
  const meaning = vector === null ? {} : { meaning: { vector, space } };
  const settings = await services.database.inTenant(tenantId, (em) => tenantSettingsOf(em, tenantId));
  const own = { lexicon: lexiconOf(settings), ownMaps: services.tenantMaps.mapsFor(tenantId) };
  const asked = { tenantId, question, signal: AbortSignal.timeout(MEANING_MS) };
  const rerank = (found: readonly SearchHit[]) => rerankHits(services, asked, found);
  const { status, hits, confidence } = await retrieve(services, { tenantId, ...own, ...meaning, rerank }, question);
  const rows = await services.database.call<PassageRow>('passages', [tenantId, hits.map((hit) => hit.chunkId)]);
  const read = hits.flatMap((hit): TriedHit[] => {
    const row = rows.find(({ id }) => id === hit.chunkId);
    if (!row) return [];
    const { document_id: documentId, document_name: documentName, heading, page, answer } = row;
    return [{ ...hit, documentId, documentName, heading, page, question: row.question, answer }];
  });
  // As in a turn: without the passage it was in, the confidence says nothing.
  const shown = read[0]?.chunkId === hits[0]?.chunkId ? read : [];
  const route = shown.length === 0 ? 'handed_off' : routeByConfidence(confidence.value, settings);
  return {
    route,
    reason: reasonOf(status, shown.length, route),
    status,
    confidence,
    thresholds: { reply: settings.replyThreshold, clarify: settings.clarifyThreshold },
    meaning: { space, reason },
    hits: shown,
  };
}

function reasonOf(status: SearchStatus, hits: number, route: Route): RouteReason {
  if (status !== 'ready') return status;
  if (hits === 0) return 'nothing-found';
  return REASONS[route];
}
