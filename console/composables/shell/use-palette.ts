import { useClientHandle } from '@urql/vue';
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import { useRouter } from 'vue-router';
import { InboxPageDocument, type SessionRowFragment } from '../../generated/graphql.ts';
import { sessionName } from '../inbox/session-name.ts';
import { usePreferencesStore } from '../session/preferences-store.ts';
import { NAV_ITEMS } from './nav-items.ts';
import { useOverlays } from './use-overlays.ts';
import { useTexts } from './use-texts.ts';

export interface PaletteAction {
  readonly id: string;
  readonly label: string;
  run(): void;
}

const PAUSE_MS = 200;
const MOST = 8;

/** What the command bar finds: sessions by the hub's search, and the console's own actions by their words. */
export function usePalette(): {
  query: Ref<string>;
  sessions: ComputedRef<{ id: string; name: string; session: SessionRowFragment }[]>;
  actions: ComputedRef<PaletteAction[]>;
  openSession(id: string): void;
} {
  const { client } = useClientHandle();
  const router = useRouter();
  const { preferences } = usePreferencesStore();
  const overlays = useOverlays();
  const { t } = useTexts();
  const query = ref('');
  const found = shallowRef<readonly SessionRowFragment[]>([]);

  async function find(text: string): Promise<void> {
    const variables = { tab: 'ALL' as const, search: text || null, first: MOST, after: null };
    const result = await client.query(InboxPageDocument, variables, { requestPolicy: 'network-only' }).toPromise();
    if (query.value.trim() === text && result.data) found.value = result.data.sessions.edges.map((edge) => edge.node);
  }
  watch(
    () => query.value.trim(),
    (text, _before, onCleanup) => {
      const timer = setTimeout(() => void find(text), text === '' ? 0 : PAUSE_MS);
      onCleanup(() => clearTimeout(timer));
    },
    { immediate: true },
  );

  const close = (run: () => void) => (): void => {
    overlays.open.value = undefined;
    run();
  };
  const all = computed<PaletteAction[]>(() => [
    ...NAV_ITEMS.map(({ name }) => ({
      id: name,
      label: t('shell.palette.goto', { page: t(`shell.nav.${name}`) }),
      run: close(() => void router.push({ name })),
    })),
    {
      id: 'theme',
      label: t('shell.palette.theme'),
      run: close(() => {
        const dark =
          preferences.theme === 'dark' ||
          (preferences.theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
        preferences.theme = dark ? 'light' : 'dark';
      }),
    },
    { id: 'help', label: t('shell.palette.help'), run: () => (overlays.open.value = 'help') },
  ]);

  return {
    query,
    sessions: computed(() => found.value.map((session) => ({ id: session.id, name: sessionName(session), session }))),
    actions: computed(() =>
      all.value.filter((action) => action.label.toLowerCase().includes(query.value.trim().toLowerCase())),
    ),
    openSession: (id) => close(() => void router.push({ name: 'inbox', params: { sessionId: id } }))(),
  };
}
