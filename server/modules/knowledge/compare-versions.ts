import type { EntityManager } from '@mikro-orm/postgresql';
import { AppError } from '../../ports/errors.ts';

/** Passages of a kind that a comparison shows; the counts are of all. */
const SHOWN_AT_MOST = 200;

/** A passage as a comparison shows it. */
export interface ComparedChunk {
  readonly position: number;
  readonly heading: string | null;
  readonly question: string;
  readonly answer: string;
}

/** A passage that says something else now. */
export interface ChangedChunk {
  readonly before: ComparedChunk;
  readonly after: ComparedChunk;
}

/** What is different in version b. */
export interface VersionComparison {
  readonly added: readonly ComparedChunk[];
  readonly addedCount: number;
  readonly removed: readonly ComparedChunk[];
  readonly removedCount: number;
  readonly changed: readonly ChangedChunk[];
  readonly changedCount: number;
  readonly sameCount: number;
}

/** Compares the passages of two versions. NOT_FOUND when one of them does not exist. */
export async function compareVersions(em: EntityManager, a: string, b: string): Promise<VersionComparison> {
  const known = await em.execute<unknown[]>('select 1 from document_version where id in (?, ?)', [a, b]);
  if (known.length < (a === b ? 1 : 2)) throw new AppError('NOT_FOUND', { version: `${a}, ${b}` });
  return compareChunks(await chunksOf(em, a), await chunksOf(em, b));
}

function chunksOf(em: EntityManager, versionId: string): Promise<ComparedChunk[]> {
  return em.execute<ComparedChunk[]>(
    'select position, heading, question, answer from chunk where version_id = ? order by position',
    [versionId],
  );
}

/**
 * Passages of the same text are the same wherever they stand; of the others, those of the same question and heading are
 * one that changed, in their order.
 */
export function compareChunks(before: readonly ComparedChunk[], after: readonly ComparedChunk[]): VersionComparison {
  const { left: gone, right: come, matched: same } = pair(before, after, textOf);
  const { left: removed, right: added, matched: changed } = pair(gone, come, placeOf);
  return {
    added: added.slice(0, SHOWN_AT_MOST),
    addedCount: added.length,
    removed: removed.slice(0, SHOWN_AT_MOST),
    removedCount: removed.length,
    changed: changed.slice(0, SHOWN_AT_MOST),
    changedCount: changed.length,
    sameCount: same.length,
  };
}

function textOf({ heading, question, answer }: ComparedChunk): string {
  return JSON.stringify([heading, question, answer]);
}

function placeOf({ heading, question }: ComparedChunk): string {
  return JSON.stringify([heading, question]);
}

/** Pairs passages of equal keys, first with first; what finds no partner is left over. */
function pair(
  before: readonly ComparedChunk[],
  after: readonly ComparedChunk[],
  keyOf: (chunk: ComparedChunk) => string,
) {
  // The last of each key first: taking the first away is then cheap, however many passages share a key.
  const waiting = Map.groupBy(before.toReversed(), keyOf);
  const matched: ChangedChunk[] = [];
  const right: ComparedChunk[] = [];
  for (const chunk of after) {
    const partner = waiting.get(keyOf(chunk))?.pop();
    if (partner) matched.push({ before: partner, after: chunk });
    else right.push(chunk);
  }
  const left = [...waiting.values()].flat().toSorted((one, other) => one.position - other.position);
  return { left, right, matched };
}
