/** A number or address in a text that may be a person's. */
export interface PersonalData {
  readonly kind: 'phone' | 'email' | 'identity' | 'bank-card';
  /** What was found with its middle hidden, to be shown before publishing. */
  readonly masked: string;
  /** Place in the text, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
}

type Kind = PersonalData['kind'];

/** Words before a number that say it is a thing's, not a person's. */
const NUMBER_OF_A_THING =
  /(?:订单|单|编|货|型|批|序列|流水|合同|发票|税|识别|快递|运单|物流|条形?|商品|产品|料|件|版本|注册|备案|许可证|专利|信用代码|追溯|设备|机身|工单|凭证|交易|商户|证书|标准)[码号]?(?:编?号码?|代码|ID|id|No\.?|SN|sn)?\s*[:：#为是]?\s*$|(?:SN|S\/N|IMEI|SKU|ISBN|EAN|UPC|No\.?|NO\.?|order|serial|sku|imei|part|model|invoice|tracking|id)\s*[:：#]?\s*$/iu;
/** Digits of any grouping with what may stand between the groups. Chinese writes no space before or behind them: 电话138…找他. */
const NUMBER_RUN =
  /(?<![\d.\p{Script=Latin}_/#-]|\d,)(?:\+?86[ -]?)?\d(?:[ -]?\d){6,24}[Xx]?(?![\d\p{Script=Latin}_])(?!\.\d)/gu;
const EMAIL = /(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[a-z]{2,24}(?![\w-])/giu;
/** Mailboxes of a function are a company's own. */
const FUNCTION_MAILBOX =
  /^(?:service|services|support|info|sales|contact|kefu|help|hello|admin|office|hr|job|jobs|marketing|noreply|no-reply|mail|shop|feedback|business|press|after-?sales?|example|test|user|name|someone|xxx+)@/iu;
const EXAMPLE_DOMAIN = /@(?:[\w-]+\.)*(?:example|test|invalid|localhost|domain)\b|\.(?:png|jpe?g|gif|svg|webp|pdf)$/iu;

/** As people group the digits of a mobile number, an identity card and a bank card; other groups are other numbers. */
const MOBILE = /^1[3-9](?:\d{9}|\d[ -]\d{4}[ -]?\d{4}|\d{5}[ -]\d{4})$/u;
const IDENTITY_GROUPS = /^(?:\d{17}[\dXx]|\d{6}[ -]\d{8}[ -]\d{3}[\dXx])$/u;
const CARD_GROUPS = /^(?:\d{15,19}|(?:\d{4}[ -]){3,4}\d{1,4}|\d{6}[ -]\d{9,13})$/u;
const LANDLINE = /^0(?:10|2\d|[3-9]\d{2})[ -]?[2-8]\d{6,7}$/u;
/** Lines of companies: 400 and 800 with seven digits more. */
const HOTLINE = /^(?:400|800)\d{7}$/u;

const IDENTITY_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const IDENTITY_CHECKS = '10X98765432';
/** First two digits of an identity card: provinces, Hong Kong, Macau and Taiwan. */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
);
/** First digits of cards in China: UnionPay, Visa, MasterCard, American Express, JCB. */
const CARD_BEGINNING = /^(?:62|4|5[1-5]|2[2-7]|3[47]|35|9[0-9]55|60)/u;

function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return (
    year >= 1900 &&
    date.getTime() <= Date.now() &&
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day
  );
}

/** 18 characters: province, a date of birth that exists, and the check of GB 11643. */
function isIdentityCard(text: string): boolean {
  if (!/^\d{17}[\dXx]$/u.test(text) || !PROVINCES.has(text.slice(0, 2))) return false;
  if (!isDate(Number(text.slice(6, 10)), Number(text.slice(10, 12)), Number(text.slice(12, 14)))) return false;
  const sum = IDENTITY_WEIGHTS.reduce((total, weight, index) => total + weight * Number(text.charAt(index)), 0);
  return IDENTITY_CHECKS.charAt(sum % 11) === text.charAt(17).toUpperCase();
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - index));
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function isBankCard(digits: string): boolean {
  return /^\d{15,19}$/u.test(digits) && CARD_BEGINNING.test(digits) && !/^(\d)\1+$/u.test(digits) && passesLuhn(digits);
}

/** What a run of digits is, with the digits that say so. */
function readNumber(run: string): { kind: Kind; digits: string } | undefined {
  const bare = run.replace(/[ -]/gu, '');
  const national = run.replace(/^\+?86[ -]?(?=1[3-9])/u, '');
  if (MOBILE.test(national)) return { kind: 'phone', digits: national.replace(/[ -]/gu, '') };
  if (IDENTITY_GROUPS.test(run) && isIdentityCard(bare)) return { kind: 'identity', digits: bare };
  if (HOTLINE.test(bare)) return undefined;
  if (LANDLINE.test(run)) return { kind: 'phone', digits: bare };
  return CARD_GROUPS.test(run) && isBankCard(bare) ? { kind: 'bank-card', digits: bare } : undefined;
}

function maskDigits(digits: string, kind: Kind): string {
  const [head, tail] = kind === 'phone' ? [3, 2] : [4, 4];
  return `${digits.slice(0, head)}${'*'.repeat(digits.length - head - tail)}${digits.slice(-tail)}`;
}

function isThing(text: string, from: number, kind: Kind): boolean {
  // A check digit that fits is stronger than a word, but an order number can be a mobile number by chance.
  return kind !== 'identity' && NUMBER_OF_A_THING.test(text.slice(Math.max(0, from - 16), from));
}

/**
 * Phone numbers, e-mail addresses, identity cards (checked) and bank cards (checked) in a text. Numbers of orders, articles
 * and devices, hotlines (400, 800) and mailboxes of a function (service@…) are not a person's.
 */
export function findPersonalData(text: string): PersonalData[] {
  const found: PersonalData[] = [];
  for (const { 0: run, index } of text.matchAll(NUMBER_RUN)) {
    const number = readNumber(run);
    if (!number || isThing(text, index, number.kind)) continue;
    const { kind, digits } = number;
    found.push({ kind, masked: maskDigits(digits, kind), from: index, to: index + run.length });
  }
  for (const { 0: address, index } of text.matchAll(EMAIL)) {
    if (FUNCTION_MAILBOX.test(address) || EXAMPLE_DOMAIN.test(address)) continue;
    found.push({
      kind: 'email',
      masked: `${address.charAt(0)}***${address.slice(address.indexOf('@'))}`,
      from: index,
      to: index + address.length,
    });
  }
  return found.toSorted((one, other) => one.from - other.from);
}
