import { nextTick, ref, watch, type Ref } from 'vue';
import { useResized } from '../shell/use-resized.ts';

const NEAR_END_PX = 80;
const NEAR_TOP_PX = 200;

export interface LogScroll {
  /** Lines that came below while the reader was further up. */
  readonly below: Ref<number>;
  onScroll(): void;
  toEnd(): void;
  /** Something in the log has grown, such as a picture that has arrived: whoever was at the end stays there. */
  onGrown(): void;
}

function isAtEnd(element: HTMLElement): boolean {
  return element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
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
  let followed = true;
  let loading = false;

  function toEnd(): void {
    const element = scroller.value;
    if (element) element.scrollTop = element.scrollHeight;
    followed = true;
    below.value = 0;
  }

  async function older(element: HTMLElement): Promise<void> {
    if (loading) return;
    loading = true;
    const fromEnd = element.scrollHeight - element.scrollTop;
    await log.loadOlder();
    await nextTick();
    if (element.scrollHeight - element.scrollTop !== fromEnd) element.scrollTop = element.scrollHeight - fromEnd;
    loading = false;
  }

  // Before the lines are drawn: where the reader stands is asked of the page, not of the last scroll event.
  watch(log.ids, async (ids, before) => {
    const last = before.at(-1);
    const at = last === undefined ? -1 : ids.lastIndexOf(last);
    const fresh = at < 0 ? 0 : ids.length - 1 - at;
    followed = scroller.value === null || before.length === 0 || isAtEnd(scroller.value);
    await nextTick();
    if (followed) toEnd();
    else below.value += fresh;
  });

  // The log shrinks when the composer opens, the page turns or a keyboard comes up.
  function keepEnd(): void {
    if (followed) toEnd();
  }
  useResized(scroller, keepEnd);

  return {
    below,
    toEnd,
    onGrown: keepEnd,
    onScroll() {
      const element = scroller.value;
      if (!element) return;
      followed = isAtEnd(element);
      if (followed) below.value = 0;
      if (element.scrollTop < NEAR_TOP_PX) void older(element);
    },
  };
}
