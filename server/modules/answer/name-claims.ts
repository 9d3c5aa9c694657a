import { compileWords } from '../dialog/word-match.ts';
import { type Claim, type Reading, take } from './claim.ts';
import { DOUBTFUL_SURNAMES, KNOWN_NAMES, SAME_NAMES, SURNAMES } from './known-names.ts';

const LINK = /(?:https?:\/\/|www\.)[^\s，。；、）)」”"'<>]+/giu;
const MAIL = /[a-z0-9][\w.+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+/giu;
/** Phones, hot lines, order and account numbers: their digits must be the same, not their spacing. */
const LONG_DIGITS =
  /(?<![\d.a-z])(?:\+?86[\s-]?)?(?:\(0\d{1,3}\)\s?\d{3,4}-?\d{4}|\d{3,4}[\s-]\d{3,4}(?:[\s-]\d{3,4})?|\d{7,})(?!\d|\.\d|\s*[元块人台件次个])/gu;
const CODE = /(?<![a-z0-9])(?=[a-z0-9+/._-]*[a-z])(?=[a-z0-9+/._-]*\d)[a-z0-9]+(?:[-_./+][a-z0-9]+)*/gu;
const LATIN = /(?<![a-z0-9])[a-z]{2,}(?:[-.'][a-z]+)*/gu;
/** Said in any answer. */
const EVERYDAY_LATIN = new Set(['ok', 'hi', 'hello', 'app', 'vs', 'or', 'and', 'no', 'yes', 'the', 'is']);
const QUOTED = /[《「“『【]([^《》「」“”『』【】]{2,30})[》」”』】]/gu;
const TITLE =
  '经理|老师|工(?!作|具|程|艺|厂|地|序|时|资|人)|师傅|医生|总(?!是|共|计|数|价|额|体|部|量)|主任|女士|先生|店长|护士|教练|同学';
const PERSON = new RegExp(
  `(?:[${SURNAMES}]|(?<!\\p{Script=Han})[${DOUBTFUL_SURNAMES}]|[小老][${SURNAMES}])(?:${TITLE})|小[${SURNAMES}](?=[，。\\s会来给跟和在])`,
  'gu',
);
const ADDRESS =
  /\p{Script=Han}{2,10}?(?:大道|路|街|巷|弄|胡同|大厦|广场|工业园|产业园|科技园|开发区)(?:\s*\d+\s*[号弄栋幢])?/gu;
/** 线路, 上路, 网络: ends like an address and is none. */
const NO_ADDRESS =
  /(?:线|电|网|公|铁|马|思|上|走|短|回|通|管|气|油|水|道|断|一|门|该|这条|那条|支)路$|(?:逛|上|大)街$/u;

const known = compileWords(KNOWN_NAMES.map((word) => ({ word, except: [] })));

function claim(kind: Claim['kind'], text: string, key: string): Claim[] {
  return [{ kind, text, keys: [key] }];
}

/** Takes links, mail addresses and long numbers; before anything else, their parts are no claims. */
export function takeContacts(reading: Reading): void {
  take(reading, LINK, ([text]) =>
    claim('contact', text, `link:${text.replace(/^https?:\/\//u, '').replace(/[/.,]+$/u, '')}`),
  );
  take(reading, MAIL, ([text]) => claim('contact', text, `mail:${text}`));
  take(reading, LONG_DIGITS, ([text]) =>
    claim('contact', text, `digits:${text.replace(/^\+?86[\s-]?(?=1)/u, '').replace(/\D/gu, '')}`),
  );
}

/** Takes model and fault codes; their letters and digits must be the same (E03 is not E003), hyphens may differ. */
export function takeCodes(reading: Reading): void {
  take(reading, CODE, ([text]) => claim('code', text, `code:${text.replace(/[^a-z0-9+]/gu, '')}`));
}

/** Takes names: Latin words, quoted words, persons, addresses and what the list of known names holds. */
export function takeNames(reading: Reading): void {
  take(reading, QUOTED, ([text, inside = '']) => claim('name', text, `said:${letters(inside)}`));
  take(reading, LATIN, ([text]) => (EVERYDAY_LATIN.has(text) ? [] : claim('name', text, `latin:${text}`)));
  take(reading, PERSON, ([text]) => claim('name', text, `said:${letters(text)}`));
  take(reading, ADDRESS, ([text]) => (NO_ADDRESS.test(text) ? [] : claim('name', text, `said:${letters(text)}`)));
  for (const { word } of known(reading.rest)) {
    const same = SAME_NAMES.find((names) => names.includes(word)) ?? [word];
    reading.claims.push({ kind: 'name', text: word, keys: same.map((name) => `said:${name}`) });
  }
}

/** Text without what does not matter between two ways to write a name. */
export function letters(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}

/** Whether a ground's text holds a name; `ground` is its letters only. */
export function holdsName(ground: string, { keys }: Claim): boolean {
  return keys.some((key) => ground.includes(letters(key.slice(key.indexOf(':') + 1))));
}
