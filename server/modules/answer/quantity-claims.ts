import { type Claim, type Reading, take } from './claim.ts';

/** What a unit measures and how many of the dimension's own unit it is. */
type Measure = readonly [dimension: string, factor: number];

const SECONDS = { minute: 60, hour: 3600, day: 86_400, week: 604_800 };

/** Units as they are written after normalising; one that means two things has both. */
const UNITS: Readonly<Record<string, readonly Measure[]>> = {
  年: [['month', 12]],
  周年: [['month', 12]],
  个月: [['month', 1]],
  月: [
    ['month', 1],
    ['calendar', 1],
  ],
  个星期: [['second', SECONDS.week]],
  个礼拜: [['second', SECONDS.week]],
  周: [['second', SECONDS.week]],
  星期: [['second', SECONDS.week]],
  礼拜: [['second', SECONDS.week]],
  天: [['second', SECONDS.day]],
  日: [['second', SECONDS.day]],
  个工作日: [['workday', 1]],
  工作日: [['workday', 1]],
  个小时: [['second', SECONDS.hour]],
  小时: [['second', SECONDS.hour]],
  个钟头: [['second', SECONDS.hour]],
  钟头: [['second', SECONDS.hour]],
  h: [['second', SECONDS.hour]],
  分钟: [['second', SECONDS.minute]],
  分: [
    ['second', SECONDS.minute],
    ['score', 1],
    ['money', 0.01],
  ],
  秒: [['second', 1]],
  s: [['second', 1]],
  ms: [['second', 0.001]],
  毫秒: [['second', 0.001]],
  元: [['money', 1]],
  块钱: [['money', 1]],
  块: [
    ['money', 1],
    ['count', 1],
  ],
  圆: [['money', 1]],
  rmb: [['money', 1]],
  毛: [['money', 0.1]],
  角: [['money', 0.1]],
  美元: [['dollar', 1]],
  '%': [['share', 1]],
  '‰': [['share', 0.1]],
  折: [['discount', 1]],
  倍: [['times', 1]],
  成: [['share', 10]],
  w: [['watt', 1]],
  瓦: [['watt', 1]],
  kw: [['watt', 1000]],
  千瓦: [['watt', 1000]],
  kwh: [['energy', 1]],
  度: [
    ['energy', 1],
    ['temperature', 1],
    ['angle', 1],
  ],
  '°c': [['temperature', 1]],
  '℃': [['temperature', 1]],
  摄氏度: [['temperature', 1]],
  v: [['volt', 1]],
  伏: [['volt', 1]],
  kv: [['volt', 1000]],
  a: [['ampere', 1]],
  安: [['ampere', 1]],
  ma: [['ampere', 0.001]],
  mah: [['charge', 1]],
  毫安: [
    ['charge', 1],
    ['ampere', 0.001],
  ],
  ah: [['charge', 1000]],
  hz: [['hertz', 1]],
  赫兹: [['hertz', 1]],
  mm: [['metre', 0.001]],
  毫米: [['metre', 0.001]],
  cm: [['metre', 0.01]],
  厘米: [['metre', 0.01]],
  公分: [['metre', 0.01]],
  m: [
    ['metre', 1],
    ['byte', 1],
  ],
  米: [['metre', 1]],
  km: [['metre', 1000]],
  公里: [['metre', 1000]],
  寸: [['inch', 1]],
  英寸: [['inch', 1]],
  平: [['area', 1]],
  平米: [['area', 1]],
  平方: [['area', 1]],
  平方米: [['area', 1]],
  mm2: [['section', 1]],
  mg: [['gram', 0.001]],
  毫克: [['gram', 0.001]],
  g: [
    ['gram', 1],
    ['byte', 1024],
  ],
  克: [['gram', 1]],
  斤: [['gram', 500]],
  kg: [['gram', 1000]],
  公斤: [['gram', 1000]],
  千克: [['gram', 1000]],
  吨: [['gram', 1_000_000]],
  ml: [['litre', 0.001]],
  毫升: [['litre', 0.001]],
  l: [['litre', 1]],
  升: [['litre', 1]],
  kb: [['byte', 1 / 1024]],
  mb: [['byte', 1]],
  gb: [['byte', 1024]],
  tb: [['byte', 1_048_576]],
  mpa: [['pressure', 1]],
  db: [['loudness', 1]],
  分贝: [['loudness', 1]],
  匹: [['power', 1]],
  岁: [['age', 1]],
  次: [['occasion', 1]],
  遍: [['occasion', 1]],
  回: [['occasion', 1]],
  人: [['person', 1]],
  位: [
    ['person', 1],
    ['count', 1],
  ],
  名: [['person', 1]],
  步: [['structure', 1]],
  种: [['structure', 1]],
  项: [['structure', 1]],
  条: [
    ['structure', 1],
    ['count', 1],
  ],
  点: [
    ['structure', 1],
    ['clock', 1],
  ],
  类: [['structure', 1]],
  个方面: [['structure', 1]],
  方面: [['structure', 1]],
  楼: [['floor', 1]],
  层: [
    ['floor', 1],
    ['count', 1],
  ],
  号: [
    ['ordinal', 1],
    ['calendar', 1],
  ],
  期: [
    ['instalment', 1],
    ['ordinal', 1],
  ],
  级: [['grade', 1]],
};
const COUNTING =
  '个台件只张把套家盒箱包瓶袋双副支根片份组间栋辆部本门节届桌款场罐桶枚颗粒头匹卷串路档线单元幢室课时节课字页行倍人份';
