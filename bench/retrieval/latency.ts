import { fileURLToPath } from 'node:url';
import { EmbeddedSearch } from '../../server/adapters/search/embedded/embedded-search.ts';
import { chunkTokens, queryTerms } from '../../server/modules/knowledge/tokens.ts';
import type { SearchChunk } from '../../server/ports/search.ts';
import { type FaqSet, readFaqSets } from './faq-set.ts';

export interface Latency {
  /** Seconds from tokens to a ready index, tokens given. */
  readonly loadSeconds: number;
  /** Milliseconds of a search. */
  readonly p50: number;
  readonly p95: number;
  readonly worst: number;
  /** MiB that the process grew by, tokens of the passages dropped. */
  readonly memory: number;
}

const CHARACTERS = 200;
const SEARCHES = 400;
const BATCH = 500;
const FIT_DATA = fileURLToPath(new URL('../fit-data', import.meta.url));

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Clauses of the written sets: generated passages have the word frequencies of real ones. */
function clausesOf(sets: readonly FaqSet[]): string[] {
  return sets
    .flatMap(({ entries }) => entries.flatMap(({ q, a }) => [q, ...(a ?? '').split(/[，。；？]/u)]))
    .filter(Boolean);
}

function memoryInUse(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

/** Searches an index of generated passages with the written sets' own questions. */
export async function measureLatency(passages: number): Promise<Latency> {
  const sets = readFaqSets(FIT_DATA);
  const clauses = clausesOf(sets);
  const random = randomNumbers(passages);
  const clause = (): string => clauses[Math.floor(random() * clauses.length)] ?? '';
  const generate = (number: number): SearchChunk => {
    let answer = '';
    while (answer.length < CHARACTERS) answer += `${clause()}，`;
    const passage = { question: clause(), answer: answer.slice(0, CHARACTERS), phrasings: [] };
    return { chunkId: String(number), tokens: chunkTokens(passage) };
  };
  const before = memoryInUse();
  const index = new EmbeddedSearch();
  index.beginLoading('bench');
  let loadMs = 0;
  for (let from = 0; from < passages; from += BATCH) {
    const put = Array.from({ length: Math.min(BATCH, passages - from) }, (_, offset) => generate(from + offset));
    const start = performance.now();
    await index.apply('bench', { put, remove: [] });
    loadMs += performance.now() - start;
  }
  const start = performance.now();
  await index.markReady('bench');
  loadMs += performance.now() - start;
  const memory = memoryInUse() - before;
  const questions = sets.flatMap((set) => set.questions.map(({ q }) => q));
  const times: number[] = [];
  for (let search = 0; search < SEARCHES; search += 1) {
    const question = questions[Math.floor(random() * questions.length)] ?? '';
    const begin = performance.now();
    await index.search('bench', { terms: queryTerms(question), limit: 10 });
    times.push(performance.now() - begin);
  }
  times.sort((left, right) => left - right);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { loadSeconds: loadMs / 1000, p50: at(0.5), p95: at(0.95), worst: at(1), memory };
}
