import { fileURLToPath } from 'node:url';
import { EmbeddedSearch } from '../server/adapters/search/embedded/embedded-search.ts';
import { WeaviateSearch } from '../server/adapters/search/weaviate/weaviate-search.ts';
import type { Embedder } from '../server/ports/embedder.ts';
import { startWeaviate } from '../test/support/weaviate.ts';
import { load, processorTime } from './hub/processor-time.ts';
import { benchEmbedder } from './retrieval/bench-embedder.ts';
import { readFaqSets } from './retrieval/faq-set.ts';
import { measureLatency } from './retrieval/latency.ts';
import { loadSet } from './retrieval/load-set.ts';
import { meanRanking, type Ranking, rankSet } from './retrieval/ranking.ts';

/**
 * Weaviate beside the embedded index, a server of its own started for it:
 * `npm run bench -- weaviate [folder] [--passages=1000,10000] [--dimensions=384] [--no-ranking] [--no-latency]`. The folder
 * is that of bench/retrieval.
 */
const args = process.argv.slice(2);
const option = (name: string): string | undefined =>
  args.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const folder =
  args.find((argument) => !argument.startsWith('--')) ??
  process.env['KEFU_EVAL_DIR'] ??
  fileURLToPath(new URL('../../shared/data/eval', import.meta.url));

const server = await startWeaviate();
if (!server) throw new Error('Weaviate is not installed: weaviate-server is not on the PATH');
const address = { url: `http://127.0.0.1:${server.httpPort}`, grpc: `127.0.0.1:${server.grpcPort}` };
// Measured however long it takes; a hub gives up on a search after 0.8 s.
const search = new WeaviateSearch(address, { searchMs: 10_000 });

function row(adapter: string, { set, first, firstThree, firstTen, meanReciprocal }: Ranking): string {
  const shares = [first, firstThree, firstTen].map((share) => share.toFixed(1).padStart(8)).join('');
  return `${set.padEnd(18)}${adapter.padEnd(10)}${shares}${meanReciprocal.toFixed(3).padStart(8)}`;
}

async function compareRankings(embedder?: Embedder): Promise<void> {
  const rankings: Record<'embedded' | 'weaviate', Ranking[]> = { embedded: [], weaviate: [] };
  console.log(embedder ? '\nBy words and meaning' : 'By words alone');
  console.log('set               adapter        R@1     R@3    R@10     MRR');
  for (const set of readFaqSets(folder)) {
    rankings.embedded.push(await rankSet(await loadSet(new EmbeddedSearch(), set, embedder)));
    rankings.weaviate.push(await rankSet(await loadSet(search, set, embedder)));
    for (const [adapter, list] of Object.entries(rankings)) console.log(row(adapter, list.at(-1) as Ranking));
  }
  for (const [adapter, list] of Object.entries(rankings)) {
    const others = list.filter(({ set }) => set !== 'ev');
    console.log(row(adapter, meanRanking('mean without ev', others)));
  }
}

const pair = (figures: readonly number[]): string => figures.map((figure) => figure.toFixed(2)).join(' + ');

async function compareLatencies(serverPid: number): Promise<void> {
  const given = Number(option('dimensions') ?? 384);
  const adapters = [
    { adapter: 'embedded', index: new EmbeddedSearch() },
    { adapter: 'weaviate', index: search, serverTime: () => processorTime(serverPid) },
  ];
  console.log('\nGenerated passages of 200 characters; CPU of hub + server in milliseconds');
  for (const passages of (option('passages') ?? '1000,10000').split(',').map(Number)) {
    for (const dimensions of [undefined, given]) {
      for (const { adapter, ...measured } of adapters) {
        const onProgress = (put: number, perSecond: number): void =>
          console.error(`  ${adapter}: ${put} of ${passages} put in, ${perSecond.toFixed(0)} a second, load ${load()}`);
        const found = await measureLatency(passages, { ...measured, dimensions, onProgress });
        await measured.index.drop('bench');
        const { loadSeconds, loadCpu, p50, p95, worst, searchCpu, memory } = found;
        console.log(
          `${adapter}, ${passages} passages, ${dimensions ?? 'no'} dimensions, load ${load()}: ` +
            `${(passages / loadSeconds).toFixed(0)} put in a second at ${pair(loadCpu)}; search p50 ${p50.toFixed(1)}, ` +
            `p95 ${p95.toFixed(1)}, worst ${worst.toFixed(1)} at ${pair(searchCpu)}; hub ${memory.toFixed(0)} MiB`,
        );
      }
    }
  }
}

try {
  const embedder = benchEmbedder();
  if (!args.includes('--no-ranking')) {
    await compareRankings();
    if (embedder) await compareRankings(embedder);
  }
  if (!args.includes('--no-latency')) await compareLatencies(server.pid());
} finally {
  await search.close();
  await server.stop();
}
