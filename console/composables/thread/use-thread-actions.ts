import { ref, type Ref } from 'vue';
import { useShortcuts } from '../keyboard/use-shortcuts.ts';
import { useToastStore } from '../shell/toast-store.ts';
import { useTexts } from '../shell/use-texts.ts';
import type { ThreadContext } from './thread-context.ts';

export interface ThreadActions {
  readonly closing: Ref<boolean>;
  /** Set by the composer: moves the focus into the field. */
  readonly focusComposer: Ref<() => void>;
  takeOver(): Promise<void>;
  handBack(voidQueued?: boolean): Promise<void>;
}

/** What a person can do with the session on screen, by button or by key; a hand-back can be undone for a while. */
export function useThreadActions(context: ThreadContext): ThreadActions {
  const toasts = useToastStore();
  const { t } = useTexts();
  const closing = ref(false);
  const focusComposer = ref<() => void>(() => undefined);
  const { ownership } = context;

  async function takeOver(): Promise<void> {
    await ownership.takeOver();
    focusComposer.value();
  }

  async function handBack(voidQueued = false): Promise<void> {
    if (!(await ownership.handBack(voidQueued))) return;
    toasts.show({
      tone: 'success',
      title: t('thread.handBack.done'),
      text: t('thread.handBack.doneText'),
      action: { label: t('shell.action.undo'), run: () => void takeOver() },
    });
  }

  useShortcuts({
    'take-over': () => void takeOver(),
    'hand-back': () => void handBack(),
    resolve: () => {
      closing.value = ownership.can.value.resolve;
    },
    reply: () => focusComposer.value(),
  });
  return { closing, focusComposer, takeOver, handBack };
}
