import { onScopeDispose, ref, type Ref } from 'vue';

/** Turns true after so many milliseconds: a skeleton that flashes is worse than none. */
export function useLate(milliseconds: number): Ref<boolean> {
  const late = ref(false);
  const timer = setTimeout(() => {
    late.value = true;
  }, milliseconds);
  onScopeDispose(() => clearTimeout(timer));
  return late;
}
