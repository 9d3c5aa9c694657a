import { createHandoffWish } from '../modules/dialog/handoff-wish.ts';
import { createKindClassifier } from '../modules/dialog/kind.ts';
import type { TenantSettings } from '../modules/tenant/tenant.settings.ts';
import type { GatheredTurn } from './turn.ts';
import type { DialogJudges } from './steps/identify.ts';

/** Word lists remembered at most; each tenant with words of its own has one. */
const REMEMBERED = 200;

/** Judges by the shipped examples and each tenant's own words, made when first needed. */
export function createJudges(): (turn: GatheredTurn) => DialogJudges {
  const kindOf = createKindClassifier();
  const byWords = new Map<string, DialogJudges>();
  return ({ settings }) => {
    const key = wordsKey(settings);
    const known = byWords.get(key);
    if (known !== undefined) {
      return known;
    }
    if (byWords.size >= REMEMBERED) {
      byWords.clear();
    }
    const judges = { kindOf, wishOf: createHandoffWish(settings) };
    byWords.set(key, judges);
    return judges;
  };
}

function wordsKey({ dangerWords, complaintWords, humanWords }: TenantSettings): string {
  return JSON.stringify([dangerWords, complaintWords, humanWords]);
}
