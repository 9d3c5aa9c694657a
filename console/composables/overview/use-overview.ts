import { useQuery } from '@urql/vue';
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import { OverviewDocument, type OverviewQuery } from '../../generated/graphql.ts';

export interface Overview {
  readonly statistics: ComputedRef<OverviewQuery['statistics'] | undefined>;
  readonly failed: ComputedRef<boolean>;
  /** When the figures were read, ISO 8601. */
  readonly readAt: ShallowRef<string | undefined>;
  reload(): void;
}

const EVERY_MS = 15_000;

/** The hub's figures, read again every 15 s while somebody can see them. */
export function useOverview(): Overview {
  const query = useQuery({ query: OverviewDocument, variables: {}, requestPolicy: 'network-only' });
  const readAt = shallowRef<string>();
  const reload = (): void => {
    query.executeQuery({ requestPolicy: 'network-only' });
  };
  watch(
    () => query.data.value,
    (data) => {
      if (data) readAt.value = new Date().toISOString();
    },
    { immediate: true },
  );
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') reload();
  }, EVERY_MS);
  onScopeDispose(() => clearInterval(timer));
  return {
    statistics: computed(() => query.data.value?.statistics),
    failed: computed(() => query.error.value !== undefined),
    readAt,
    reload,
  };
}

/** Share of conversations the model ended by itself, 0 to 1; undefined while there were none. */
export function answeredShare(
  statistics: Pick<OverviewQuery['statistics'], 'answered24h' | 'handedOff24h'>,
): number | undefined {
  const all = statistics.answered24h + statistics.handedOff24h;
  return all > 0 ? statistics.answered24h / all : undefined;
}
