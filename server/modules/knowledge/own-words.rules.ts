import { AppError } from '../../ports/errors.ts';
import { storable } from '../message/storable.ts';
import type { LexiconSettings } from './lexicon.ts';
import { normaliseText } from './tokens.ts';

/** What a company may have; the settings are read with limits that are not lower. */
const MOST = { groups: 500, wordsOfGroup: 20, fillers: 200, characters: 40 } as const;
/** The console writes a group in one line, its words parted by these. */
const SEPARATOR = /[、,，;；]/u;
const LETTER = /[\p{L}\p{N}]/u;

/** Where a fault is: the field, and for synonyms which group, counted from 1. */
interface Place {
  readonly path: string;
  readonly group?: number;
}

/** Own words as they are stored: cleaned, without repeats; refused with what is wrong where, in code and detail. */
export function checkedWords({ synonyms, fillers }: LexiconSettings): { synonyms: string[][]; fillers: string[] } {
  const path = 'input.synonyms';
  atMost(MOST.groups, synonyms.length, { path }, ['同义词', '组', 'groups of synonyms']);
  const groups = synonyms.map((group, index) => {
    const place = { path, group: index + 1 };
    const words = differentWords(group, place);
    if (words.length < 2) {
      const message = `第 ${index + 1} 组同义词少于两个不同的词 · Group ${index + 1} has fewer than two different words`;
      throw new AppError(
        'BAD_INPUT',
        { ...place, problem: 'fewer than two different words', words: words.join(' ') },
        message,
      );
    }
    atMost(MOST.wordsOfGroup, words.length, place, [`第 ${index + 1} 组`, '个词', `words in group ${index + 1}`]);
    return words;
  });
  const idle = differentWords(fillers, { path: 'input.fillers' });
  atMost(MOST.fillers, idle.length, { path: 'input.fillers' }, ['口头语', '个', 'filler words']);
  return { synonyms: groups, fillers: idle };
}

function atMost(limit: number, total: number, place: Place, [what, unit, english]: readonly [string, string, string]) {
  if (total <= limit) return;
  const message = `${what}最多 ${limit} ${unit} · At most ${limit} ${english}`;
  throw new AppError('LIMIT_BATCH', { ...place, limit, total }, message);
}

/** Words with one blank between their parts; of those that are spelled alike the first. */
function differentWords(given: readonly string[], place: Place): string[] {
  const cleaned = given.map((word) => storable(word).replaceAll(/\s+/gu, ' ').trim()).filter((word) => word !== '');
  for (const word of cleaned) checkWord(word, place);
  const spelled = new Map<string, string>();
  for (const word of cleaned) {
    const spelling = normaliseText(word).trim();
    if (!spelled.has(spelling)) spelled.set(spelling, word);
  }
  return [...spelled.values()];
}

function checkWord(word: string, place: Place): void {
  if (word.length > MOST.characters) {
    const message = `一个词最多 ${MOST.characters} 字 · At most ${MOST.characters} characters a word`;
    throw new AppError(
      'LIMIT_TEXT',
      { ...place, limit: MOST.characters, word: word.slice(0, MOST.characters) },
      message,
    );
  }
  const problem = SEPARATOR.test(word) ? 'separator inside a word' : LETTER.test(word) ? null : 'no letter or digit';
  if (problem === null) return;
  throw new AppError('BAD_INPUT', { ...place, problem, word }, `「${word}」不是一个词 · “${word}” is no word`);
}
