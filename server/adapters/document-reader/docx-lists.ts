import { readXml } from './read-xml.ts';

interface ListLevel {
  format: string;
  text: string;
  start: number;
}

/** Gives each item of a Word document's lists the mark a reader sees. */
export interface ListMarks {
  /** Mark of the next item of a list, such as `1.` or `•`; empty when the list is unknown. */
  next(listId: string, level: number): string;
}

const CHINESE = '零一二三四五六七八九';
const CHINESE_FORMATS = new Set([
  'chineseCounting',
  'chineseCountingThousand',
  'japaneseCounting',
  'taiwaneseCounting',
]);
const ROMAN: readonly (readonly [number, string])[] = [
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
];

function chineseNumber(value: number): string {
  if (value < 10) return CHINESE.charAt(value);
  if (value >= 100) return String(value);
  const tens = Math.floor(value / 10);
  const ones = value % 10;
  return `${tens === 1 ? '' : CHINESE.charAt(tens)}十${ones === 0 ? '' : CHINESE.charAt(ones)}`;
}

function romanNumber(value: number): string {
  if (value >= 40) return String(value);
  let rest = value;
  let result = '';
  for (const [worth, letters] of ROMAN) {
    while (rest >= worth) {
      result += letters;
      rest -= worth;
    }
  }
  return result;
}

function formatNumber(value: number, format: string): string {
  if (CHINESE_FORMATS.has(format)) return chineseNumber(value);
  if (format === 'lowerRoman') return romanNumber(value);
  if (format === 'upperRoman') return romanNumber(value).toUpperCase();
  const letter = String.fromCharCode(97 + ((value - 1) % 26));
  if (format === 'lowerLetter') return letter;
  if (format === 'upperLetter') return letter.toUpperCase();
  return String(value);
}

function readLevels(bytes: Uint8Array): Map<string, Map<number, ListLevel>> {
  const abstracts = new Map<string, Map<number, ListLevel>>();
  const lists = new Map<string, Map<number, ListLevel>>();
  let levels: Map<number, ListLevel> | undefined;
  let level: ListLevel | undefined;
  let listId = '';
  readXml(bytes, {
    open: (name, attributes) => {
      if (name === 'abstractNum') {
        levels = new Map();
        abstracts.set(attributes['abstractNumId'] ?? '', levels);
      } else if (name === 'lvl' && levels) {
        level = { format: 'decimal', text: '', start: 1 };
        levels.set(Number(attributes['ilvl'] ?? 0), level);
      } else if (name === 'num') listId = attributes['numId'] ?? '';
      else if (name === 'abstractNumId') lists.set(listId, abstracts.get(attributes['val'] ?? '') ?? new Map());
      else if (level && name === 'numFmt') level.format = attributes['val'] ?? 'decimal';
      else if (level && name === 'lvlText') level.text = attributes['val'] ?? '';
      else if (level && name === 'start') level.start = Number(attributes['val'] ?? 1);
    },
    close: (name) => {
      if (name === 'abstractNum') levels = undefined;
      if (name === 'lvl') level = undefined;
    },
  });
  return lists;
}

/** Lists of a Word file (numbering.xml). */
export function readLists(bytes: Uint8Array | undefined): ListMarks {
  const lists = bytes ? readLevels(bytes) : new Map<string, Map<number, ListLevel>>();
  const counts = new Map<string, number[]>();
  return {
    next: (listId, at) => {
      const levels = lists.get(listId);
      const level = levels?.get(at);
      if (!levels || !level) return '';
      if (level.format === 'bullet') return '•';
      if (level.format === 'none') return '';
      const count = counts.get(listId) ?? [];
      counts.set(listId, count);
      count.length = Math.min(count.length, at + 1);
      count[at] = (count[at] ?? level.start - 1) + 1;
      return level.text.replace(/%([1-9])/gu, (_, digit: string) => {
        const above = Number(digit) - 1;
        const other = levels.get(above);
        return formatNumber(count[above] ?? other?.start ?? 1, other?.format ?? 'decimal');
      });
    },
  };
}
