import { useClientHandle } from '@urql/vue';
import { reactive, type Ref } from 'vue';
import { InboxPageDocument, type InboxTab, type SessionRowFragment } from '../../generated/graphql.ts';
import { appendPage, applyChange, type SessionList } from './session-list.ts';

/** waiting and mine are always loaded, they are short; list is the tab or search that is looked at. */
type ListName = 'waiting' | 'mine' | 'list';

interface Loaded extends SessionList {
  readonly cursor: string | null;
}

export interface SessionLists {
  readonly lists: Readonly<Record<ListName, Loaded>>;
  /** Reads everything that is shown, first pages; rejects when the hub does not answer. */
  load(): Promise<void>;
  /** Reads only the list that is looked at, after its tab or search has changed. */
  loadShown(): Promise<void>;
  loadMore(): Promise<void>;
  apply(session: SessionRowFragment): void;
}

const PAGE = 50;
const NOTHING: Loaded = { sessions: [], complete: false, cursor: null };

/** The loaded stretches of the inbox. What is shown follows `view`; answers that come too late are dropped. */
export function useSessionLists(view: {
  tab: Ref<InboxTab>;
  search: Ref<string>;
  meId: () => string | undefined;
}): SessionLists {
  const { client } = useClientHandle();
  const lists = reactive<Record<ListName, Loaded>>({ waiting: NOTHING, mine: NOTHING, list: NOTHING });
  let asked = 0;

  async function page(tab: InboxTab, search: string, after: string | null): Promise<Loaded> {
    const variables = { tab, search: search || null, first: PAGE, after };
    const result = await client.query(InboxPageDocument, variables, { requestPolicy: 'network-only' }).toPromise();
    if (!result.data) throw result.error ?? new Error('no answer');
    const { edges, pageInfo } = result.data.sessions;
    return {
      sessions: edges.map((edge) => edge.node),
      complete: !pageInfo.hasNextPage,
      cursor: pageInfo.endCursor,
    };
  }

  async function loadShown(): Promise<void> {
    asked += 1;
    const mine = asked;
    const loaded = await page(view.tab.value, view.search.value, null);
    if (mine === asked) lists.list = loaded;
  }

  return {
    lists,
    loadShown,
    async load() {
      const [waiting, mine] = await Promise.all([page('WAITING', '', null), page('MINE', '', null), loadShown()]);
      lists.waiting = waiting;
      lists.mine = mine;
    },
    async loadMore() {
      const { complete, cursor } = lists.list;
      if (complete || cursor === null) return;
      const before = asked;
      const loaded = await page(view.tab.value, view.search.value, cursor);
      if (before !== asked || lists.list.cursor !== cursor) return;
      lists.list = { ...appendPage(lists.list, loaded), cursor: loaded.cursor };
    },
    apply(session) {
      const meId = view.meId();
      const shown = { tab: view.tab.value, meId, searching: view.search.value !== '' };
      lists.waiting = {
        ...lists.waiting,
        ...applyChange(lists.waiting, session, { tab: 'WAITING', meId, searching: false }),
      };
      lists.mine = { ...lists.mine, ...applyChange(lists.mine, session, { tab: 'MINE', meId, searching: false }) };
      lists.list = { ...lists.list, ...applyChange(lists.list, session, shown) };
    },
  };
}
