import { useClientHandle } from '@urql/vue';
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import { useRouter } from 'vue-router';
import { InboxPageDocument, type SessionRowFragment } from '../../generated/graphql.ts';
import { sessionName } from '../inbox/session-name.ts';
import { usePreferencesStore } from '../session/preferences-store.ts';
import { NAV_ITEMS } from './nav-items.ts';
import { useOverlays } from './use-overlays.ts';
import { useTexts } from './use-texts.ts';

export interface PaletteSession {
  readonly id: string;
  readonly name: string;
  readonly session: SessionRowFragment;
}

export interface PaletteAction {
  readonly id: string;
  readonly label: string;
  run(): void;
}

interface Found {
  /** What was searched for. */
  readonly text: string;
  readonly sessions: readonly SessionRowFragment[];
}

/** While a new search is on its way, only those of the last one whose name fits: Enter must never open a stranger. */
function stillFitting({ text, sessions }: Found, query: string): PaletteSession[] {
  return sessions
    .map((session) => ({ id: session.id, name: sessionName(session), session }))
    .filter(({ name }) => text === query || name.includes(query));
}

const PAUSE_MS = 200;
const MOST = 8;

/** Sessions by the hub's search, a moment after the last key. */
function useSessionSearch(query: Ref<string>): ComputedRef<PaletteSession[]> {
  const { client } = useClientHandle();
  const found = shallowRef<Found>({ text: '', sessions: [] });

  async function find(text: string): Promise<void> {
    const variables = { tab: 'ALL' as const, search: text || null, first: MOST, after: null };
    const result = await client.query(InboxPageDocument, variables, { requestPolicy: 'network-only' }).toPromise();
    if (query.value.trim() !== text || !result.data) return;
    found.value = { text, sessions: result.data.sessions.edges.map((edge) => edge.node) };
  }
  watch(
    () => query.value.trim(),
    (text, _before, onCleanup) => {
      const timer = setTimeout(() => void find(text), text === '' ? 0 : PAUSE_MS);
      onCleanup(() => clearTimeout(timer));
    },
    { immediate: true },
  );
  return computed(() => stillFitting(found.value, query.value.trim()));
}

/** What the command bar finds: sessions by the hub's search, and the console's own actions by their words. */
export function usePalette(): {
  query: Ref<string>;
  sessions: ComputedRef<PaletteSession[]>;
  actions: ComputedRef<PaletteAction[]>;
  openSession(id: string): void;
} {
  const router = useRouter();
  const { preferences } = usePreferencesStore();
  const overlays = useOverlays();
  const { t } = useTexts();
  const query = ref('');

  function leave(run: () => void): void {
    overlays.open.value = undefined;
    run();
  }
  function switchTheme(): void {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches
      ? preferences.theme !== 'light'
      : preferences.theme === 'dark';
    preferences.theme = dark ? 'light' : 'dark';
  }
  const all = computed<PaletteAction[]>(() => [
    ...NAV_ITEMS.map(({ name }) => ({
      id: name,
      label: t('shell.palette.goto', { page: t(`shell.nav.${name}`) }),
      run: () => leave(() => void router.push({ name })),
    })),
    { id: 'theme', label: t('shell.palette.theme'), run: () => leave(switchTheme) },
    { id: 'help', label: t('shell.palette.help'), run: () => (overlays.open.value = 'help') },
  ]);

  return {
    query,
    sessions: useSessionSearch(query),
    actions: computed(() => {
      const words = query.value.trim().toLowerCase();
      return all.value.filter((action) => action.label.toLowerCase().includes(words));
    }),
    openSession: (id) => leave(() => void router.push({ name: 'inbox', params: { sessionId: id } })),
  };
}
