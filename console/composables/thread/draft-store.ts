import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { useAuthStore } from '../session/auth-store.ts';

/** The newest so many drafts are kept. */
const MOST = 100;

type Drafts = Readonly<Record<string, string>>;

function readDrafts(key: string): Drafts {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter((entry) => typeof entry[1] === 'string'));
  } catch {
    return {};
  }
}

/** What a person has begun to write, by what it is about: a session, a form; it survives a change of page, a reload and a lost connection. */
export const useDraftStore = defineStore('drafts', () => {
  const auth = useAuthStore();
  const key = computed(() => `kefu.drafts.${auth.me?.id ?? 'anyone'}`);
  const drafts = ref(readDrafts(key.value));
  watch(key, (next) => {
    drafts.value = readDrafts(next);
  });

  return {
    read: (about: string): string => drafts.value[about] ?? '',
    write(about: string, text: string): void {
      const { [about]: _old, ...others } = drafts.value;
      const entries = Object.entries(others).slice(-(MOST - 1));
      drafts.value = Object.fromEntries(text === '' ? entries : [...entries, [about, text]]);
      localStorage.setItem(key.value, JSON.stringify(drafts.value));
    },
  };
});
