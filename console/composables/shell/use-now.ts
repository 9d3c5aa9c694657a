import { computed, onScopeDispose, ref, type ComputedRef } from 'vue';
import { useAuthStore } from '../session/auth-store.ts';

const SECOND_MS = 1_000;
const tick = ref(Date.now());
let users = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** The hub's time in milliseconds, once a second, while somebody looks at it. One timer for all. */
export function useNow(): ComputedRef<number> {
  const auth = useAuthStore();
  tick.value = Date.now();
  users += 1;
  timer ??= setInterval(() => {
    tick.value = Date.now();
  }, SECOND_MS);
  onScopeDispose(() => {
    users -= 1;
    if (users > 0) return;
    clearInterval(timer);
    timer = undefined;
  });
  return computed(() => tick.value + auth.clockOffset);
}
