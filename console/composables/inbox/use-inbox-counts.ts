import { useClientHandle } from '@urql/vue';
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { InboxCountsDocument, type InboxCountsQuery } from '../../generated/graphql.ts';

export type Counts = InboxCountsQuery['inboxCounts'];

/** A burst of changes asks once, this long after its first. */
const SETTLE_MS = 400;

/** The hub's counts of all tabs; only the hub knows them, so a change asks for them again. */
export function useInboxCounts(): {
  counts: ShallowRef<Counts | undefined>;
  refresh(): Promise<void>;
  refreshSoon(): void;
} {
  const { client } = useClientHandle();
  const counts = shallowRef<Counts>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function refresh(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const result = await client.query(InboxCountsDocument, {}, { requestPolicy: 'network-only' }).toPromise();
    if (result.data) counts.value = result.data.inboxCounts;
  }

  onScopeDispose(() => clearTimeout(timer));
  return {
    counts,
    refresh,
    refreshSoon() {
      timer ??= setTimeout(() => void refresh(), SETTLE_MS);
    },
  };
}
