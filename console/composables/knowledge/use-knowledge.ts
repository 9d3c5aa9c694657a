import { useClientHandle } from '@urql/vue';
import { computed, onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import { ImportEventsDocument, KnowledgeSummaryDocument, type KnowledgeSummaryQuery } from '../../generated/graphql.ts';
import { useLineReturn } from '../api/use-line-return.ts';
import type { FeedState } from '../live/live-feed.ts';
import { useLiveFeed } from '../live/use-live-feed.ts';

export type KnowledgeSummary = KnowledgeSummaryQuery['knowledge'];
export type ImportedVersion = KnowledgeSummary['imports'][number];

export interface Knowledge {
  readonly summary: ShallowRef<KnowledgeSummary | undefined>;
  readonly state: ShallowRef<FeedState>;
  /** Imports that run, wait, or ended since the page was opened; in the order in which they came. */
  readonly imports: ComputedRef<readonly ImportedVersion[]>;
  /** Rises whenever lists should be read again. */
  readonly changes: ShallowRef<number>;
  put(version: ImportedVersion): void;
  /** Takes an ended import out of the panel. */
  forget(versionId: string): void;
  /** Reads the state and every list again. */
  refresh(): Promise<void>;
}

/** Several files published in a row cause one reading of the lists. */
const REST_MS = 400;
const RUNNING = new Set(['IMPORTING']);

/** The state of the knowledge base, its folders and what is being imported, live. */
export function useKnowledge(): Knowledge {
  const { client } = useClientHandle();
  const summary = shallowRef<KnowledgeSummary>();
  const seen = shallowRef<ReadonlyMap<string, ImportedVersion>>(new Map());
  const changes = shallowRef(0);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const put = (version: ImportedVersion): void => {
    const before = seen.value.get(version.id);
    seen.value = new Map(seen.value).set(version.id, version);
    if (before?.state !== version.state) changed();
  };

  async function reload(): Promise<void> {
    const result = await client.query(KnowledgeSummaryDocument, {}, { requestPolicy: 'network-only' }).toPromise();
    if (!result.data) throw result.error ?? new Error('no answer');
    summary.value = result.data.knowledge;
    const now = new Map(result.data.knowledge.imports.map((version) => [version.id, version]));
    // What ended while nobody listened is no longer in the queue; its document says how it ended.
    const ended = [...seen.value].filter(([id, version]) => !now.has(id) && !RUNNING.has(version.state));
    seen.value = new Map([...ended, ...now]);
  }

  async function refresh(): Promise<void> {
    await reload();
    changes.value += 1;
  }

  function changed(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void feed.refetch(), REST_MS);
  }

  const feed = useLiveFeed({
    document: ImportEventsDocument,
    variables: {},
    pick: (data) => data.importEvents,
    refetch: refresh,
    apply: (change) => {
      if (change.__typename === 'ImportChanged') put(change.version);
      else changed();
    },
  });
  onScopeDispose(() => clearTimeout(timer));
  useLineReturn(changed);

  return {
    summary,
    state: feed.state,
    imports: computed(() => [...seen.value.values()]),
    changes,
    put,
    forget(versionId) {
      const rest = new Map(seen.value);
      rest.delete(versionId);
      seen.value = rest;
    },
    refresh,
  };
}
