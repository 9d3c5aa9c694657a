import { fileURLToPath } from 'node:url';
import { EmbeddedSearch } from '../server/adapters/search/embedded/embedded-search.ts';
import { benchEmbedder } from './retrieval/bench-embedder.ts';
import { readFaqSets } from './retrieval/faq-set.ts';
import { measureLatency } from './retrieval/latency.ts';
import { measureSets } from './retrieval/measure-sets.ts';

/**
 * Measures retrieval on every labelled set of a folder: `npm run bench -- retrieval [folder] [--variants] [--latency]`. The
 * folder is ../shared/data/eval beside the checkout unless an argument or KEFU_EVAL_DIR names another. KEFU_BENCH_EMBEDDER
 * brings an embedding model and KEFU_BENCH_VECTORS a folder that keeps its vectors. Both adapters: bench/weaviate.
 */
const args = process.argv.slice(2);
const folder =
  args.find((argument) => !argument.startsWith('--')) ??
  process.env['KEFU_EVAL_DIR'] ??
  fileURLToPath(new URL('../../shared/data/eval', import.meta.url));
const variants = args.includes('--variants');
const sets = readFaqSets(folder);
const embedder = benchEmbedder();

await measureSets(sets, { variants });
if (embedder) await measureSets(sets, { embedder, variants });

if (args.includes('--latency')) {
  console.log('\nGenerated passages of 200 characters (milliseconds, MiB)');
  for (const dimensions of [undefined, 384]) {
    for (const passages of [1_000, 10_000, 100_000]) {
      const index = new EmbeddedSearch();
      const { loadSeconds, p50, p95, searchCpu, searchCpu95, memory } = await measureLatency(passages, {
        index,
        dimensions,
      });
      console.log(
        `${String(passages).padStart(7)} passages, ${dimensions ?? 'no'} dimensions: load ${loadSeconds.toFixed(1)} s, ` +
          `p50 ${p50.toFixed(2)}, p95 ${p95.toFixed(2)}, processor ${searchCpu[0].toFixed(2)} (95 %: ${searchCpu95.toFixed(2)}), memory ${memory.toFixed(0)}`,
      );
    }
  }
}
