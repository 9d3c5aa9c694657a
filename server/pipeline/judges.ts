import { createHandoffWish } from '../modules/dialog/handoff-wish.ts';
import { readKindExamples } from '../modules/dialog/kind-example.service.ts';
import { TenantKinds } from '../modules/dialog/tenant-kinds.ts';
import { Recent } from '../modules/memory/recent.ts';
import type { TenantSettings } from '../modules/tenant/tenant.settings.ts';
import type { Database } from '../ports/database.ts';
import type { GatheredTurn } from './turn.ts';
import type { DialogJudges } from './steps/identify.ts';

/** Word lists remembered at most; each tenant with words of its own has one. */
const REMEMBERED = 200;

/** Judges by the shipped examples and each tenant's own examples and words, made when first needed. */
export function createJudges(services: { readonly database: Database }): (turn: GatheredTurn) => DialogJudges {
  const kinds = new TenantKinds((tenantId) => readKindExamples(services, tenantId));
  const wishes = createWishes();
  return ({ claim, settings }) => ({
    kindOf: kinds.classifierFor(claim.tenantId, settings.kindExamplesRevision),
    wishOf: wishes(settings),
  });
}

function createWishes(): (settings: TenantSettings) => DialogJudges['wishOf'] {
  const byWords = new Recent<DialogJudges['wishOf']>(REMEMBERED);
  return (settings) => {
    const key = wordsKey(settings);
    const known = byWords.get(key);
    if (known !== undefined) {
      return known;
    }
    const wishOf = createHandoffWish(settings);
    byWords.set(key, wishOf);
    return wishOf;
  };
}

function wordsKey({ dangerWords, complaintWords, humanWords }: TenantSettings): string {
  return JSON.stringify([dangerWords, complaintWords, humanWords]);
}
