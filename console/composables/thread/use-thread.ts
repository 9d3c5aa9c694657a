import { useClientHandle } from '@urql/vue';
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import {
  SessionEventsDocument,
  ThreadHeadDocument,
  ThreadMessagesDocument,
  type MessageLineFragment,
  type ReplyFactsFragment,
  type SessionEventsSubscription,
} from '../../generated/graphql.ts';
import type { FeedState } from '../live/live-feed.ts';
import { useLiveFeed } from '../live/use-live-feed.ts';
import { layOutThread, sortLines, type ThreadItem } from './thread-items.ts';
import { patchLines } from './thread-patch.ts';

export interface Thread {
  readonly items: ComputedRef<ThreadItem[]>;
  readonly state: ShallowRef<FeedState>;
  readonly hasOlder: ShallowRef<boolean>;
  readonly loadingOlder: ShallowRef<boolean>;
  loadOlder(): Promise<void>;
  /** Puts a line in that came as the answer to a command, before its event does. */
  add(message: MessageLineFragment): void;
  patchReply(reply: ReplyFactsFragment): void;
  refetch(): Promise<void>;
}

type ThreadChange = Exclude<SessionEventsSubscription['sessionEvents'], { __typename: 'Synced' | 'Reset' }>;

const PAGE = 50;

/** One session's lines, complete and live: the last page first, older ones on demand, changes as they happen. */
export function useThread(sessionId: string): Thread {
  const { client } = useClientHandle();
  const lines = shallowRef<ReadonlyMap<string, MessageLineFragment>>(new Map());
  const hasOlder = shallowRef(false);
  const loadingOlder = shallowRef(false);
  let oldest: string | null = null;

  async function page(before: string | null): Promise<MessageLineFragment[]> {
    const variables = { sessionId, last: PAGE, before };
    const result = await client.query(ThreadMessagesDocument, variables, { requestPolicy: 'network-only' }).toPromise();
    const connection = result.data?.session?.messages;
    if (!connection) throw result.error ?? new Error('no such session');
    hasOlder.value = connection.pageInfo.hasPreviousPage;
    oldest = connection.pageInfo.startCursor;
    return connection.edges.map((edge) => edge.node);
  }

  function put(messages: readonly MessageLineFragment[]): void {
    lines.value = new Map([...lines.value, ...messages.map((message) => [message.id, message] as const)]);
  }

  function apply(change: ThreadChange): void {
    if (change.__typename === 'MessageAdded' || change.__typename === 'ReplyChanged') put([change.message]);
    else if (change.__typename === 'TurnChanged') lines.value = patchLines(lines.value, { turn: change.turn });
  }

  const feed = useLiveFeed({
    document: SessionEventsDocument,
    variables: { sessionId },
    pick: (data) => data.sessionEvents,
    refetch: async () => {
      const head = client.query(ThreadHeadDocument, { id: sessionId }, { requestPolicy: 'network-only' }).toPromise();
      const [messages] = await Promise.all([page(null), head]);
      lines.value = new Map(messages.map((message) => [message.id, message]));
    },
    apply,
  });

  return {
    items: computed(() => layOutThread(sortLines(lines.value.values()))),
    state: feed.state,
    hasOlder,
    loadingOlder,
    async loadOlder() {
      if (!hasOlder.value || loadingOlder.value) return;
      loadingOlder.value = true;
      try {
        put(await page(oldest));
      } finally {
        loadingOlder.value = false;
      }
    },
    add: (message) => put([message]),
    patchReply(reply) {
      lines.value = patchLines(lines.value, { reply });
    },
    refetch: feed.refetch,
  };
}
