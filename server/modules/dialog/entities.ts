export type EntityKind = 'phone' | 'order' | 'date' | 'money' | 'faultCode' | 'model';

/** Something a text names that a rule or a look-up can use. */
export interface Entity {
  readonly kind: EntityKind;
  /** As it was written. */
  readonly text: string;
  /** One spelling: digits only, ISO month and day, upper case. */
  readonly value: string;
  readonly at: number;
}

const PATTERNS: readonly (readonly [EntityKind, RegExp])[] = [
  ['phone', /(?<!\d)1[3-9]\d{9}(?!\d)/g],
  ['order', /(?<![A-Za-z])[A-Z]{2}\d{8,}|(?<![\d.])\d{10,}(?!\d)/g],
  [
    'date',
    /\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}月\d{1,2}[日号]?|(?<!\d)\d{1,2}号(?!线|楼|店|桩|机|柜|仓|门|口)/g,
  ],
  ['money', /[¥￥]\s*\d+(?:\.\d+)?|\d+(?:\.\d+)?\s*(?:元|块钱|块|万元|万)/g],
  ['faultCode', /(?<![A-Za-z0-9])[EFef]\d{2,3}(?![A-Za-z0-9])/g],
  [
    'model',
    /(?<![A-Za-z0-9])(?=[A-Za-z0-9-]*[A-Za-z])(?=[A-Za-z0-9-]*\d)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![A-Za-z0-9])/g,
  ],
];

/** Phone, order number, date, money, fault code and model of a text, in order of appearance; none overlap. */
export function findEntities(text: string): Entity[] {
  const said = text.normalize('NFKC');
  const found: Entity[] = [];
  for (const [kind, pattern] of PATTERNS) {
    for (const match of said.matchAll(pattern)) {
      const end = match.index + match[0].length;
      if (found.some((other) => match.index < other.at + other.text.length && end > other.at)) continue;
      found.push({ kind, text: match[0], value: match[0].toUpperCase().replaceAll(/\s/g, ''), at: match.index });
    }
  }
  return found.sort((a, b) => a.at - b.at);
}
