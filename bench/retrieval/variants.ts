import { homophonesOf } from '../../server/modules/knowledge/homophones.ts';
import { toTraditional } from './traditional.ts';

/** A way to type a question, made by rule; the same text for the same question every time. */
export interface Variant {
  readonly name: string;
  typed(text: string): string;
}

const HAN = /\p{Script=Han}/u;
const FULL_WIDTH_OFFSET = 0xfee0;

/** A number below `limit` that only the text decides. */
function pick(text: string, limit: number): number {
  let hash = 7;
  for (const character of text) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return (Math.imul(hash, 0x9e3779b1) >>> 8) % limit;
}

/** Changes one place, chosen by the text among those that can be changed. */
function changeOne(text: string, places: (characters: readonly string[]) => number[], change: Change): string {
  const characters = Array.from(text);
  const possible = places(characters);
  const place = possible[pick(text, Math.max(1, possible.length))];
  return place === undefined ? text : change(characters, place).join('');
}

type Change = (characters: readonly string[], place: number) => string[];

function hanPlaces(characters: readonly string[]): number[] {
  return characters.flatMap((character, index) => (HAN.test(character) ? [index] : []));
}

function swapPlaces(characters: readonly string[]): number[] {
  return hanPlaces(characters).filter((place) => {
    const next = characters[place + 1] ?? '';
    return HAN.test(next) && next !== characters[place];
  });
}

function otherOfSameSound(text: string, character: string): string {
  const others = Array.from(homophonesOf(character)).filter((other) => other !== character);
  return others[pick(text + character, Math.max(1, others.length))] ?? character;
}

function fullWidth(text: string): string {
  return text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + FULL_WIDTH_OFFSET));
}

export const VARIANTS: readonly Variant[] = [
  {
    name: 'homophone',
    typed: (text) =>
      changeOne(text, hanPlaces, (all, place) => all.with(place, otherOfSameSound(text, all[place] ?? ''))),
  },
  {
    name: 'two swapped',
    typed: (text) =>
      changeOne(text, swapPlaces, (all, place) =>
        all.with(place, all[place + 1] ?? '').with(place + 1, all[place] ?? ''),
      ),
  },
  {
    name: 'one dropped',
    typed: (text) => changeOne(text, hanPlaces, (all, place) => all.toSpliced(place, 1)),
  },
  { name: 'full width', typed: fullWidth },
  { name: 'traditional', typed: toTraditional },
  {
    name: 'spaced and shouted',
    typed: (text) => `请问一下 ${text.toUpperCase().replace(/(\d)(?=[A-Z])/g, '$1 ')}？？`,
  },
];
