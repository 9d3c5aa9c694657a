import { ref, type Ref } from 'vue';

/** A media query as a ref; shared by all who ask, for the life of the page. */
function mediaQuery(query: string): Ref<boolean> {
  const list = window.matchMedia(query);
  const matches = ref(list.matches);
  list.addEventListener('change', (event) => {
    matches.value = event.matches;
  });
  return matches;
}

let viewport: { readonly narrow: Ref<boolean>; readonly wide: Ref<boolean> } | undefined;

/** narrow: a phone, two steps · wide: room for the customer panel beside the thread. */
export function useViewport(): { readonly narrow: Ref<boolean>; readonly wide: Ref<boolean> } {
  viewport ??= { narrow: mediaQuery('(max-width: 767px)'), wide: mediaQuery('(min-width: 1181px)') };
  return viewport;
}
