import { pick } from './random.ts';

export type Alteration = 'digit' | 'unit' | 'code' | 'date' | 'name';

/** A draft in which one fact is now false. */
export interface AlteredDraft {
  readonly alteration: Alteration;
  readonly text: string;
  /** What was said before and now. */
  readonly from: string;
  readonly to: string;
}

const UNIT_SWAPS: readonly (readonly string[])[] = [
  ['年', '个月'],
  ['个月', '年'],
  ['个工作日', '小时'],
  ['天', '周'],
  ['小时', '分钟'],
  ['分钟', '小时'],
  ['元', '万元'],
  ['kW', 'W'],
  ['毫米', '厘米'],
  ['厘米', '毫米'],
  ['米', '公里'],
  ['公斤', '吨'],
  ['克', '公斤'],
  ['%', '‰'],
  ['折', '%'],
];
const NAME_GROUPS: readonly (readonly string[])[] = [
  ['北京', '上海', '广州', '深圳', '杭州', '苏州', '成都', '武汉', '西安', '南京'],
  ['顺丰', '圆通', '中通', '申通', '韵达', '极兔', '德邦', '邮政'],
  ['微信', '支付宝', '花呗', '云闪付', '银联'],
  ['淘宝', '天猫', '京东', '拼多多', '抖音', '快手'],
  ['比亚迪', '特斯拉', '理想', '蔚来', '小鹏'],
  ['红色', '黑色', '白色', '蓝色', '绿色', '黄色'],
  ['身份证', '驾驶证', '护照', '营业执照', '户口本'],
  ['春节', '元旦', '清明', '国庆', '中秋', '端午'],
  ['安卓', '鸿蒙', '苹果'],
];
const NUMBER = /(?<![A-Za-z\d.-])\d+(?:\.\d+)?(?![A-Za-z\d-])/gu;
const CODE =
  /(?<![A-Za-z0-9])(?=[A-Za-z0-9-]*[A-Za-z])(?=[A-Za-z0-9-]*\d)[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*(?![A-Za-z0-9])/gu;
const DATE = /\d{1,2}月\d{1,2}[日号]|(?:周|星期)[一二三四五六日]|\d{1,2}:\d{2}|\d{1,2}点/gu;
const WEEKDAYS = '一二三四五六日';

function replaceAt(text: string, match: RegExpExecArray, by: string): string {
  return text.slice(0, match.index) + by + text.slice(match.index + match[0].length);
}

function otherDigit(digits: string, random: () => number): string {
  const places = [...digits.matchAll(/\d/gu)];
  const place = pick(places, random);
  if (place === undefined) return digits;
  const digit = Number(place[0]);
  const other = (digit + 1 + Math.floor(random() * 8)) % 10;
  const changed = digits.slice(0, place.index) + String(other) + digits.slice(place.index + 1);
  return Number(changed) === 0 || Number(changed) === Number(digits) ? `${digits}7` : changed;
}

function otherDate(date: string, random: () => number): string {
  const day = /^(?:周|星期)[一二三四五六日]$/u.exec(date);
  if (day)
    return date.slice(0, -1) + WEEKDAYS.charAt((WEEKDAYS.indexOf(date.slice(-1)) + 1 + Math.floor(random() * 6)) % 7);
  const hour = /^(\d{1,2})(:\d{2}|点)$/u.exec(date);
  if (hour) return `${(Number(hour[1]) + 1 + Math.floor(random() * 10)) % 24}${hour[2]}`;
  return date.replace(/\d{1,2}(?=[日号])/u, (old) => String((Number(old) % 28) + 1));
}

function unitAltered(text: string, random: () => number): [string, string, string] | undefined {
  const found = UNIT_SWAPS.flatMap(([from = '', to = '']) =>
    [...text.matchAll(new RegExp(`(\\d\\s*)${from}(?![A-Za-z时钟方平])`, 'gu'))].map((match) => ({
      match,
      from,
      to,
    })),
  );
  const choice = pick(found, random);
  if (choice === undefined) return undefined;
  const by = (choice.match[1] ?? '') + choice.to;
  return [replaceAt(text, choice.match, by), choice.match[0], by];
}

function nameAltered(text: string, random: () => number): [string, string, string] | undefined {
  const found = NAME_GROUPS.flatMap((group) =>
    group
      .filter((name) => text.includes(name))
      .map((name) => ({ name, others: group.filter((other) => !text.includes(other)) })),
  );
  const choice = pick(found, random);
  const other = choice && pick(choice.others, random);
  return choice && other ? [text.replaceAll(choice.name, other), choice.name, other] : undefined;
}

function matchAltered(
  text: string,
  pattern: RegExp,
  change: (old: string) => string,
  random: () => number,
): [string, string, string] | undefined {
  const match = pick([...text.matchAll(pattern)], random);
  if (match === undefined) return undefined;
  const by = change(match[0]);
  return [replaceAt(text, match, by), match[0], by];
}

/** Makes one fact of a kind false; undefined when the text has none of the kind or the result is true elsewhere in it. */
export function alterDraft(text: string, alteration: Alteration, random: () => number): AlteredDraft | undefined {
  const altered = {
    digit: () => matchAltered(text, NUMBER, (old) => otherDigit(old, random), random),
    unit: () => unitAltered(text, random),
    code: () => matchAltered(text, CODE, (old) => otherDigit(old, random), random),
    date: () => matchAltered(text, DATE, (old) => otherDate(old, random), random),
    name: () => nameAltered(text, random),
  }[alteration]();
  if (altered === undefined || altered[0] === text) return undefined;
  const [result, from, to] = altered;
  return { alteration, text: result, from, to };
}
