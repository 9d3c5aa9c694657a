import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../../ports/database.ts';
import type { PersonPrincipal } from '../../ports/principal.ts';
import { once } from '../request/once.ts';
import { changeTenantSettings, tenantSettingsOf } from '../tenant/tenant.service.ts';
import type { LexiconSettings } from './lexicon.ts';
import { checkedWords } from './own-words.rules.ts';

/** A company's own synonyms and words that ask nothing, as they were written. */
export async function ownWordsOf(em: EntityManager, tenantId: string): Promise<LexiconSettings> {
  const { synonyms, fillers } = await tenantSettingsOf(em, tenantId);
  return { synonyms, fillers };
}

/**
 * Replaces a company's own words. LIMIT_BATCH or LIMIT_TEXT above what it may have; BAD_INPUT for a group of fewer than two
 * different words and for a word that is none. Every node reads the settings with each question and remembers what it found
 * under the words it was found by, so that the next question goes by the new ones everywhere.
 */
export async function setOwnWords(
  services: { readonly database: Database },
  by: PersonPrincipal,
  { requestId, ...given }: LexiconSettings & { readonly requestId: string },
): Promise<void> {
  const words = checkedWords(given);
  const { tenantId } = by;
  const request = { tenantId, actor: `user:${by.id}`, requestId, name: 'setOwnWords', input: { ...words } };
  await once(services, request, async (em) => {
    const before = await ownWordsOf(em, tenantId);
    await changeTenantSettings(em, tenantId, words);
    const detail = { added: without(words, before), removed: without(before, words) };
    return { answer: {}, subject: `tenant:${tenantId}`, detail };
  });
}

/** What one has and the other has not. */
function without(one: LexiconSettings, other: LexiconSettings): LexiconSettings {
  const known = new Set(other.synonyms.map((group) => JSON.stringify(group)));
  const synonyms = one.synonyms.filter((group) => !known.has(JSON.stringify(group)));
  return { synonyms, fillers: one.fillers.filter((word) => !other.fillers.includes(word)) };
}
