import { sentencesOf } from '../../server/modules/answer/bubbles.ts';

const DIGITS = '零一二三四五六七八九';

/** Writes a whole number below ten thousand as it is spoken. */
export function spokenNumber(value: number): string {
  if (value < 10) return DIGITS.charAt(value);
  const places: readonly (readonly [number, string])[] = [
    [1000, '千'],
    [100, '百'],
    [10, '十'],
  ];
  let rest = value;
  let spoken = '';
  for (const [size, name] of places) {
    const digit = Math.floor(rest / size);
    if (digit > 0) spoken += (size === 10 && digit === 1 && spoken === '' ? '' : DIGITS.charAt(digit)) + name;
    else if (spoken !== '' && rest > 0 && !spoken.endsWith('零')) spoken += '零';
    rest %= size;
  }
  return rest > 0 ? spoken + DIGITS.charAt(rest) : spoken.replace(/零$/u, '');
}

const SPOKEN_BEFORE =
  /(?<![A-Za-z\d.\-~/:：])(\d{1,4})(?=(?:年|个月|天|周|小时|分钟|元|次|台|件|公里|米|个工作日|人|节课))/gu;
const SAME_UNITS: readonly (readonly [RegExp, string])[] = [
  [/(\d)\s*元/gu, '$1块'],
  [/(\d)\s*小时/gu, '$1个小时'],
  [/(\d)\s*kW(?!h)/gu, '$1千瓦'],
  [/(\d)\s*千瓦(?!时)/gu, '$1kW'],
  [/(\d)\s*公斤/gu, '$1kg'],
  [/(\d)\s*毫米/gu, '$1mm'],
  [/(\d)\s*厘米/gu, '$1cm'],
  [/24小时/gu, '1天'],
  [/12个月/gu, '一年'],
  [/(?<!\d)1年/gu, '12个月'],
  [/(?<!\d)2年/gu, '24个月'],
  [/(\d)个工作日/gu, '$1工作日'],
  [/(\d)(\d{3})元/gu, '$1,$2元'],
];

/** Says the same facts in another way: numbers as they are spoken, other units, full width, sentences in another order. */
export function rewordDraft(text: string, random: () => number): string {
  const way = Math.floor(random() * 4);
  if (way === 0) return text.replace(SPOKEN_BEFORE, (_, number: string) => spokenNumber(Number(number)));
  if (way === 1) return SAME_UNITS.reduce((said, [from, to]) => said.replace(from, to), text);
  if (way === 2) return text.replace(/[0-9]/gu, (digit) => String.fromCodePoint((digit.codePointAt(0) ?? 0) + 0xfe_e0));
  const sentences = sentencesOf(text).map((sentence) =>
    /[。！？!?；;\n]$/u.test(sentence) ? sentence : `${sentence}。`,
  );
  return sentences.toReversed().join('');
}
