import { useClientHandle } from '@urql/vue';
import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { KnowledgeDocumentsDocument } from '../../generated/graphql.ts';
import { retryDelay } from '../api/retry-delay.ts';
import type { DocumentFacts, Shelf } from './document-rules.ts';

export interface Documents {
  readonly documents: ShallowRef<readonly DocumentFacts[]>;
  readonly loading: ShallowRef<boolean>;
  readonly failed: ShallowRef<boolean>;
  /** Whether there are more than are shown. */
  readonly more: ShallowRef<boolean>;
  readMore(): Promise<void>;
  reload(): Promise<void>;
}

const PAGE = 50;

/** The documents of a shelf, last changed first, fifty at a time; read again when the shelf, the search or the knowledge changes, and until it works. */
export function useDocuments(shelf: Ref<Shelf>, search: Ref<string>, changes: Ref<number>): Documents {
  const { client } = useClientHandle();
  const documents = shallowRef<readonly DocumentFacts[]>([]);
  const loading = shallowRef(true);
  const failed = shallowRef(false);
  const more = shallowRef(false);
  let cursor: string | null = null;
  let round = 0;
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  /** What the documents shown were asked for by. */
  let shownFor = '';

  async function read(first: number, after: string | null): Promise<void> {
    const mine = (round += 1);
    clearTimeout(retry);
    loading.value = true;
    const { kind } = shelf.value;
    const variables = {
      folder: kind === 'folder' ? shelf.value.path : null,
      state: kind === 'state' ? shelf.value.state : null,
      search: search.value.trim() || null,
      first,
      after,
    };
    const result = await client
      .query(KnowledgeDocumentsDocument, variables, { requestPolicy: 'network-only' })
      .toPromise();
    // A later question overtakes an earlier answer.
    if (mine !== round) return;
    loading.value = false;
    failed.value = !result.data;
    const asked = JSON.stringify([variables.folder, variables.state, variables.search]);
    // Those of another shelf must not stand under the name of this one.
    if (!result.data && asked !== shownFor) documents.value = [];
    shownFor = asked;
    if (!result.data) {
      retry = setTimeout(() => void reload(), retryDelay(failures));
      failures += 1;
      return;
    }
    failures = 0;
    const { edges, pageInfo } = result.data.knowledge.documents;
    const shown = edges.map(({ node }) => node);
    documents.value = after === null ? shown : [...documents.value, ...shown];
    more.value = pageInfo.hasNextPage;
    cursor = pageInfo.endCursor;
  }

  const reload = (): Promise<void> => read(Math.min(100, Math.max(PAGE, documents.value.length)), null);
  watch([shelf, search], () => void read(PAGE, null), { immediate: true });
  watch(changes, () => void reload());
  onScopeDispose(() => {
    round += 1;
    clearTimeout(retry);
  });
  return { documents, loading, failed, more, readMore: () => read(PAGE, cursor), reload };
}
