import { useClientHandle } from '@urql/vue';
import { onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import { ImportEventsDocument, KnowledgeSummaryDocument, type KnowledgeSummaryQuery } from '../../generated/graphql.ts';
import { useLineReturn } from '../api/use-line-return.ts';
import type { FeedState } from '../live/live-feed.ts';
import { useLiveFeed } from '../live/use-live-feed.ts';
import { type ImportedVersion, useSeenImports } from './use-seen-imports.ts';

export type KnowledgeSummary = KnowledgeSummaryQuery['knowledge'];

export interface Knowledge {
  readonly summary: ShallowRef<KnowledgeSummary | undefined>;
  readonly state: ShallowRef<FeedState>;
  /** Imports that run, wait, or ended since the page was opened; in the order in which they came. */
  readonly imports: ComputedRef<readonly ImportedVersion[]>;
  /** Rises whenever lists should be read again. */
  readonly changes: ShallowRef<number>;
  /** Shows an import that was just asked for. */
  put(version: ImportedVersion): void;
  /** Takes an ended import out of the panel. */
  forget(versionId: string): void;
  /** Reads the state and every list again. */
  refresh(): Promise<void>;
}

/** Several files published in a row cause one reading of the lists. */
const REST_MS = 400;

/** The state of the knowledge base, its folders and what is being imported, live. */
export function useKnowledge(): Knowledge {
  const { client } = useClientHandle();
  const summary = shallowRef<KnowledgeSummary>();
  const seen = useSeenImports();
  const changes = shallowRef(0);
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function refresh(): Promise<void> {
    const result = await client.query(KnowledgeSummaryDocument, {}, { requestPolicy: 'network-only' }).toPromise();
    if (!result.data) throw result.error ?? new Error('no answer');
    summary.value = result.data.knowledge;
    seen.reset(result.data.knowledge.imports);
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
      if (change.__typename !== 'ImportChanged' || seen.hear(change.version)) changed();
    },
  });
  onScopeDispose(() => clearTimeout(timer));
  useLineReturn(changed);

  return {
    summary,
    state: feed.state,
    imports: seen.imports,
    changes,
    put(version) {
      if (seen.add(version)) changed();
    },
    forget: seen.forget,
    refresh,
  };
}
