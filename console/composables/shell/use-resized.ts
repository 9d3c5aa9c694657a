import { onScopeDispose, watch, type Ref } from 'vue';

/** Runs whenever the element's own box changes, and once when it appears. */
export function useResized(element: Readonly<Ref<HTMLElement | null>>, run: () => void): void {
  const observer = new ResizeObserver(run);
  watch(element, (next) => {
    observer.disconnect();
    if (next) observer.observe(next);
  });
  onScopeDispose(() => observer.disconnect());
}
