import { defineStore } from 'pinia';
import { computed, ref, watch, watchEffect } from 'vue';
import { useAuthStore } from './auth-store.ts';

export type Theme = 'system' | 'light' | 'dark';
export type Language = 'zh-CN' | 'en';

interface Preferences {
  theme: Theme;
  language: Language;
  /** A tone when a customer starts to wait. */
  sound: boolean;
  /** A desktop notice when the console is out of sight; needs the browser's permission. */
  desktopNotice: boolean;
  panelOpen: boolean;
}

const DEFAULTS: Preferences = {
  theme: 'system',
  language: 'zh-CN',
  sound: true,
  desktopNotice: false,
  panelOpen: true,
};

/** Reads what was kept; anything that does not fit falls back to the default of that one setting. */
export function parsePreferences(text: string | null): Preferences {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? '{}');
  } catch {
    kept = {};
  }
  const of: Record<string, unknown> = typeof kept === 'object' && kept !== null ? { ...kept } : {};
  const flag = (name: 'sound' | 'desktopNotice' | 'panelOpen'): boolean => {
    const value = of[name];
    return typeof value === 'boolean' ? value : DEFAULTS[name];
  };
  const { theme, language } = of;
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : DEFAULTS.theme,
    language: language === 'en' ? 'en' : DEFAULTS.language,
    sound: flag('sound'),
    desktopNotice: flag('desktopNotice'),
    panelOpen: flag('panelOpen'),
  };
}

/** Settings of one person in this browser. */
export const usePreferencesStore = defineStore('preferences', () => {
  const auth = useAuthStore();
  const key = computed(() => `kefu.preferences.${auth.me?.id ?? 'anyone'}`);
  const preferences = ref(parsePreferences(localStorage.getItem(key.value)));

  watch(key, (next) => {
    preferences.value = parsePreferences(localStorage.getItem(next));
  });
  watch(preferences, (next) => localStorage.setItem(key.value, JSON.stringify(next)), { deep: true });
  watchEffect(() => {
    const root = document.documentElement;
    root.lang = preferences.value.language;
    if (preferences.value.theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = preferences.value.theme;
  });

  return { preferences };
});
