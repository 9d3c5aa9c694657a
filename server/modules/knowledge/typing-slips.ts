import type { TypingSlip } from '../../ports/search.ts';
import { homophonesOf } from './homophones.ts';

const RUNS = /\p{Script=Han}{2,}/gu;
/** A character has some 25 of the same sound; whoever writes more than this says enough without a mended one. */
const CHARACTERS_AT_MOST = 200;

/** The pairs that hold one of the characters from `first` to `last`. */
function pairsAt(characters: readonly string[], first: number, last = first): string[] {
  const pairs: string[] = [];
  for (let index = Math.max(0, first - 1); index <= Math.min(last, characters.length - 2); index += 1) {
    pairs.push(`${characters[index]}${characters[index + 1]}`);
  }
  return pairs;
}

/** Every single slip that the beginning of a text may hold: a character of the same sound in another's place, or two swapped. */
export function slipsIn(text: string): TypingSlip[] {
  const slips: TypingSlip[] = [];
  for (const [run] of text.slice(0, CHARACTERS_AT_MOST).matchAll(RUNS)) {
    const typed = Array.from(run);
    typed.forEach((character, index) => {
      const broken = pairsAt(typed, index);
      for (const other of homophonesOf(character)) {
        if (other !== character)
          slips.push({ broken, meant: pairsAt(typed.with(index, other), index), character: other });
      }
      const next = typed[index + 1];
      if (next === undefined || next === character) return;
      const swapped = typed.with(index, next).with(index + 1, character);
      slips.push({
        broken: pairsAt(typed, index, index + 1),
        meant: pairsAt(swapped, index, index + 1),
        character: null,
      });
    });
  }
  return slips;
}
