import { computed, shallowRef, type ComputedRef } from 'vue';
import type { KnowledgeSummaryQuery } from '../../generated/graphql.ts';

export type ImportedVersion = KnowledgeSummaryQuery['knowledge']['imports'][number];

export interface SeenImports {
  /** Those that run, wait, or ended since the page was opened; in the order in which they came. */
  readonly imports: ComputedRef<readonly ImportedVersion[]>;
  /** Adds one that was just asked for, unless events told of it already; answers whether its state is new. */
  add(version: ImportedVersion): boolean;
  /** What an event tells: one that had ended before it was seen was not imported now, such as an earlier version put in force. */
  hear(version: ImportedVersion): boolean;
  forget(versionId: string): void;
  /** The hub's queue as it is now; what ended while nobody listened is no longer in it, its document says how it ended. */
  reset(queue: readonly ImportedVersion[]): void;
}

const runs = ({ state }: ImportedVersion): boolean => state === 'IMPORTING';
/** Versions remembered that ended before anybody here said that they are imports. */
const EARLY = 50;

/** Imports that somebody who looks at the page has seen. */
export function useSeenImports(): SeenImports {
  const seen = shallowRef<ReadonlyMap<string, ImportedVersion>>(new Map());
  /** All that were ever shown: the queue may have lost one before the event of its end comes. */
  const known = new Set<string>();
  /** The end of a short import may be heard before the answer to its upload, which is older then. */
  const early = new Map<string, ImportedVersion>();

  const show = (version: ImportedVersion): boolean => {
    known.add(version.id);
    const before = seen.value.get(version.id);
    seen.value = new Map(seen.value).set(version.id, version);
    return before?.state !== version.state;
  };

  return {
    imports: computed(() => [...seen.value.values()]),
    add(version) {
      if (known.has(version.id)) return false;
      const newest = early.get(version.id) ?? version;
      early.delete(version.id);
      return show(newest);
    },
    hear(version) {
      if (runs(version) || known.has(version.id)) return show(version);
      if (early.size >= EARLY) early.clear();
      early.set(version.id, version);
      return true;
    },
    forget(versionId) {
      const rest = new Map(seen.value);
      rest.delete(versionId);
      known.delete(versionId);
      seen.value = rest;
    },
    reset(queue) {
      for (const { id } of queue) known.add(id);
      const now = new Map(queue.map((version) => [version.id, version]));
      const ended = [...seen.value].filter(([id, version]) => !now.has(id) && !runs(version));
      seen.value = new Map([...ended, ...now]);
    },
  };
}
