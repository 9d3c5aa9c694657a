import { ref, type Ref } from 'vue';

/** What may lie over any page; one at a time. */
export type Overlay = 'command' | 'help' | 'invite' | undefined;

const open = ref<Overlay>();

/** Which overlay is open. There is one page, so there is one of these. */
export function useOverlays(): { open: Ref<Overlay> } {
  return { open };
}
