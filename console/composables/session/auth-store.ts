import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { MeFactsFragment, PassFragment } from '../../generated/graphql.ts';
import type { Pass } from '../api/token-source.ts';

const STORAGE_KEY = 'kefu.pass';

interface Stored {
  readonly pass: Pass;
  readonly me: MeFactsFragment | null;
  /** Hub time minus own time in milliseconds, so that countdowns agree with the hub. */
  readonly clockOffset: number;
}

function isStored(value: unknown): value is Stored {
  if (typeof value !== 'object' || value === null || !('pass' in value)) return false;
  const { pass } = value;
  return typeof pass === 'object' && pass !== null && 'token' in pass && typeof pass.token === 'string';
}

function readStored(): Stored | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? 'null');
    return isStored(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Who is logged in here. Kept across reloads and shared between the tabs of one browser. */
export const useAuthStore = defineStore('auth', () => {
  const stored = shallowRef(readStored());

  window.addEventListener('storage', (event) => {
    if (event.key === STORAGE_KEY) stored.value = readStored();
  });

  function keep(next: Stored | undefined): void {
    stored.value = next;
    if (next) localStorage.setItem(STORAGE_KEY, JSON.stringify(next));
    else localStorage.removeItem(STORAGE_KEY);
  }

  const me = computed(() => stored.value?.me ?? undefined);
  return {
    me,
    pass: computed(() => stored.value?.pass),
    signedIn: computed(() => stored.value !== undefined),
    clockOffset: computed(() => stored.value?.clockOffset ?? 0),
    /** May take over, answer and hand back. */
    mayOperate: computed(() => me.value?.role === 'OPERATOR' || me.value?.role === 'ADMIN'),
    /** May add, pause and revoke agents, invite people and end the demo. */
    mayManage: computed(() => me.value?.role === 'ADMIN'),
    /** Takes a pass over from the hub's answer. */
    accept(pass: PassFragment): void {
      keep({
        pass: {
          token: pass.token,
          refreshToken: pass.refreshToken ?? stored.value?.pass.refreshToken ?? null,
          expiresAt: pass.expiresAt,
        },
        me: pass.me ?? stored.value?.me ?? null,
        clockOffset: Date.parse(pass.serverTime) - Date.now(),
      });
    },
    rename(facts: MeFactsFragment): void {
      if (stored.value) keep({ ...stored.value, me: facts });
    },
    clear: () => keep(undefined),
  };
});
