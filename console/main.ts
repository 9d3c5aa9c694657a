import './styles/main.css';
import urql from '@urql/vue';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import ConsoleApp from './app.vue';
import { connectHub } from './composables/api/connect-hub.ts';
import { reloadAfterUpdate } from './composables/shell/reload-after-update.ts';
import { createConsoleI18n, switchLanguage } from './composables/shell/i18n.ts';
import { usePreferencesStore } from './composables/session/preferences-store.ts';
import { createConsoleRouter } from './router.ts';

reloadAfterUpdate();
const app = createApp(ConsoleApp);
app.use(createPinia());
const i18n = createConsoleI18n();
app.use(i18n);
const router = createConsoleRouter();
const client = connectHub(app, {
  onSignedOut: () => void router.push({ name: 'login', query: { next: router.currentRoute.value.fullPath } }),
});
app.use(urql, client);
app.use(router);

const { preferences } = usePreferencesStore();
await switchLanguage(i18n.global, preferences.language);
await router.isReady();
app.mount('#app');
