import { useQuery } from '@urql/vue';
import { computed, shallowRef, type ComputedRef, type ShallowRef, type WritableComputedRef } from 'vue';
import { OwnWordsDocument, type OwnWordsFactsFragment, SetOwnWordsDocument } from '../../generated/graphql.ts';
import type { HubFailure } from '../api/hub-failure.ts';
import { useCommand } from '../api/use-command.ts';
import { useToastStore } from '../shell/toast-store.ts';
import { useTexts } from '../shell/use-texts.ts';
import { useTold } from '../shell/use-told.ts';
import { useDraftStore } from '../thread/draft-store.ts';
import { ownWordsText, type OwnWordsText, typedOwnWords } from './own-words-text.ts';

export interface OwnWordsForm {
  readonly loaded: ComputedRef<boolean>;
  readonly failed: ComputedRef<boolean>;
  readonly synonyms: WritableComputedRef<string>;
  readonly fillers: WritableComputedRef<string>;
  /** Something was typed that is not saved; it survives a change of page. */
  readonly changed: ComputedRef<boolean>;
  readonly busy: ShallowRef<boolean>;
  /** Why the last attempt was refused, until something else is typed. */
  readonly failure: ShallowRef<HubFailure | undefined>;
  /** Puts what was typed in force and offers to take it back. */
  save(): Promise<void>;
  reset(): void;
  reload(): void;
}

const DRAFT = 'own-words';

/** The company's own synonyms and words that mean nothing; used from the next question on once saved. */
export function useOwnWords(): OwnWordsForm {
  const query = useQuery({ query: OwnWordsDocument, variables: {}, requestPolicy: 'cache-and-network' });
  const command = useCommand(SetOwnWordsDocument);
  const drafts = useDraftStore();
  const toasts = useToastStore();
  const told = useTold();
  const { t } = useTexts();
  const put = shallowRef<OwnWordsFactsFragment>();
  const inForce = computed(() => put.value ?? query.data.value?.ownWords);
  const kept = computed(() => ownWordsText(inForce.value ?? { synonyms: [], fillers: [] }));
  const typed = computed((): OwnWordsText => {
    const draft = drafts.read(DRAFT);
    return draft === '' ? kept.value : (JSON.parse(draft) as OwnWordsText);
  });
  const same = (one: OwnWordsText): boolean =>
    one.synonyms === kept.value.synonyms && one.fillers === kept.value.fillers;

  const reset = (): void => {
    command.failure.value = undefined;
    drafts.write(DRAFT, '');
  };
  function type(changed: Partial<OwnWordsText>): void {
    const next = { ...typed.value, ...changed };
    command.failure.value = undefined;
    drafts.write(DRAFT, same(next) ? '' : JSON.stringify(next));
  }

  return {
    loaded: computed(() => inForce.value !== undefined),
    failed: computed(() => query.error.value !== undefined && inForce.value === undefined),
    synonyms: computed({ get: () => typed.value.synonyms, set: (synonyms) => type({ synonyms }) }),
    fillers: computed({ get: () => typed.value.fillers, set: (fillers) => type({ fillers }) }),
    changed: computed(() => !same(typed.value)),
    busy: command.busy,
    failure: command.failure,
    async save() {
      const before = inForce.value;
      const result = await command.run({ input: typedOwnWords(typed.value) });
      if ('failure' in result || !before) return;
      put.value = result.data.setOwnWords;
      reset();
      const action = { label: t('shell.action.undo'), run: () => void undo(before) };
      toasts.show({ tone: 'success', title: t('care.words.saved'), action });
    },
    reset,
    reload() {
      query.executeQuery({ requestPolicy: 'network-only' });
    },
  };

  async function undo({ synonyms, fillers }: OwnWordsFactsFragment): Promise<void> {
    const result = await command.run({ input: { synonyms, fillers } });
    if (told(result) && 'data' in result) put.value = result.data.setOwnWords;
  }
}
