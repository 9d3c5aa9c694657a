import { nextTick, ref, watch, type Ref } from 'vue';

const NEAR_END_PX = 80;
const NEAR_TOP_PX = 200;

export interface LogScroll {
  /** Lines that came below while the reader was further up. */
  readonly below: Ref<number>;
  onScroll(): void;
  toEnd(): void;
}

/**
 * Follows a log without moving the line that is being read: at the end it stays at the end, further up it stays put and
 * counts what came below; older lines that are put in above push nothing.
 */
export function useLogScroll(
  scroller: Readonly<Ref<HTMLElement | null>>,
  log: { ids: () => readonly string[]; loadOlder: () => Promise<void> },
): LogScroll {
  const below = ref(0);
  let atEnd = true;

  function toEnd(): void {
    const element = scroller.value;
    if (element) element.scrollTop = element.scrollHeight;
    atEnd = true;
    below.value = 0;
  }

  async function older(element: HTMLElement): Promise<void> {
    const fromEnd = element.scrollHeight - element.scrollTop;
    await log.loadOlder();
    await nextTick();
    element.scrollTop = element.scrollHeight - fromEnd;
  }

  watch(log.ids, async (ids, before) => {
    const last = before.at(-1);
    const at = last === undefined ? -1 : ids.lastIndexOf(last);
    const fresh = at < 0 ? 0 : ids.length - 1 - at;
    await nextTick();
    if (atEnd) toEnd();
    else below.value += fresh;
  });

  return {
    below,
    toEnd,
    onScroll() {
      const element = scroller.value;
      if (!element) return;
      atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
      if (atEnd) below.value = 0;
      if (element.scrollTop < NEAR_TOP_PX) void older(element);
    },
  };
}
