import {
  computed,
  inject,
  provide,
  ref,
  shallowRef,
  watch,
  type ComputedRef,
  type InjectionKey,
  type Ref,
  type ShallowRef,
} from 'vue';
import { InboxEventsDocument, type InboxTab } from '../../generated/graphql.ts';
import { useLiveFeed } from '../live/use-live-feed.ts';
import type { FeedState } from '../live/live-feed.ts';
import { useAuthStore } from '../session/auth-store.ts';
import { useNow } from '../shell/use-now.ts';
import { useViewport } from '../shell/use-viewport.ts';
import { countOverdue } from './service-level.ts';
import { layOutInbox, type InboxRow } from './inbox-rows.ts';
import { useInboxCounts, type Counts } from './use-inbox-counts.ts';
import { useSessionLists, type SessionLists } from './use-session-lists.ts';

export interface Inbox {
  readonly tab: Ref<InboxTab>;
  readonly search: Ref<string>;
  readonly counts: ShallowRef<Counts | undefined>;
  readonly rows: ComputedRef<InboxRow[]>;
  readonly state: ShallowRef<FeedState>;
  /** The shown list is being read after its tab or search changed. */
  readonly loading: ShallowRef<boolean>;
  /** Waiting longer than they may, by the hub's clock at this second. */
  readonly overdue: ComputedRef<number>;
  readonly waiting: ComputedRef<SessionLists['lists']['waiting']['sessions']>;
  loadMore(): Promise<void>;
  refetch(): Promise<void>;
}

const INBOX: InjectionKey<Inbox> = Symbol('inbox');
/** A pause in typing this long starts the search. */
const SEARCH_PAUSE_MS = 250;

/** Reads the shown list again when the tab changes, and after a pause in typing when the search does. */
function useShownList(
  tab: Ref<InboxTab>,
  search: Ref<string>,
  lists: SessionLists,
  refetch: () => Promise<void>,
): ShallowRef<boolean> {
  const loading = shallowRef(false);
  async function show(): Promise<void> {
    loading.value = true;
    try {
      await lists.loadShown();
    } catch {
      await refetch();
    } finally {
      loading.value = false;
    }
  }
  watch(tab, () => void show());
  watch(search, (_now, _before, onCleanup) => {
    const timer = setTimeout(() => void show(), SEARCH_PAUSE_MS);
    onCleanup(() => clearTimeout(timer));
  });
  return loading;
}

/** The live inbox of the person who is logged in; one for the whole shell. */
export function provideInbox(): Inbox {
  const auth = useAuthStore();
  const { narrow } = useViewport();
  const now = useNow();
  const tab = ref<InboxTab>('ALL');
  const search = ref('');
  const trimmed = computed(() => search.value.trim());
  const lists = useSessionLists({ tab, search: trimmed, meId: () => auth.me?.id });
  const { counts, refresh, refreshSoon } = useInboxCounts();
  const feed = useLiveFeed({
    document: InboxEventsDocument,
    variables: {},
    pick: (data) => data.inboxEvents,
    refetch: async () => {
      await Promise.all([lists.load(), refresh()]);
    },
    apply: (change) => {
      lists.apply(change.session);
      refreshSoon();
    },
  });

  const rows = computed(() =>
    layOutInbox({
      tab: tab.value,
      searching: trimmed.value !== '',
      narrow: narrow.value,
      waiting: lists.lists.waiting.sessions,
      mine: lists.lists.mine.sessions,
      list: lists.lists.list.sessions,
      counts: counts.value ?? {
        waiting: lists.lists.waiting.sessions.length,
        mine: lists.lists.mine.sessions.length,
        all: 0,
      },
    }),
  );
  const inbox: Inbox = {
    tab,
    search,
    counts,
    rows,
    state: feed.state,
    loading: useShownList(tab, trimmed, lists, feed.refetch),
    waiting: computed(() => lists.lists.waiting.sessions),
    overdue: computed(() => countOverdue(lists.lists.waiting.sessions, now.value)),
    loadMore: lists.loadMore,
    refetch: feed.refetch,
  };
  provide(INBOX, inbox);
  return inbox;
}

/** The inbox of the shell around this component. */
export function useInbox(): Inbox {
  const inbox = inject(INBOX);
  if (!inbox) throw new Error('the inbox is provided by the shell');
  return inbox;
}
