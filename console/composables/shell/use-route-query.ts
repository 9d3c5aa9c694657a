import { computed, type WritableComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';

/** A value in the address, so that a link leads to the same view and Back leaves it; undefined when it is not there. */
export function useRouteQuery(name: string): WritableComputedRef<string | undefined> {
  const route = useRoute();
  const router = useRouter();
  return computed({
    get() {
      const value = route.query[name];
      return typeof value === 'string' && value !== '' ? value : undefined;
    },
    set(value) {
      const { [name]: _gone, ...rest } = route.query;
      if (value === undefined) void router.replace({ query: rest });
      else void router.push({ query: { ...rest, [name]: value } });
    },
  });
}
