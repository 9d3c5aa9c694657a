import { computed, type ComputedRef, type ShallowRef } from 'vue';
import type { HubFailure } from '../api/hub-failure.ts';
import { useTexts } from '../shell/use-texts.ts';

/** What is wrong with own words, beside the field it is about. */
export interface OwnWordsFault {
  readonly field: 'synonyms' | 'fillers';
  readonly text: string;
}

/** A refusal of own words as the fault of a field; undefined when it is about neither. */
export function useOwnWordsFault(failure: ShallowRef<HubFailure | undefined>): ComputedRef<OwnWordsFault | undefined> {
  const { t } = useTexts();
  return computed(() => {
    if (!failure.value) return undefined;
    const { code, detail } = failure.value;
    const { path, group, limit, total, word, words } = detail;
    const field = path === 'input.synonyms' ? 'synonyms' : path === 'input.fillers' ? 'fillers' : undefined;
    if (!field) return undefined;
    const said = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? `${value}` : '');
    const values = { group: said(group), limit: said(limit), total: said(total), word: said(word) };
    if (code === 'LIMIT_TEXT') return { field, text: t('care.words.fault.long', values) };
    if (code === 'LIMIT_BATCH') {
      const which = field === 'fillers' ? 'fillers' : group === undefined ? 'groups' : 'group';
      return { field, text: t(`care.words.fault.${which}`, values) };
    }
    if (word !== undefined) return { field, text: t('care.words.fault.none', values) };
    return { field, text: t('care.words.fault.few', { ...values, words: said(words) }) };
  });
}
