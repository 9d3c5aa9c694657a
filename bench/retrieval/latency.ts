import { fileURLToPath } from 'node:url';
import { chunkTokens, queryWords } from '../../server/modules/knowledge/tokens.ts';
import type { SearchChunk, SearchIndex } from '../../server/ports/search.ts';
import { type FaqSet, readFaqSets } from './faq-set.ts';

export interface Latency {
  /** Seconds from tokens to a ready index, tokens given. */
  readonly loadSeconds: number;
  /** Milliseconds of a search. */
  readonly p50: number;
  readonly p95: number;
  readonly worst: number;
  /** Processor time of a passage put in and of a search, in milliseconds: of this process, and of a server beside it. */
  readonly loadCpu: readonly [own: number, server: number];
  readonly searchCpu: readonly [own: number, server: number];
  /** 95 % of the searches take less of this process, in milliseconds: p95 on a machine that does nothing else. */
  readonly searchCpu95: number;
  /** MiB that the process grew by, tokens of the passages dropped. */
  readonly memory: number;
}

const CHARACTERS = 200;
const SEARCHES = 400;
const BATCH = 500;
/** Passages between two tellings of how far it is: minutes, where a server writes them to its disk. */
const PROGRESS = 5_000;
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

/** A vector of length 1, near one of a hundred directions, as texts of one topic are. */
function vectorNear(topic: number, dimensions: number, random: () => number): Float32Array {
  const direction = randomNumbers(1 + (topic % 100));
  const vector = Float32Array.from({ length: dimensions }, () => direction() - 0.5 + 0.6 * (random() - 0.5));
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

interface Measured {
  readonly index: SearchIndex;
  /** Every passage and question has a made-up vector of so many dimensions. */
  readonly dimensions?: number | undefined;
  /** Processor time of the index's server so far, in milliseconds. */
  readonly serverTime?: () => number;
  /** Told now and then how many passages are in, and how many of them a second. */
  readonly onProgress?: (put: number, perSecond: number) => void;
}

/** Adds up what pieces of work take. */
class Meter {
  wallMs = 0;
  private ownMs = 0;
  private readonly pieces: number[] = [];
  private serverMs = 0;
  private readonly serverTime: () => number;

  constructor(serverTime: () => number) {
    this.serverTime = serverTime;
  }

  async time(work: () => Promise<unknown>): Promise<number> {
    const [server, own, start] = [this.serverTime(), process.cpuUsage(), performance.now()];
    await work();
    const wallMs = performance.now() - start;
    const { user, system } = process.cpuUsage(own);
    this.wallMs += wallMs;
    this.pieces.push((user + system) / 1000);
    this.ownMs += (user + system) / 1000;
    this.serverMs += this.serverTime() - server;
    return wallMs;
  }

  /** Processor time that all but one of twenty pieces of work stay below. */
  get cpu95(): number {
    const sorted = this.pieces.toSorted((left, right) => left - right);
    return sorted[Math.floor(sorted.length * 0.95)] ?? 0;
  }

  cpuOf(pieces: number): readonly [number, number] {
    return [this.ownMs / pieces, this.serverMs / pieces];
  }
}

/** Searches an index of generated passages with the written sets' own questions. */
export async function measureLatency(
  passages: number,
  { index, dimensions, serverTime = () => 0, onProgress }: Measured,
): Promise<Latency> {
  const sets = readFaqSets(FIT_DATA);
  const clauses = clausesOf(sets);
  const random = randomNumbers(passages);
  const clause = (): string => clauses[Math.floor(random() * clauses.length)] ?? '';
  const generate = (number: number): SearchChunk => {
    let answer = '';
    while (answer.length < CHARACTERS) answer += `${clause()}，`;
    const passage = { question: clause(), answer: answer.slice(0, CHARACTERS), phrasings: [] };
    const vectors = dimensions === undefined ? {} : { vectors: [vectorNear(number, dimensions, random)] };
    return { chunkId: String(number), tokens: chunkTokens(passage), ...vectors };
  };
  const before = memoryInUse();
  index.beginLoading('bench', dimensions === undefined ? null : { name: 'bench', dimensions });
  const load = new Meter(serverTime);
  for (let from = 0; from < passages; from += BATCH) {
    const put = Array.from({ length: Math.min(BATCH, passages - from) }, (_, offset) => generate(from + offset));
    await load.time(() => index.apply('bench', { put, remove: [] }));
    const done = from + put.length;
    if (done % PROGRESS === 0) onProgress?.(done, (1000 * done) / load.wallMs);
  }
  await load.time(() => index.markReady('bench'));
  const memory = memoryInUse() - before;
  const questions = sets.flatMap((set) => set.questions.map(({ q }) => q));
  const searching = new Meter(serverTime);
  const times: number[] = [];
  for (let search = 0; search < SEARCHES; search += 1) {
    const question = questions[Math.floor(random() * questions.length)] ?? '';
    const meaning = dimensions === undefined ? {} : { vector: vectorNear(search, dimensions, random) };
    times.push(await searching.time(() => index.search('bench', { ...queryWords(question), limit: 10, ...meaning })));
  }
  times.sort((left, right) => left - right);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return {
    loadSeconds: load.wallMs / 1000,
    loadCpu: load.cpuOf(passages),
    searchCpu: searching.cpuOf(SEARCHES),
    searchCpu95: searching.cpu95,
    p50: at(0.5),
    p95: at(0.95),
    worst: at(1),
    memory,
  };
}
