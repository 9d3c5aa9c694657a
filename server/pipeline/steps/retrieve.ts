import { retrieve as findPassages } from '../../modules/knowledge/retrieve.ts';
import type { Retrieval } from '../../modules/knowledge/retrieve.ts';
import type { Database } from '../../ports/database.ts';
import type { SearchIndex } from '../../ports/search.ts';
import type { GatheredTurn, TurnEvidence } from '../turn.ts';
import type { Recalled } from './recall.ts';

/** What the knowledge base has for the turn, and how far it can be trusted. */
export interface Found {
  readonly status: Retrieval['status'];
  readonly confidence: Retrieval['confidence'];
  /** What was searched for in the end. */
  readonly query: string;
  /** Best first. */
  readonly evidence: readonly TurnEvidence[];
}

interface PassageRow {
  readonly id: string;
  readonly document_id: string;
  readonly document_name: string;
  readonly heading: string | null;
  readonly question: string;
  readonly answer: string;
}

/** Passages a prompt or a clarifying question can use. */
const EVIDENCE_KEPT = 5;

/** Searches the tenant's knowledge and reads the passages found; one that was deleted meanwhile is left out. */
export async function retrieve(
  services: { readonly database: Database; readonly search: Pick<SearchIndex, 'status' | 'search'> },
  turn: GatheredTurn,
  recalled: Recalled,
): Promise<Found> {
  const { tenantId } = turn.claim;
  const { query, status, hits, confidence } = await find(services, turn, recalled);
  const best = hits.slice(0, EVIDENCE_KEPT);
  if (best.length === 0) {
    return { status, confidence, query, evidence: [] };
  }
  const rows = await services.database.call<PassageRow>('passages', [tenantId, best.map((hit) => hit.chunkId)]);
  const evidence = best.flatMap((hit): TurnEvidence[] => {
    const row = rows.find(({ id }) => id === hit.chunkId);
    return row === undefined ? [] : [evidenceOf(row, hit.score)];
  });
  return { status, confidence, query, evidence };
}

/** A short question that finds little on its own is searched together with the one before it. */
async function find(
  services: { readonly search: Pick<SearchIndex, 'status' | 'search'> },
  turn: GatheredTurn,
  { query, widerQuery }: Recalled,
): Promise<Retrieval & { readonly query: string }> {
  const { tenantId } = turn.claim;
  const alone = { query, ...(await findPassages(services, { tenantId }, query)) };
  if (widerQuery === null || alone.confidence.value >= turn.settings.clarifyThreshold) return alone;
  const wider = { query: widerQuery, ...(await findPassages(services, { tenantId }, widerQuery)) };
  return wider.confidence.value > alone.confidence.value ? wider : alone;
}

function evidenceOf(row: PassageRow, score: number): TurnEvidence {
  const { id, heading, question, answer } = row;
  return { id, documentId: row.document_id, documentName: row.document_name, heading, question, answer, score };
}
