import { setTimeout as pause } from 'node:timers/promises';
import { endedCall } from '../chat-model/model-failure.ts';
import type { Embedder } from '../../ports/embedder.ts';
import { brokenAnswer, EmbeddingFailure } from './embedding-failure.ts';
import type { AskedTexts, EmbeddingModel } from './embedding-model.ts';

export interface StoredOptions {
  /** Texts and characters in one call at most; a longer text goes alone. */
  readonly batchSize: number;
  readonly batchCharacters: number;
  /** Milliseconds for one call. */
  readonly timeoutMs: number;
  /** Milliseconds before the first further try; doubled each time. */
  readonly pauseMs: number;
}

const TRIES = 4;
/** A provider that wants to be left alone for longer is asked again by whoever has work for it. */
const LONGEST_PAUSE_MS = 60_000;
/** A text that is refused even as short as this is not refused for its length. */
const SHORTEST_CUT = 64;

/** The manner for stored texts: in batches, each tried again while that may help; texts too long for the model are cut. */
export function createStoredEmbedder(model: EmbeddingModel, options: StoredOptions): Embedder {
  return {
    get space() {
      return model.space;
    },
    batchSize: options.batchSize,
    async embed(texts, purpose, signal) {
      const vectors: Float32Array[] = [];
      let { space } = model;
      const call = (batch: readonly string[]) => persist({ model, ...options }, { texts: batch, purpose }, signal);
      for (const batch of batchesOf(texts, options)) {
        vectors.push(...(await cutWhereRefused(batch, call)));
        space ??= model.space;
        if (model.space?.name !== space?.name) throw brokenAnswer('another model answers than at the start');
      }
      return vectors;
    },
  };
}

type BatchCall = (batch: readonly string[]) => Promise<readonly Float32Array[]>;

/** A refused batch is sent text by text, and a refused text shorter and shorter: most models refuse for length alone. */
async function cutWhereRefused(batch: readonly string[], call: BatchCall): Promise<readonly Float32Array[]> {
  try {
    return await call(batch);
  } catch (cause) {
    const [first = '', ...others] = batch;
    if (!(cause instanceof EmbeddingFailure) || cause.fault !== 'request') throw cause;
    if (others.length === 0) {
      if (first.length <= SHORTEST_CUT) throw cause;
      return cutWhereRefused([first.slice(0, Math.max(SHORTEST_CUT, first.length >> 1))], call);
    }
    const vectors: Float32Array[] = [];
    for (const text of batch) vectors.push(...(await cutWhereRefused([text], call)));
    return vectors;
  }
}

async function persist(
  { model, timeoutMs, pauseMs }: StoredOptions & { readonly model: EmbeddingModel },
  asked: AskedTexts,
  signal: AbortSignal,
): Promise<readonly Float32Array[]> {
  for (let attempt = 1; ; attempt += 1) {
    if (signal.aborted) throw new EmbeddingFailure(endedCall(signal.reason));
    try {
      return await model.ask(asked, { signal, timeoutMs });
    } catch (cause) {
      const wait = cause instanceof EmbeddingFailure ? waitAfter(cause, attempt, pauseMs) : undefined;
      if (wait === undefined) throw cause;
      await pause(wait, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Milliseconds before the next try; undefined when there is none. */
function waitAfter(failure: EmbeddingFailure, attempt: number, pauseMs: number): number | undefined {
  if (!failure.retryable || failure.fault === 'caller' || attempt >= TRIES) return undefined;
  const wait = Math.max(failure.retryAfterMs ?? 0, pauseMs * 2 ** (attempt - 1));
  return wait > LONGEST_PAUSE_MS ? undefined : wait;
}

function* batchesOf(
  texts: readonly string[],
  { batchSize, batchCharacters }: Pick<StoredOptions, 'batchSize' | 'batchCharacters'>,
): Generator<readonly string[]> {
  let batch: string[] = [];
  let characters = 0;
  for (const text of texts) {
    if (batch.length > 0 && (batch.length >= batchSize || characters + text.length > batchCharacters)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(text);
    characters += text.length;
  }
  if (batch.length > 0) yield batch;
}
