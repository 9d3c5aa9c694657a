const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const SMALL_UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };
const LARGE_UNITS: Readonly<Record<string, number>> = { 万: 10_000, 亿: 100_000_000 };

const NUMERAL = '[零〇一二两三四五六七八九十百千万亿]+';
/** 周三 and 第三 are no three, and a numeral is read from its beginning. */
const NO_NUMERAL_BEFORE = '(?<![零〇一二两三四五六七八九十百千万亿几多]|周|星期|礼拜|第)';
/** What a numeral must stand before to be one: 一下, 一般, 万一 and 十分 are none. */
const UNITS =
  '个半?|年|月|周|星期(?![一二三四五六日天])|礼拜(?![一二三四五六日天])|天|日|号|小时|钟头|分钟|(?<!十)分(?!之|别|类|享|期|开|为)|秒|点(?:半|钟|前|后|到|至|$|[0-9零一二三四五六七八九十])|块|元|毛|角|千瓦|瓦|度|伏|安培|米|厘米|毫米|公里|公斤|千克|斤|克|升|毫升|折|倍|%|成(?!功|为|交|品|本|员|立|熟|长|分|都|人)|次(?!日)|遍|回(?!复|来|家|答|收|执|款|访|头)|台|件|只|条|张|把|套|位|名(?!称|字|单|义)|人(?!工|员|民|家|为|气|类)|家(?!里|人|庭|用|居|长)|盒|箱|包(?!邮|装|含|括|裹|退|换|修)|瓶|袋|双|副|支(?!持|付)|根|片|份|组(?!织|装|合)|间|栋|层|辆|部(?!分|门)|本(?!人|地|身|店|公|次|来)|门(?!口|店|市)|节|课时|期|届|步|种|项(?!目)|类(?!型|似|别)|方面|款(?!式|项|到)|路(?!由|径|上)|级|档|线|楼|单元|幢|室|寸|岁|者';
const BEFORE_UNIT = new RegExp(`${NO_NUMERAL_BEFORE}(${NUMERAL})(?=\\s*(?:${UNITS}))`, 'gu');
/** 三到五个工作日: the first end has no unit of its own. */
const RANGE_START = new RegExp(
  `${NO_NUMERAL_BEFORE}(${NUMERAL})(?=\\s*(?:-|~|—|到|至)\\s*(?:\\d+|${NUMERAL})\\s*(?:${UNITS}))`,
  'gu',
);
const PERCENT = new RegExp(`百分之(${NUMERAL})(?:点(${NUMERAL}))?`, 'gu');
/** 零点一度, 三点五千瓦: a point between numerals, unless 三点五分 is a time of day. */
const DECIMAL = new RegExp(
  `${NO_NUMERAL_BEFORE}([零〇一二两三四五六七八九十百]+)点([零〇一二三四五六七八九]+)(?=\\s*(?:(?:${UNITS})|[a-z%]))(?!分(?!钟))`,
  'gu',
);
const DECIMAL_THOUSAND = /(\d\.\d+)\s*千瓦/gu;
const ORDINAL = new RegExp(`第(${NUMERAL})`, 'gu');
const DISCOUNT = /([一二三四五六七八九])([一二三四五六七八九])折/gu;
/** 两三天, 七八个: both ends of a guess. */
const GUESS = /([一二两三四五六七八九])([二三四五六七八九])(?=(?:个月|年|天|周|小时|分钟|个|次|台|件|百|千|万))/gu;
const HALF_AFTER = /(\d+)\s*(个月|年|天|小时|周|个小时|个钟头|个)半/gu;
const HALF_UNIT = /半(?=(?:个月|年|天|小时|个小时|个钟头|分钟))/gu;
const MIXED = /(\d+(?:\.\d+)?)\s*([千万亿])(?!瓦|伏|米|克|赫|卡)/gu;
const MIXED_VALUES: Readonly<Record<string, number>> = { ...LARGE_UNITS, 千: 1000 };

/** Value of a Chinese numeral such as 三百二 or 两千零五; undefined when it is none. */
export function numeralValue(numeral: string): number | undefined {
  if (/^[零〇一二三四五六七八九]{2,}$/u.test(numeral)) {
    return Number(
      Array.from(numeral)
        .map((character) => DIGITS[character] ?? 0)
        .join(''),
    );
  }
  let total = 0;
  let section = 0;
  let digit: number | undefined;
  let lastUnit = 1;
  for (const character of numeral) {
    const small = SMALL_UNITS[character];
    const large = LARGE_UNITS[character];
    if (small !== undefined) {
      section += (digit ?? 1) * small;
      digit = undefined;
      lastUnit = small;
    } else if (large !== undefined) {
      if (section === 0 && digit === undefined) return undefined;
      total = (total + section + (digit ?? 0)) * large;
      section = 0;
      digit = undefined;
      lastUnit = large;
    } else {
      digit = DIGITS[character];
      if (digit === 0) lastUnit = 1;
    }
  }
  // 三百二 is 320, 三百零二 302.
  return total + section + (digit ?? 0) * (digit !== undefined && lastUnit > 10 ? lastUnit / 10 : 1);
}

/** Writes numerals that count something with digits: 三年 → 3年, 百分之五 → 5%, 一个半小时 → 1.5个小时, 八五折 → 8.5折, 1.5万 → 15000. */
export function withDigits(text: string): string {
  return text
    .replace(/(\d),(?=\d{3}(?!\d))/gu, '$1')
    .replace(PERCENT, (_, whole: string, part?: string) => `${spelt(whole)}${part ? `.${spelt(part)}` : ''}%`)
    .replace(DECIMAL, (_, whole: string, part: string) => `${spelt(whole)}.${digitsOf(part)}`)
    .replace(DECIMAL_THOUSAND, '$1kw')
    .replace(ORDINAL, (_, numeral: string) => `第${spelt(numeral)}`)
    .replace(DISCOUNT, (_, tens: string, ones: string) => `${spelt(tens)}.${spelt(ones)}折`)
    .replace(GUESS, (_, low: string, high: string) => `${spelt(low)}-${spelt(high)}`)
    .replace(RANGE_START, (_, numeral: string) => spelt(numeral))
    .replace(BEFORE_UNIT, (_, numeral: string) => spelt(numeral))
    .replace(HALF_AFTER, (_, whole: string, unit: string) => `${whole}.5${unit}`)
    .replace(HALF_UNIT, '0.5')
    .replace(MIXED, (_, value: string, unit: string) => String(Number(value) * (MIXED_VALUES[unit] ?? 1)));
}

function digitsOf(numeral: string): string {
  return Array.from(numeral, (character) => DIGITS[character] ?? 0).join('');
}

function spelt(numeral: string): string {
  const value = numeralValue(numeral);
  return value === undefined ? numeral : String(value);
}
