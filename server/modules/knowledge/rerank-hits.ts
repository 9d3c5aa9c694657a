import type { Database } from '../../ports/database.ts';
import { PortError } from '../../ports/errors.ts';
import type { Reranker } from '../../ports/reranker.ts';
import type { SearchHit } from '../../ports/search.ts';

/** Passages given to the reranker: it reads each of them whole, and the answer is hardly ever further down. */
const RERANKED = 10;

interface PassageText {
  readonly id: string;
  readonly question: string;
  readonly answer: string;
}

/** Hits in the order of a reranker; failed: in the order they came, since it did not answer in time. */
export interface Reranked {
  readonly hits: readonly SearchHit[];
  readonly failed: boolean;
}

/** Puts the best hits into the order of a reranker. One that fails or is late costs quality, never an answer: the order stays. */
export async function rerankHits(
  { database, reranker }: { readonly database: Database; readonly reranker: Reranker | null },
  {
    tenantId,
    question,
    signal,
  }: { readonly tenantId: string; readonly question: string; readonly signal: AbortSignal },
  hits: readonly SearchHit[],
): Promise<Reranked> {
  const best = hits.slice(0, RERANKED);
  if (reranker === null || best.length < 2) return { hits, failed: false };
  const rows = await database.call<PassageText>('passages', [tenantId, best.map(({ chunkId }) => chunkId)]);
  const textOf = new Map(rows.map((row) => [row.id, `${row.question}\n${row.answer}`.trim()]));
  const known = best.filter(({ chunkId }) => textOf.has(chunkId));
  const texts = known.map(({ chunkId }) => textOf.get(chunkId) ?? '');
  const relevances = await asked(reranker.rerank(question, texts, signal));
  if (relevances === null) return { hits, failed: true };
  const order = known
    .map((hit, index) => ({ hit, relevance: relevances[index] ?? 0 }))
    .sort((left, right) => right.relevance - left.relevance)
    .map(({ hit }) => hit);
  const moved = new Set(order);
  return { hits: [...order, ...hits.filter((hit) => !moved.has(hit))], failed: false };
}

async function asked(relevances: Promise<readonly number[]>): Promise<readonly number[] | null> {
  try {
    return await relevances;
  } catch (cause) {
    if (cause instanceof PortError) return null;
    throw cause;
  }
}