const COUNTERS = [...new Set(Array.from(COUNTING)), '节课', '课时', '人份', '单元'].filter((word) => !(word in UNITS));

const WORDS = [...Object.keys(UNITS), ...COUNTERS].sort((a, b) => b.length - a.length);
const UNIT = WORDS.map((word) => (/^[a-z0-9°]+$/.test(word) ? `${word}(?![a-z0-9])` : word)).join('|');
const NUMBER = '\\d+(?:\\.\\d+)?';
const BETWEEN = '\\s*(?:-|~|—|–|到|至)\\s*';
const QUANTITY = new RegExp(
  `(?<![a-z0-9.-])(?:[¥$]\\s*)?(${NUMBER})(?:${BETWEEN}(${NUMBER}))?\\s*(?:多|余|来)?\\s*(${UNIT})?`,
  'gu',
);
const MONEY_SIGN = /^[¥$]/u;
const MOST_STRUCTURE = 5;
const DECIMALS = 6;

/** Keys of a number with its unit; a unit of two meanings has keys of both. */
function keysOf(value: number, unit: string | undefined): string[] {
  if (unit === undefined) return [`number:${value}`];
  const measures: readonly Measure[] = UNITS[unit] ?? [['count', 1]];
  return measures.map(([dimension, factor]) => `${dimension}:${Number((value * factor).toFixed(DECIMALS))}`);
}

/** Takes numbers with their units; ranges are two claims of one unit. */
export function takeQuantities(reading: Reading): void {
  take(reading, QUANTITY, ([text, first = '', second, written]) => {
    const unit = MONEY_SIGN.test(text) ? (text.startsWith('$') ? '美元' : '元') : written;
    return [first, second].flatMap((number) => claimOf(text.trim(), number, unit));
  });
}

function claimOf(text: string, number: string | undefined, unit: string | undefined): Claim[] {
  if (number === undefined) return [];
  return [{ kind: 'number', text, keys: keysOf(Number(number), unit) }];
}

/** What a ground of these numbers supports: each as written, its bare value, and that a unit occurs at all. */
export function quantityGround(claims: readonly Claim[]): Set<string> {
  const ground = new Set<string>();
  for (const { kind, text, keys } of claims) {
    if (kind !== 'number') continue;
    for (const key of keys) {
      ground.add(key);
      ground.add(`${key.split(':')[0] ?? ''}:*`);
    }
    for (const [value] of text.matchAll(new RegExp(NUMBER, 'gu'))) ground.add(`value:${Number(value)}`);
  }
  return ground;
}

/**
 * Whether a ground holds a number: with its unit; a bare one with any unit; a unit the ground leaves open; and the count of
 * what an answer itself lists (以下两种) when the ground counts none of it.
 */
export function holdsQuantity(ground: ReadonlySet<string>, { keys }: Claim): boolean {
  return keys.some((key) => {
    const [dimension = '', value = ''] = key.split(':');
    if (ground.has(key) || ground.has(`number:${value}`)) return true;
    if (dimension === 'number') return ground.has(`value:${value}`);
    return dimension === 'structure' && !ground.has('structure:*') && Number(value) <= MOST_STRUCTURE;
  });
}
