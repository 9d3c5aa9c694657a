import { useQuery } from '@urql/vue';
import { computed, inject, provide, watch, type ComputedRef, type InjectionKey } from 'vue';
import {
  MarkReadDocument,
  ResolveUnknownDocument,
  ThreadHeadDocument,
  VoidReplyDocument,
  type SessionHeadFragment,
} from '../../generated/graphql.ts';
import { useCommand } from '../api/use-command.ts';
import { sessionName } from '../inbox/session-name.ts';
import { useFailureTexts } from '../shell/use-failure-texts.ts';
import { usePageVisible } from '../shell/use-page-visible.ts';
import { useToastStore } from '../shell/toast-store.ts';
import { useOwnership, type Ownership } from './use-ownership.ts';
import { useSending, type Sending } from './use-sending.ts';
import { useThread, type Thread } from './use-thread.ts';

export interface ThreadContext {
  readonly sessionId: string;
  readonly session: ComputedRef<SessionHeadFragment | undefined>;
  /** The hub has answered that there is no such session. */
  readonly missing: ComputedRef<boolean>;
  readonly name: ComputedRef<string>;
  readonly thread: Thread;
  readonly ownership: Ownership;
  readonly sending: Sending;
  /** An operator looked at the phone: the bubble was typed, or it was not. */
  resolveUnknown(replyId: string, typed: boolean): Promise<void>;
  takeBack(replyId: string): Promise<void>;
  /** Puts a text into the composer, in front of what is there. */
  writeAgain(text: string): void;
}

const THREAD: InjectionKey<ThreadContext> = Symbol('thread');

/** Reading is seeing: a session on screen has nothing unread while the page is visible. */
function useMarkRead(session: ComputedRef<SessionHeadFragment | undefined>): void {
  const command = useCommand(MarkReadDocument);
  const visible = usePageVisible();
  watch(
    () => (visible.value && session.value && session.value.unread > 0 ? session.value.id : undefined),
    (sessionId) => {
      if (sessionId && !command.busy.value) void command.run({ sessionId });
    },
    { immediate: true },
  );
}

/** Everything about the session on screen, for the parts of the thread. */
export function provideThread(sessionId: string): ThreadContext {
  const head = useQuery({ query: ThreadHeadDocument, variables: { id: sessionId }, requestPolicy: 'cache-first' });
  const session = computed(() => head.data.value?.session ?? undefined);
  const thread = useThread(sessionId);
  const ownership = useOwnership(() => session.value);
  const sending = useSending({ sessionId, pen: () => ownership.pen.value, onSent: thread.add });
  const resolving = useCommand(ResolveUnknownDocument);
  const voiding = useCommand(VoidReplyDocument);
  const toasts = useToastStore();
  const words = useFailureTexts();
  useMarkRead(session);

  const context: ThreadContext = {
    sessionId,
    session,
    missing: computed(() => head.data.value?.session === null),
    name: computed(() => (session.value ? sessionName(session.value) : '')),
    thread,
    ownership,
    sending,
    async resolveUnknown(replyId, typed) {
      const result = await resolving.run({ replyId, typed });
      if ('data' in result) thread.patchReply(result.data.resolveUnknown);
      else toasts.show({ tone: 'danger', title: words(result.failure).title, text: words(result.failure).next });
    },
    async takeBack(replyId) {
      const result = await voiding.run({ replyId });
      if ('data' in result) thread.patchReply(result.data.voidReply);
      else toasts.show({ tone: 'danger', title: words(result.failure).title, text: words(result.failure).next });
    },
    writeAgain(text) {
      sending.text.value = sending.text.value === '' ? text : `${text}\n${sending.text.value}`;
    },
  };
  provide(THREAD, context);
  return context;
}

/** The session on screen, for a part of the thread. */
export function useThreadContext(): ThreadContext {
  const context = inject(THREAD);
  if (!context) throw new Error('the thread is provided by its pane');
  return context;
}
