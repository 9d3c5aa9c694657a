import { type TopicFeature, type TopicFeatures, topicFeatures } from './topic-features.ts';
import type { PastLine } from './window.ts';

export interface TopicShift {
  readonly shifted: boolean;
  /** What was said of it: above 0 means another matter. For the trace. */
  readonly score: number;
  /** What spoke for it: 'first', 'boundary' (opener, closing, time) or the strongest features of the text. */
  readonly reasons: readonly string[];
}

/** Fitted by bench/fit-topic-shift.ts on dialogs written for this project: F1 .73 at 4.5 % false alarms on unseen ones. */
const BIAS = -5.17;
const WEIGHTS: Readonly<Record<TopicFeature, number>> = {
  signal: 0.9,
  acknowledges: -0.55,
  closedBefore: 0.83,
  lastAcknowledges: 1.2,
  unanswered: 0.85,
  sharedPairs: -0.15,
  anyShared: -0.56,
  sharedCharacters: -0.7,
  newCharacters: 0.47,
  newUnasked: 0.34,
  length: 2.16,
  relativeLength: 2.01,
  relativeNew: 1.48,
  usualLength: -0.83,
  pointsBack: -0.71,
  elliptic: -0.19,
  asked: -0.08,
  givesNumber: -0.82,
};
/** A lost window costs an answer its context, a kept one only tokens: a little above where F1 is best. */
const FROM = -0.5;
/** Speech turned into text is long-winded; its length says less. */
const SPOKEN = /[。！]$|呃|就是说|那个那个/u;
const SPOKEN_FROM = 2.5;

const OUR_OPENING = /为您服务|有什么(?:可以|能)帮|(?:您好|你好).{0,4}(?:这里是|我是|欢迎)|^.{0,2}(?:这里是|欢迎光临)/u;
const OUR_GREETING = /^.{0,3}(?:您好|你好)/u;
const OPENING = /^(?:你好|您好|在吗|在不在|有人吗|哈喽|hello|hi|早上好|上午好|中午好|下午好|晚上好|喂|打扰)|请问在吗/iu;
const CLOSING =
  /再见|拜拜|感谢(?:您的?)?(?:来电|接听|咨询|配合|支持)|祝您|满意度|评价|解决了|没有?(?:其他)?问题了|没事了|先这样|就这样|慢走|欢迎下次|随时联系|生活愉快|晚安|还有(?:其他|别的|什么).{0,8}(?:吗|么|呢|疑问|问题)/u;
const CLOSING_LINES = 3;
/** Points of what stands at the seam of two matters; from 2.5 on it is one. */
const SEAM = {
  ourOpening: 2,
  ourGreeting: 1,
  opening: 1,
  closed: 1.5,
  closing: 0.5,
  closesItself: -1.5,
  pause: 0.75,
  longPause: 1.5,
  from: 2.5,
};
const PAUSE_MS = 5 * 60_000;
const LONG_PAUSE_MS = 15 * 60_000;

/** Whether a customer's text begins another matter than the lines before it (oldest first). */
export function detectTopicShift(text: string, history: readonly PastLine[], now: Date): TopicShift {
  const last = history.at(-1);
  if (last === undefined) return { shifted: true, score: 1, reasons: ['first'] };
  const seam = seamPoints(text, history, now) - SEAM.from;
  if (seam >= 0) return { shifted: true, score: seam + 1, reasons: ['boundary'] };
  const features = topicFeatures(text, history);
  const score = contentScore(features) - (SPOKEN.test(text) ? SPOKEN_FROM : FROM);
  return { shifted: score >= 0, score: Number(score.toFixed(3)), reasons: strongest(features) };
}

/** A greeting, ours or theirs, a closing just before and the time that passed. */
function seamPoints(text: string, history: readonly PastLine[], now: Date): number {
  const last = history.at(-1);
  const ours = last !== undefined && last.role !== 'customer' ? last.content : '';
  const greeting = OUR_OPENING.test(ours) ? SEAM.ourOpening : OUR_GREETING.test(ours) ? SEAM.ourGreeting : 0;
  const before = history.slice(0, ours === '' ? undefined : -1).slice(-CLOSING_LINES);
  // A greeting of ours is itself said after the pause.
  const since = (greeting > 0 ? before.at(-1) : last) ?? last;
  const passedMs = now.getTime() - (since?.at.getTime() ?? now.getTime());
  const points = [
    greeting,
    OPENING.test(text) ? SEAM.opening : 0,
    before.some(({ content }) => CLOSING.test(content)) ? SEAM.closed : 0,
    CLOSING.test(ours) ? SEAM.closing : 0,
    CLOSING.test(text) && !OPENING.test(text) ? SEAM.closesItself : 0,
    passedMs >= LONG_PAUSE_MS ? SEAM.longPause : passedMs >= PAUSE_MS ? SEAM.pause : 0,
  ];
  return points.reduce((sum, point) => sum + point, 0);
}

function contentScore(features: TopicFeatures): number {
  return entriesOf(features).reduce((sum, [name, value]) => sum + WEIGHTS[name] * value, BIAS);
}

const MOST_REASONS = 3;

function strongest(features: TopicFeatures): string[] {
  return entriesOf(features)
    .map(([name, value]) => ({ name, weight: WEIGHTS[name] * value }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_REASONS)
    .map(({ name }) => name);
}

function entriesOf(features: TopicFeatures): [TopicFeature, number][] {
  return Object.entries(features) as [TopicFeature, number][];
}
