import { readFileSync } from 'node:fs';
import { type TopicFeature, type TopicFeatures, topicFeatures } from '../server/modules/dialog/topic-features.ts';
import type { PastLine } from '../server/modules/dialog/window.ts';
import type { TopicDialog } from './dialog/topic-lines.ts';

/**
 * Fits the weights in server/modules/dialog/topic-shift.ts on bench/fit-data/topics.jsonl, dialogs written for this
 * project, and prints them with what they find in dialogs they were not fitted on: `node bench/fit-topic-shift.ts`.
 */
interface Example {
  readonly features: TopicFeatures;
  readonly shifted: boolean;
}

interface Model {
  readonly weights: Record<string, number>;
  bias: number;
}

const FOLDS = 6;
const ROUNDS = 400;
const DECAY = 0.002;

function examplesOf({ turns }: TopicDialog): Example[] {
  const history: PastLine[] = [];
  const examples: Example[] = [];
  let before: number | undefined;
  for (const { seg, r, t } of turns) {
    if (r === 'user') {
      if (before !== undefined) examples.push({ features: topicFeatures(t, history), shifted: seg !== before });
      before = seg;
    }
    history.push({ role: r === 'user' ? 'customer' : 'model', content: t, at: new Date(0) });
  }
  return examples;
}

function scoreOf(model: Model, features: TopicFeatures): number {
  return Object.entries(features).reduce((sum, [name, value]) => sum + (model.weights[name] ?? 0) * value, model.bias);
}

function fit(examples: readonly Example[]): Model {
  const names = Object.keys(examples[0]?.features ?? {}) as TopicFeature[];
  const model: Model = { weights: Object.fromEntries(names.map((name) => [name, 0])), bias: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const slope: Record<string, number> = Object.fromEntries(names.map((name) => [name, 0]));
    let biasSlope = 0;
    for (const { features, shifted } of examples) {
      const error = 1 / (1 + Math.exp(-scoreOf(model, features))) - Number(shifted);
      biasSlope += error / examples.length;
      for (const name of names) slope[name] = (slope[name] ?? 0) + (error * features[name]) / examples.length;
    }
    model.bias -= biasSlope;
    for (const name of names) {
      const weight = model.weights[name] ?? 0;
      model.weights[name] = weight - ((slope[name] ?? 0) + DECAY * weight);
    }
  }
  return model;
}

function figures(scored: readonly { score: number; shifted: boolean }[], from: number): string {
  const shifts = scored.filter(({ shifted }) => shifted).length;
  const hits = scored.filter(({ score, shifted }) => shifted && score >= from).length;
  const alarms = scored.filter(({ score, shifted }) => !shifted && score >= from).length;
  const f1 = (2 * hits) / (shifts + hits + alarms);
  const share = (alarms / (scored.length - shifts)) * 100;
  return `from ${from.toFixed(1)}: F1 ${f1.toFixed(3)}, recall ${((hits / shifts) * 100).toFixed(0)} %, false alarms ${share.toFixed(1)} %`;
}

const text = readFileSync(new URL('fit-data/topics.jsonl', import.meta.url), 'utf8');
const dialogs = text
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => examplesOf(JSON.parse(line) as TopicDialog));
const unseen = Array.from({ length: FOLDS }, (_, fold) => {
  const model = fit(dialogs.filter((_dialog, index) => index % FOLDS !== fold).flat());
  const rest = dialogs.filter((_dialog, index) => index % FOLDS === fold).flat();
  return rest.map(({ features, shifted }) => ({ score: scoreOf(model, features), shifted }));
}).flat();
for (const from of [-1, -0.7, -0.4, 0, 0.4]) console.log(figures(unseen, from));
const { weights, bias } = fit(dialogs.flat());
const rounded = Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, Number(weight.toFixed(2))]));
console.log(JSON.stringify({ bias: Number(bias.toFixed(2)), weights: rounded }, null, 2));
