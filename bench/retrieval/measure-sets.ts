import { EmbeddedSearch } from '../../server/adapters/search/embedded/embedded-search.ts';
import { SHIPPED_MAPS } from '../../server/modules/knowledge/confidence.ts';
import type { Embedder } from '../../server/ports/embedder.ts';
import { calibrate, calibration } from './calibration.ts';
import type { FaqSet } from './faq-set.ts';
import { type LabelledAnswer, labelAnswers } from './labelled-answers.ts';
import { type LoadedSet, loadSet } from './load-set.ts';
import { CALIBRATION_HEAD, calibrationRow, RANKING_HEAD, rankingRow } from './print.ts';
import { meanRanking, type Ranking, rankSet } from './ranking.ts';
import { refitHalves } from './refit-halves.ts';
import { VARIANTS } from './variants.ts';

/** The set that maps and weights were fitted on; it is shown and left out of means. */
const FITTED = 'ev';

function withoutFitted<T extends { readonly set: string }>(rows: readonly T[]): T[] {
  return rows.filter(({ set }) => set !== FITTED);
}

/** Ranks and calibrates every set, with vectors or without, and prints the tables. */
export async function measureSets(
  sets: readonly FaqSet[],
  { embedder, variants }: { embedder?: Embedder | undefined; variants: boolean },
): Promise<void> {
  const kind = embedder ? 'meaning' : 'keywords';
  console.log(`\n== ${embedder?.space?.name ?? (embedder ? 'with vectors' : 'by words alone')}`);
  console.log(RANKING_HEAD);
  const rankings: Ranking[] = [];
  const answers: LabelledAnswer[] = [];
  const typed = new Map<string, Ranking[]>();
  for (const set of sets) {
    const loaded = await loadSet(new EmbeddedSearch(), set, embedder);
    const ranking = await rankSet(loaded);
    rankings.push(ranking);
    console.log(rankingRow(ranking));
    answers.push(...(await labelAnswers(loaded)));
    if (variants) await measureVariants(loaded, typed);
  }
  console.log(rankingRow(meanRanking('mean without ev', withoutFitted(rankings))));
  for (const [name, of] of typed)
    console.log(rankingRow(meanRanking(`  ${name} (${withoutFitted(of).length} sets)`, withoutFitted(of))));

  const map = SHIPPED_MAPS[kind];
  const judged = withoutFitted(answers);
  console.log(`\nShipped map ${map.version} in per cent (ev was fitted on)\n${CALIBRATION_HEAD}`);
  for (const { name } of sets) {
    const own = answers.filter(({ set }) => set === name);
    console.log(calibrationRow(calibrate(name, own, map)));
  }
  console.log(calibrationRow(calibrate('all without ev', judged, map)));
  console.log(calibrationRow(calibration('  refitted on half', refitHalves(map, judged))));
}

async function measureVariants(loaded: LoadedSet, typed: Map<string, Ranking[]>): Promise<void> {
  const asTheyAre = { name: 'as they are', typed: (text: string): string => text };
  for (const variant of [asTheyAre, ...VARIANTS]) {
    const ranking = await rankSet(loaded, (text) => variant.typed(text));
    typed.set(variant.name, [...(typed.get(variant.name) ?? []), ranking]);
  }
}
