import { computed, shallowRef, type ComputedRef } from 'vue';
import type { KnowledgeSummaryQuery } from '../../generated/graphql.ts';

export type ImportedVersion = KnowledgeSummaryQuery['knowledge']['imports'][number];

export interface SeenImports {
  /** Those that run, wait, or ended since the page was opened; in the order in which they came. */
  readonly imports: ComputedRef<readonly ImportedVersion[]>;
  /** Adds one or brings it up to date; answers whether its state changed. */
  put(version: ImportedVersion): boolean;
  /** What an event tells: one that had ended before it was seen was not imported now, such as an earlier version put in force. */
  hear(version: ImportedVersion): boolean;
  forget(versionId: string): void;
  /** The hub's queue as it is now; what ended while nobody listened is no longer in it, its document says how it ended. */
  reset(queue: readonly ImportedVersion[]): void;
}

const runs = ({ state }: ImportedVersion): boolean => state === 'IMPORTING';

/** Imports that somebody who looks at the page has seen. */
export function useSeenImports(): SeenImports {
  const seen = shallowRef<ReadonlyMap<string, ImportedVersion>>(new Map());
  const put = (version: ImportedVersion): boolean => {
    const before = seen.value.get(version.id);
    seen.value = new Map(seen.value).set(version.id, version);
    return before?.state !== version.state;
  };
  return {
    imports: computed(() => [...seen.value.values()]),
    put,
    hear: (version) => (runs(version) || seen.value.has(version.id) ? put(version) : true),
    forget(versionId) {
      const rest = new Map(seen.value);
      rest.delete(versionId);
      seen.value = rest;
    },
    reset(queue) {
      const now = new Map(queue.map((version) => [version.id, version]));
      const ended = [...seen.value].filter(([id, version]) => !now.has(id) && !runs(version));
      seen.value = new Map([...ended, ...now]);
    },
  };
}
