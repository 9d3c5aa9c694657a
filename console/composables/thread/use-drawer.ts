import { ref, watch, type Ref } from 'vue';
import { useViewport } from '../shell/use-viewport.ts';

/** The customer panel where there is no room beside the thread: closed at first, and gone when there is room. */
export function useDrawer(): { open: Ref<boolean> } {
  const { wide } = useViewport();
  const open = ref(false);
  watch(wide, () => {
    open.value = false;
  });
  return { open };
}
