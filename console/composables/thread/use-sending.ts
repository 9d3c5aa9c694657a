import { computed, ref, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { SendOperatorMessageDocument, type MessageLineFragment } from '../../generated/graphql.ts';
import { useHubLine } from '../api/hub-line.ts';
import type { HubFailure } from '../api/hub-failure.ts';
import { useCommand } from '../api/use-command.ts';
import type { Pen } from '../inbox/pen.ts';
import { composerModeOf, countCharacters, sendFault, type ComposerMode } from './composer-rules.ts';
import { useDraftStore } from './draft-store.ts';

export interface Sending {
  readonly text: Ref<string>;
  readonly mode: ComputedRef<ComposerMode>;
  readonly count: ComputedRef<number>;
  readonly fault: ComputedRef<ReturnType<typeof sendFault>>;
  readonly busy: ShallowRef<boolean>;
  readonly failure: ShallowRef<HubFailure | undefined>;
  send(): Promise<void>;
}

/**
 * What an operator writes into one session. The draft is kept with every stroke and leaves the field only when the hub
 * has the text; while a takeover is requested the hub holds the bubble back until the room is the operator's.
 */
export function useSending(options: {
  sessionId: string;
  pen: () => Pen;
  onSent: (message: MessageLineFragment) => void;
}): Sending {
  const drafts = useDraftStore();
  const { line } = useHubLine();
  const command = useCommand(SendOperatorMessageDocument);
  const text = ref(drafts.read(options.sessionId));
  watch(text, (next) => drafts.write(options.sessionId, next));

  const mode = computed(() => composerModeOf(options.pen()));
  const fault = computed(() => sendFault(text.value, line.phase === 'online'));
  return {
    text,
    mode,
    fault,
    count: computed(() => countCharacters(text.value.trim())),
    busy: command.busy,
    failure: command.failure,
    async send() {
      if (fault.value || mode.value === 'locked' || command.busy.value) return;
      const written = text.value;
      const result = await command.run({ sessionId: options.sessionId, text: written.trim() });
      if ('failure' in result) return;
      // What was typed while the request was under way stays in the field.
      if (text.value.startsWith(written)) text.value = text.value.slice(written.length);
      options.onSent(result.data.sendOperatorMessage.message);
    },
  };
}
