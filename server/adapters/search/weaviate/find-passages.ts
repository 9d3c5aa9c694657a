import type { QueryTerm, SearchHit, SearchQuery } from '../../../ports/search.ts';
import { KEYWORD_CANDIDATES, MEANING_CANDIDATES } from '../scoring/fuse-scores.ts';
import type { PassageStatistics } from '../scoring/passage-statistics.ts';
import { rankCandidates, toHit } from '../scoring/rank-candidates.ts';
import { scorePassage } from '../scoring/score-passage.ts';
import { weighQuery } from '../scoring/weigh-query.ts';
import { countsFor } from './packed-counts.ts';
import { unpack } from './packed-passage.ts';
import { type Footprint, objectIds, stemOfId } from './passage-objects.ts';
import type { FoundObject, Meaning, PassageStore, Place } from './passage-store.ts';

/** What a search needs of a tenant. */
interface Corpus {
  readonly store: PassageStore;
  readonly place: Place;
  /** Passages that stand; anything else that the server finds is left out. */
  readonly known: ReadonlyMap<string, Footprint>;
  readonly statistics: PassageStatistics;
  /** Vectors that the question's can be compared with; 0: search by words alone. */
  readonly vectors: number;
}

/** The server counts a word of the query no more often. */
const MOST_REPEATS = 3;
/** Objects asked for at most. */
const MOST_OBJECTS = 2_000;
/** Of one whose passages have a hundred vectors each: every object brings all counts, and a message holds 100 MB. */
const MOST_NEAREST = 500;
/** How much wider a search is made that found too little that stands. */
const WIDER = 4;

/**
 * Lets Weaviate bring candidates, by words and by meaning, and scores them here with the statistics of the tenant: the
 * server's own scores compare nothing but hits of one query, and confidence cannot rest on them.
 */
export async function findPassages(corpus: Corpus, query: SearchQuery): Promise<SearchHit[]> {
  const { statistics } = corpus;
  const weighed = weighQuery(query, statistics);
  // The weighed terms hold what was meant where the question's own word is unknown.
  const [byWords, byMeaning] = await Promise.all([findByWords(corpus, weighed), findByMeaning(corpus, query)]);
  const found = new Map([...byWords, ...byMeaning].map((object) => [object.chunkId, object]));
  const meanings = nearest([...byMeaning, ...(await missingMeanings(corpus, query, { found, byMeaning }))]);
  const candidates = Array.from(found.values(), ({ id, chunkId, groupId, packed }) => {
    const counts = countsFor(unpack(packed), weighed, statistics);
    return { ...scorePassage(counts, weighed), chunkId, groupId, counts, meaning: meanings.get(stemOfId(id)) ?? null };
  });
  return rankCandidates(candidates, query.limit).map((ranked) => toHit(ranked, ranked.candidate.counts, weighed));
}

async function findByWords(corpus: Corpus, { terms }: Pick<SearchQuery, 'terms'>): Promise<FoundObject[]> {
  const words = wordsOf(terms);
  if (words === '') return [];
  return findStanding(corpus, KEYWORD_CANDIDATES, (limit) => corpus.store.findByWords(corpus.place, words, limit));
}

async function findByMeaning(corpus: Corpus, { vector }: SearchQuery): Promise<(FoundObject & Meaning)[]> {
  const { store, place, known, vectors } = corpus;
  if (vector === undefined || vectors === 0) return [];
  // A passage with several vectors may be found by each of them.
  const wanted = Math.min(MOST_NEAREST, Math.ceil(MEANING_CANDIDATES * (vectors / known.size)));
  return findStanding(corpus, wanted, (limit) => store.findByMeaning(place, Array.from(vector), limit));
}

/** Leaves out what this hub does not know or knows no longer; looks wider where that crowds the others out. */
async function findStanding<T extends FoundObject>(
  { known }: Corpus,
  wanted: number,
  find: (limit: number) => Promise<T[]>,
): Promise<T[]> {
  if (known.size === 0) return [];
  for (let limit = wanted; ; limit = Math.min(MOST_OBJECTS, WIDER * limit)) {
    const objects = await find(limit);
    const standing = objects.filter(({ id, chunkId }) => known.get(chunkId)?.stem === stemOfId(id));
    if (standing.length >= wanted / WIDER || objects.length < limit || limit >= MOST_OBJECTS) return standing;
  }
}

/** What words found has a meaning as well, which the nearest hundred need not tell. */
async function missingMeanings(
  { store, place, known, vectors }: Corpus,
  { vector }: SearchQuery,
  { found, byMeaning }: { found: ReadonlyMap<string, FoundObject>; byMeaning: readonly Meaning[] },
): Promise<Meaning[]> {
  if (vector === undefined || vectors === 0) return [];
  const told = new Set(byMeaning.map(({ id }) => stemOfId(id)));
  const ids = Array.from(found.keys(), (chunkId) => known.get(chunkId)).flatMap((footprint) =>
    footprint && footprint.vectors > 0 && !told.has(footprint.stem) ? objectIds(footprint) : [],
  );
  return ids.length === 0 ? [] : store.meanings(place, Array.from(vector), ids);
}

/** The highest cosine of each passage, by the stem of its ids. */
function nearest(meanings: readonly Meaning[]): Map<string, number> {
  const highest = new Map<string, number>();
  for (const { id, meaning } of meanings) {
    const stem = stemOfId(id);
    highest.set(stem, Math.max(meaning, highest.get(stem) ?? -1));
  }
  return highest;
}

/** The query as the server takes it. Filler words bring nothing that the others do not, unless there are no others. */
function wordsOf(terms: readonly QueryTerm[]): string {
  const telling = terms.filter(({ answerWeight }) => answerWeight > 0);
  return (telling.length > 0 ? telling : terms)
    .flatMap(({ token, repeats }) => Array<string>(Math.min(repeats, MOST_REPEATS)).fill(token))
    .join(' ');
}
