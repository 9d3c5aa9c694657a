import { mistralFailure, mistralLoader } from '../chat-model/mistral-client.ts';
import type { EmbeddingClient, EmbeddingEndpoint } from './embedding-client.ts';
import { EmbeddingFailure } from './embedding-failure.ts';
import { dressed } from './input-style.ts';
import { readVectors } from './read-vectors.ts';

/** Embeddings of Mistral, by its own client. */
export function createMistralEmbeddings(endpoint: EmbeddingEndpoint): EmbeddingClient {
  const load = mistralLoader(endpoint);
  return async (texts, purpose, signal) => {
    const client = await load();
    try {
      const inputs = dressed(texts, purpose, endpoint.style);
      const { data, model } = await client.embeddings.create({ model: endpoint.model, inputs }, { signal });
      return { vectors: readVectors(data, texts.length), model };
    } catch (cause) {
      throw cause instanceof EmbeddingFailure ? cause : new EmbeddingFailure(await mistralFailure(signal, cause));
    }
  };
}
