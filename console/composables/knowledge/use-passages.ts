import { useClientHandle } from '@urql/vue';
import { shallowRef, watch, type ShallowRef } from 'vue';
import { DocumentPassagesDocument, type VersionPassagesFragment } from '../../generated/graphql.ts';

export type Passage = VersionPassagesFragment['chunks']['edges'][number]['node'];

export interface Passages {
  readonly passages: ShallowRef<readonly Passage[]>;
  readonly state: ShallowRef<'loading' | 'ready' | 'failed'>;
  readonly more: ShallowRef<boolean>;
  readMore(): Promise<void>;
}

const PAGE = 20;

/** The passages of the version that is answered from, or of the newest one, in reading order, twenty at a time. */
export function usePassages(
  of: () => { readonly documentId: string; readonly versionId: string; readonly newest: boolean },
): Passages {
  const { client } = useClientHandle();
  const passages = shallowRef<readonly Passage[]>([]);
  const state = shallowRef<'loading' | 'ready' | 'failed'>('loading');
  const more = shallowRef(false);
  let cursor: string | null = null;
  let round = 0;

  async function read(): Promise<void> {
    const mine = (round += 1);
    const { documentId, newest } = of();
    state.value = 'loading';
    const variables = { documentId, newest, first: PAGE, after: cursor };
    const result = await client
      .query(DocumentPassagesDocument, variables, { requestPolicy: 'network-only' })
      .toPromise();
    if (mine !== round) return;
    const version = newest ? result.data?.document?.latestVersion : result.data?.document?.currentVersion;
    state.value = result.data ? 'ready' : 'failed';
    if (!version) return;
    passages.value = [...passages.value, ...version.chunks.edges.map(({ node }) => node)];
    more.value = version.chunks.pageInfo.hasNextPage;
    cursor = version.chunks.pageInfo.endCursor;
  }

  watch(
    () => `${of().versionId} ${of().newest}`,
    () => {
      passages.value = [];
      more.value = false;
      cursor = null;
      void read();
    },
    { immediate: true },
  );
  return { passages, state, more, readMore: read };
}
