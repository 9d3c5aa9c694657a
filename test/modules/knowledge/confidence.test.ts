import { beforeAll, describe, expect, it } from 'vitest';
import { ownTextsReader } from '../../../server/adapters/document-reader/own-texts-reader.ts';
import { EmbeddedSearch } from '../../../server/adapters/search/embedded/embedded-search.ts';
import { FEATURE_NAMES } from '../../../server/modules/knowledge/confidence-features.ts';
import { ConfidenceMap, measureConfidence, SHIPPED_MAPS } from '../../../server/modules/knowledge/confidence.ts';
import { fitLogistic, type Observation, predict } from '../../../server/modules/knowledge/fit-logistic.ts';
import { readPassages } from '../../../server/modules/knowledge/read-passages.ts';
import { readSampleKnowledge } from '../../../server/modules/knowledge/sample-knowledge.ts';
import { queryWords } from '../../../server/modules/knowledge/tokens.ts';

describe('confidence over the sample knowledge', () => {
  const index = new EmbeddedSearch();
  const questions: string[] = [];

  beforeAll(async () => {
    const sources = { reader: ownTextsReader, signal: new AbortController().signal };
    const { passages: chunks } = await readPassages(await readSampleKnowledge(), sources);
    await index.apply('t', {
      put: chunks.map(({ position, tokens }) => ({ chunkId: String(position), tokens })),
      remove: [],
    });
    await index.markReady('t');
    questions.push(...chunks.map(({ question }) => question));
  });

  async function ask(text: string): Promise<ReturnType<typeof measureConfidence>> {
    const words = queryWords(text);
    return measureConfidence(await index.search('t', { ...words, limit: 10 }), { terms: words.terms.length });
  }

  it('replies to every question of the knowledge asked word for word', async () => {
    const values = await Promise.all(questions.map(async (question) => (await ask(question)).value));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0.75);
  });

  it.each(['今天股票会涨吗', '帮我写一首关于春天的诗', '红烧肉怎么做', '周杰伦最新专辑叫什么'])(
    'hands off %s',
    async (text) => {
      expect((await ask(text)).value).toBeLessThan(0.55);
    },
  );

  it('is zero without a hit and never a constant', async () => {
    expect(await ask('zzz')).toMatchObject({ value: 0, features: null });
    const values = await Promise.all(['充电桩安装条件', '安装', '充电桩坏了', '多久'].map((text) => ask(text)));
    expect(new Set(values.map(({ value }) => value)).size).toBe(values.length);
  });

  it('falls as a question says more that the passage does not know', async () => {
    const [question] = questions;
    const plain = await ask(question ?? '');
    const strange = await ask(`${question} 另外你们公司在月球的加油站招聘飞行员吗`);
    expect(strange.value).toBeLessThan(plain.value);
  });

  it.each(['故障代码E003是什么意思', 'E13是什么故障'])(
    'hands %s off, whose code no passage has or another one',
    async (text) => {
      const { value, features } = await ask(text);
      expect(features?.missingCodes).toBe(1);
      expect(value).toBeLessThan(0.55);
    },
  );

  it.each(['22kW和11kW充电桩有什么区别', '7kW充电桩充一次电大概多少钱'])(
    'answers no %s from a passage without that quantity',
    async (text) => {
      const { value, features } = await ask(text);
      expect(features?.missingQuantities).toBe(1);
      expect(value).toBeLessThan(0.75);
    },
  );

  it.each(['E03是啥意思', '报Ｅ０３', '屏幕显示E07', '7 千瓦跟11千瓦哪里不一样'])(
    'lets the code of %s decide over the words around it',
    async (text) => {
      const asked = { ...queryWords(text), limit: 1 };
      const [hit] = await index.search('t', asked);
      expect(hit?.evidence.missingCodes).toBe(0);
    },
  );

  it('gives every feature with it, for the trace', async () => {
    const { features, mapVersion } = await ask('充电桩安装条件');
    expect(Object.keys(features ?? {}).toSorted()).toEqual(
      [...FEATURE_NAMES.keywords, 'missingCodes', 'missingQuantities'].toSorted(),
    );
    expect(mapVersion).toBe(SHIPPED_MAPS.keywords.version);
  });
});

describe('a confidence map', () => {
  it('of another build is refused', () => {
    const other = { ...SHIPPED_MAPS.keywords, features: ['something'] };
    expect(ConfidenceMap.safeParse(other).success).toBe(false);
    const short = { ...SHIPPED_MAPS.keywords, model: { ...SHIPPED_MAPS.keywords.model, weights: [1] } };
    expect(ConfidenceMap.safeParse(short).success).toBe(false);
  });
});

describe('the logistic fit', () => {
  /** Right with probability σ(2x − y), on a grid; each point counts for both ends by its probability. */
  const observations: Observation[] = [];
  for (let x = -2; x <= 2; x += 0.25) {
    for (let y = -2; y <= 2; y += 0.25) {
      const probability = 1 / (1 + Math.exp(-(2 * x - y)));
      observations.push({ features: [x, y], right: true, weight: probability });
      observations.push({ features: [x, y], right: false, weight: 1 - probability });
    }
  }

  it('finds the law that made the data', () => {
    const model = fitLogistic(observations, 1e-9);
    for (const [x, y] of [
      [0, 0],
      [1, 0],
      [1, 2],
      [-1.5, 0.5],
    ] as const) {
      expect(predict(model, [x, y])).toBeCloseTo(1 / (1 + Math.exp(-(2 * x - y))), 4);
    }
  });

  it('is calibrated: mean prediction equals the share of right ones', () => {
    const model = fitLogistic(observations, 0.01);
    const total = observations.reduce((sum, { weight }) => sum + weight, 0);
    const predicted = observations.reduce((sum, { features, weight }) => sum + weight * predict(model, features), 0);
    const right = observations.reduce((sum, { right: yes, weight }) => sum + (yes ? weight : 0), 0);
    expect(predicted / total).toBeCloseTo(right / total, 6);
  });

  it('survives a feature that never varies and separable data', () => {
    const model = fitLogistic(
      [
        { features: [0, 5], right: false, weight: 1 },
        { features: [1, 5], right: true, weight: 1 },
      ],
      0.01,
    );
    expect(predict(model, [1, 5])).toBeGreaterThan(0.8);
    expect(predict(model, [0, 5])).toBeLessThan(0.2);
  });
});
