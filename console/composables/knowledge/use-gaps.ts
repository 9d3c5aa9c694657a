import { useClientHandle } from '@urql/vue';
import { shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { KnowledgeGapsDocument, SetGapDismissedDocument, type GapFactsFragment } from '../../generated/graphql.ts';
import { useCommand } from '../api/use-command.ts';
import { useToastStore } from '../shell/toast-store.ts';
import { useTexts } from '../shell/use-texts.ts';
import { useTold } from '../shell/use-told.ts';

export interface Gaps {
  readonly gaps: ShallowRef<readonly GapFactsFragment[]>;
  readonly state: ShallowRef<'loading' | 'ready' | 'failed'>;
  readonly more: ShallowRef<boolean>;
  reload(): Promise<void>;
  readMore(): Promise<void>;
  /** Takes a gap out of the list and offers to bring it back. */
  dismiss(gapId: string): Promise<void>;
}

const PAGE = 30;

/** Open gaps, most asked first; read again when the knowledge changes. */
export function useGaps(changes: Ref<number>): Gaps {
  const { client } = useClientHandle();
  const toasts = useToastStore();
  const told = useTold();
  const { t } = useTexts();
  const command = useCommand(SetGapDismissedDocument);
  const gaps = shallowRef<readonly GapFactsFragment[]>([]);
  const state = shallowRef<'loading' | 'ready' | 'failed'>('loading');
  const more = shallowRef(false);
  let cursor: string | null = null;

  async function read(after: string | null): Promise<void> {
    const variables = { first: PAGE, after };
    const { data } = await client
      .query(KnowledgeGapsDocument, variables, { requestPolicy: 'network-only' })
      .toPromise();
    state.value = data ? 'ready' : 'failed';
    if (!data) return;
    const shown = data.knowledgeGaps.edges.map(({ node }) => node);
    gaps.value = after === null ? shown : [...gaps.value, ...shown];
    more.value = data.knowledgeGaps.pageInfo.hasNextPage;
    cursor = data.knowledgeGaps.pageInfo.endCursor;
  }

  const reload = (): Promise<void> => read(null);
  async function set(gapId: string, dismissed: boolean): Promise<boolean> {
    const done = told(await command.run({ gapId, dismissed }));
    await reload();
    return done;
  }
  watch(changes, () => void reload(), { immediate: true });
  return {
    gaps,
    state,
    more,
    reload,
    readMore: () => read(cursor),
    async dismiss(gapId) {
      if (!(await set(gapId, true))) return;
      const action = { label: t('shell.action.undo'), run: () => void set(gapId, false) };
      toasts.show({ tone: 'success', title: t('care.gaps.dismissed'), action });
    },
  };
}
