import type { Embedders } from '../../ports/embedder.ts';
import { PortError } from '../../ports/errors.ts';
import type { SearchIndex } from '../../ports/search.ts';
import { Recent } from '../memory/recent.ts';

/** What a question means in the space of the tenant's index; the vector is null when it is searched by its words alone. */
export type QuestionMeaning =
  | { readonly vector: Float32Array; readonly space: string; readonly reason: null }
  | {
      readonly vector: null;
      readonly space: null;
      /** For the trace: 'not embedded', 'another model', or why the model failed. */
      readonly reason: string;
    };

/** Questions remembered, about 2 kB each; the oldest goes first. */
const QUESTIONS_KEPT = 5_000;
/** More than any customer's question needs. */
const LONGEST_QUESTION = 1_000;

/** Finds out what questions mean. A model that is slow, gone or another one costs quality, never the answer. */
export class QuestionVectors {
  readonly #embedders: Pick<Embedders, 'asked'>;
  readonly #search: Pick<SearchIndex, 'space'>;
  readonly #known = new Recent<Float32Array>(QUESTIONS_KEPT);

  constructor(embedders: Pick<Embedders, 'asked'>, search: Pick<SearchIndex, 'space'>) {
    this.#embedders = embedders;
    this.#search = search;
  }

  /** Never rejects; `signal` ends the wait for the model. */
  async of(tenantId: string, question: string, signal: AbortSignal): Promise<QuestionMeaning> {
    const space = this.#search.space(tenantId)?.name;
    if (space === undefined) return words('not embedded');
    const text = question.trim().slice(0, LONGEST_QUESTION);
    if (text === '') return words('no text');
    const key = `${space}\n${text}`;
    const known = this.#known.get(key);
    if (known) return { vector: known, space, reason: null };
    const { asked } = this.#embedders;
    if (asked.space !== null && asked.space.name !== space) return words('another model');
    try {
      const [vector] = await asked.embed([text], 'query', signal);
      // A model that had not answered before may be another one.
      if (vector === undefined || asked.space?.name !== space) return words('another model');
      this.#known.set(key, vector);
      return { vector, space, reason: null };
    } catch (cause) {
      return words(cause instanceof PortError ? cause.reason : 'unexpected failure');
    }
  }
}

function words(reason: string): QuestionMeaning {
  return { vector: null, space: null, reason };
}
