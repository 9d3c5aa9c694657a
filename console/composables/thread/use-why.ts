import { useQuery } from '@urql/vue';
import { computed, watch, type ComputedRef, type Ref } from 'vue';
import {
  RetryTurnDocument,
  WhyAnswerDocument,
  type TurnFactsFragment,
  type WhyAnswerQuery,
} from '../../generated/graphql.ts';
import { useCommand } from '../api/use-command.ts';
import { useFailureTexts } from '../shell/use-failure-texts.ts';
import { useToastStore } from '../shell/toast-store.ts';
import { useTexts } from '../shell/use-texts.ts';
import { readTrace, type Trace } from './trace.ts';

export interface Why {
  readonly turn: ComputedRef<NonNullable<WhyAnswerQuery['turn']> | undefined>;
  readonly trace: ComputedRef<Trace | undefined>;
  readonly failed: ComputedRef<boolean>;
  readonly retrying: Ref<boolean>;
  reload(): void;
  retry(): Promise<void>;
}

/** The full record of a turn, read when it is opened, and again when the turn has changed meanwhile. */
export function useWhy(turn: () => TurnFactsFragment, open: Ref<boolean>): Why {
  const toasts = useToastStore();
  const words = useFailureTexts();
  const { t } = useTexts();
  const command = useCommand(RetryTurnDocument);
  const query = useQuery({
    query: WhyAnswerDocument,
    variables: () => ({ turnId: turn().id }),
    pause: () => !open.value,
    requestPolicy: 'cache-first',
  });
  const reload = (): void => {
    query.executeQuery({ requestPolicy: 'network-only' });
  };
  watch(
    () => `${turn().revision} ${turn().attempts} ${turn().outcome}`,
    () => {
      if (open.value) reload();
    },
  );
  const loaded = computed(() => query.data.value?.turn ?? undefined);
  return {
    turn: loaded,
    trace: computed(() => (loaded.value ? readTrace(loaded.value) : undefined)),
    failed: computed(() => query.error.value !== undefined && !loaded.value),
    retrying: command.busy,
    reload,
    async retry() {
      const result = await command.run({ turnId: turn().id });
      if ('data' in result) toasts.show({ tone: 'success', title: t('thread.why.retried') });
      else toasts.show({ tone: 'danger', title: words(result.failure).title, text: words(result.failure).next });
    },
  };
}
