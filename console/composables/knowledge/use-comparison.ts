import { useQuery } from '@urql/vue';
import { computed, type ComputedRef } from 'vue';
import { CompareVersionsDocument, type CompareVersionsQuery } from '../../generated/graphql.ts';

export type Comparison = CompareVersionsQuery['compareVersions'];

/** How a version differs from another one of its document. */
export function useComparison(of: () => { readonly a: string; readonly b: string }): {
  readonly comparison: ComputedRef<Comparison | undefined>;
  readonly failed: ComputedRef<boolean>;
  reload(): void;
} {
  const query = useQuery({ query: CompareVersionsDocument, variables: of, requestPolicy: 'network-only' });
  return {
    comparison: computed(() => query.data.value?.compareVersions),
    failed: computed(() => query.error.value !== undefined),
    reload: () => void query.executeQuery({ requestPolicy: 'network-only' }),
  };
}
