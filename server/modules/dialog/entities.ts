export type EntityKind = 'phone' | 'order' | 'date' | 'money' | 'faultCode' | 'model' | 'product';

/** Something a text names that a rule or a look-up can use. */
export interface Entity {
  readonly kind: EntityKind;
  /** As it was written. */
  readonly text: string;
  /** One spelling: digits, 2026-03-05 or 03-05 or 05, yuan, upper case. */
  readonly value: string;
  /** Where it begins in the text after NFKC. */
  readonly at: number;
}

const TEN_THOUSAND = 10_000;
/** Of two readings of the same characters the earlier in this list wins. */
const PATTERNS: readonly (readonly [EntityKind, RegExp])[] = [
  ['phone', /(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d(?:[\s-]?\d{4}){2}(?!\d)/g],
  ['order', /(?<![A-Za-z0-9])[A-Z]{2}\d{8,}(?!\d)|(?<![\d.A-Za-z])\d{10,}(?!\d)/g],
  [
    'date',
    /(?<!\d)(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}月\d{1,2}[日号]?|\d{1,2}号(?![线楼店桩机柜仓门口院馆厅]))(?!\d)/g,
  ],
  [
    'money',
    /[¥￥]\s*\d+(?:,\d{3})*(?:\.\d+)?万?|(?<![\d.])\d+(?:,\d{3})*(?:\.\d+)?\s*(?:万元|万块|万|元|块钱|块(?!板|电池))/g,
  ],
  ['faultCode', /(?<![A-Za-z0-9])[EFef]\d{2,3}(?![A-Za-z0-9])/g],
  [
    'model',
    /(?<![A-Za-z0-9-])(?=[A-Za-z0-9-]*[A-Za-z])(?=[A-Za-z0-9-]*\d)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![A-Za-z0-9-])/g,
  ],
];
/** 7kW and 32A are sizes, no models. */
const SIZE = /^\d+(?:\.\d+)?(?:kwh|kw|kva|kg|km|cm|mm|ml|gb|mb|tb|mah|ah|hz|[vawgmlts])$/i;

/**
 * Phone, order number, date, money, fault code and model of a text, and the products it is told of, in order of
 * appearance; none overlap. E03 and E003 stay two codes.
 */
export function findEntities(text: string, products: readonly string[] = []): Entity[] {
  const said = text.normalize('NFKC');
  const found: Entity[] = [];
  const add = (kind: EntityKind, match: string, at: number): void => {
    const taken = found.some((other) => at < other.at + other.text.length && at + match.length > other.at);
    if (!taken) found.push({ kind, text: match, value: valueOf(kind, match), at });
  };
  for (const [kind, pattern] of PATTERNS) {
    for (const match of said.matchAll(pattern)) {
      if (kind !== 'model' || !SIZE.test(match[0])) add(kind, match[0], match.index);
    }
  }
  const lower = said.toLowerCase();
  for (const product of products.toSorted((a, b) => b.length - a.length)) {
    const name = product.normalize('NFKC');
    const at = name === '' ? -1 : lower.indexOf(name.toLowerCase());
    if (at >= 0) add('product', said.slice(at, at + name.length), at);
  }
  return found.sort((a, b) => a.at - b.at);
}

function valueOf(kind: EntityKind, text: string): string {
  switch (kind) {
    case 'phone':
      return text.replace(/\D/g, '').slice(-11);
    case 'date':
      return (text.match(/\d+/g) ?? []).map((part) => part.padStart(2, '0')).join('-');
    case 'money': {
      const amount = Number(text.replace(/[^\d.]/g, ''));
      return String(Number((text.includes('万') ? amount * TEN_THOUSAND : amount).toFixed(2)));
    }
    case 'order':
    case 'faultCode':
    case 'model':
      return text.toUpperCase();
    case 'product':
      return text;
  }
}
