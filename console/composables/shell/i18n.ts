import { createI18n } from 'vue-i18n';
import { zhCN } from '../../locales/zh-cn.ts';
import type { Language } from '../session/preferences-store.ts';

/** Chinese comes with the entry; English is fetched by those who ask for it. */
export function createConsoleI18n() {
  return createI18n({ legacy: false, locale: 'zh-CN', fallbackLocale: 'zh-CN', messages: { 'zh-CN': zhCN } });
}

/** What of vue-i18n a change of language needs. */
interface Switchable {
  readonly availableLocales: readonly string[];
  readonly locale: { value: string };
  setLocaleMessage(locale: string, messages: object): void;
}

/** Switches the language; its texts are loaded first, so no key is ever seen. */
export async function switchLanguage(texts: object, language: Language): Promise<void> {
  const switchable = texts as Switchable;
  if (language === 'en' && !switchable.availableLocales.includes('en')) {
    const { en } = await import('../../locales/en.ts');
    switchable.setLocaleMessage('en', en);
  }
  switchable.locale.value = language;
}
