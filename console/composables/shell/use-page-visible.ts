import { onScopeDispose, ref, type Ref } from 'vue';

/** Whether somebody can see the page: false behind other tabs, minimised or locked away. */
export function usePageVisible(): Ref<boolean> {
  const visible = ref(document.visibilityState === 'visible');
  const look = (): void => {
    visible.value = document.visibilityState === 'visible';
  };
  document.addEventListener('visibilitychange', look);
  onScopeDispose(() => document.removeEventListener('visibilitychange', look));
  return visible;
}
