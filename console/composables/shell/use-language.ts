import { watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { usePreferencesStore } from '../session/preferences-store.ts';
import { switchLanguage } from './i18n.ts';

/** Keeps the texts in the language the person has chosen. */
export function useLanguage(): void {
  const store = usePreferencesStore();
  const texts = useI18n({ useScope: 'global' });
  watch(
    () => store.preferences.language,
    (language) => void switchLanguage(texts, language),
    { immediate: true },
  );
}
