import type { EmbeddingPurpose, EmbeddingSpace } from '../../ports/embedder.ts';
import type { CallFailure } from '../chat-model/model-failure.ts';
import { within } from '../chat-model/within.ts';
import type { EmbeddedTexts, EmbeddingClient, EmbeddingEndpoint } from './embedding-client.ts';
import { brokenAnswer, EmbeddingFailure } from './embedding-failure.ts';

/** One model with what is known of it, shared by every manner of asking it. */
export interface EmbeddingModel {
  /** Provider and model, for people. */
  readonly name: string;
  /** Space of its last answer; null before the first, and when its answers changed. */
  space: EmbeddingSpace | null;
  /** Why the last call failed; null when it did not. */
  failure: string | null;
  /** Asks once, within its time, and keeps `space` and `failure`. Fails with EmbeddingFailure only. */
  ask(asked: AskedTexts, limits: AskLimits): Promise<readonly Float32Array[]>;
}

export interface AskedTexts {
  readonly texts: readonly string[];
  readonly purpose: EmbeddingPurpose;
}

export interface AskLimits {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/**
 * What of an endpoint names the space: a server of one's own can be started again with another model at the same address,
 * so its own word is taken for the model; a vendor's is not, since vendors add dates to it.
 */
export interface SpaceIdentity extends Pick<EmbeddingEndpoint, 'provider' | 'model' | 'style'> {
  readonly serverNamesModel: boolean;
}

/** Watches over the answers of a client: vectors of two spaces never come out of one. */
export function createEmbeddingModel(identity: SpaceIdentity, client: EmbeddingClient): EmbeddingModel {
  const known: EmbeddingModel = {
    name: `${identity.provider}/${identity.model}`,
    space: null,
    failure: null,
    async ask({ texts, purpose }, { signal, timeoutMs }) {
      const before = known.space;
      try {
        const answer = await within({ signal, timeoutMs, fail }, (ending) => client(texts, purpose, ending));
        const found = spaceOf(identity, answer);
        const expected = before ?? known.space ?? found;
        if (expected.name !== found.name) {
          if (known.space === expected) known.space = null;
          throw brokenAnswer(`${found.name} answers in place of ${expected.name}`);
        }
        known.space ??= found;
        known.failure = null;
        return answer.vectors;
      } catch (cause) {
        if (cause instanceof EmbeddingFailure && cause.fault !== 'caller') known.failure = cause.reason;
        throw cause;
      }
    },
  };
  return known;
}

const fail = (failure: CallFailure): EmbeddingFailure => new EmbeddingFailure(failure);

function spaceOf({ provider, model, style, serverNamesModel }: SpaceIdentity, answer: EmbeddedTexts): EmbeddingSpace {
  const dimensions = answer.vectors[0]?.length ?? 0;
  const named = (serverNamesModel ? answer.model : null) ?? model;
  const manner = style === 'e5' || style === 'bge' ? `:${style}` : '';
  return { name: `${provider}/${named}${manner}@${dimensions}`, dimensions };
}
