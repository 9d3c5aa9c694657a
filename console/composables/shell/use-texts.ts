import { useI18n } from 'vue-i18n';
import type { TextKey } from '../../locales/zh-cn.ts';

export type TextValues = Readonly<Record<string, string | number>>;

/** The texts of the language in use; a key that does not exist does not compile. */
export function useTexts(): { t(key: TextKey, values?: TextValues): string; locale(): string } {
  const { t, locale } = useI18n();
  return { t: (key, values = {}) => t(key, values), locale: () => locale.value };
}
