import { useClientHandle } from '@urql/vue';
import { computed, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { KnowledgeDocumentDocument, type KnowledgeDocumentQuery } from '../../generated/graphql.ts';

export type DocumentDetails = NonNullable<KnowledgeDocumentQuery['document']>;
export type VersionDetails = DocumentDetails['versions']['edges'][number]['node'];

export interface OpenDocument {
  readonly document: ShallowRef<DocumentDetails | undefined>;
  readonly state: ShallowRef<'loading' | 'ready' | 'missing' | 'failed'>;
  /** Newest first. */
  readonly versions: ComputedRef<readonly VersionDetails[]>;
  readonly newest: ComputedRef<VersionDetails | undefined>;
  reload(): Promise<void>;
}

/** One document with its versions; read again when the knowledge changes. */
export function useDocument(id: () => string, changes: Ref<number>): OpenDocument {
  const { client } = useClientHandle();
  const document = shallowRef<DocumentDetails>();
  const state = shallowRef<'loading' | 'ready' | 'missing' | 'failed'>('loading');
  let round = 0;

  async function reload(): Promise<void> {
    const mine = (round += 1);
    const result = await client
      .query(KnowledgeDocumentDocument, { id: id() }, { requestPolicy: 'network-only' })
      .toPromise();
    // A later question overtakes an earlier answer.
    if (mine !== round) return;
    if (result.data) {
      document.value = result.data.document ?? undefined;
      state.value = document.value ? 'ready' : 'missing';
    } else if (!document.value) state.value = 'failed';
  }

  watch(
    id,
    () => {
      document.value = undefined;
      state.value = 'loading';
      void reload();
    },
    { immediate: true },
  );
  watch(changes, () => void reload());
  const versions = computed(() => document.value?.versions.edges.map(({ node }) => node) ?? []);
  return { document, state, versions, newest: computed(() => versions.value[0]), reload };
}
