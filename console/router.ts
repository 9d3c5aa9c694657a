import { createRouter, createWebHistory, type Router } from 'vue-router';
import { useAuthStore } from './composables/session/auth-store.ts';

/** Pages load when they are visited. Everything but the login needs somebody who is logged in. */
export function createConsoleRouter(): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      { path: '/login/:code?', name: 'login', component: () => import('./pages/login-page.vue'), meta: { open: true } },
      {
        path: '/',
        component: () => import('./components/shell/console-shell.vue'),
        children: [
          { path: '', redirect: { name: 'inbox' } },
          { path: 'inbox/:sessionId?', name: 'inbox', component: () => import('./pages/inbox-page.vue') },
          { path: 'knowledge', name: 'knowledge', component: () => import('./pages/knowledge-page.vue') },
          { path: 'overview', name: 'overview', component: () => import('./pages/overview-page.vue') },
          { path: 'agents', name: 'agents', component: () => import('./pages/agents-page.vue') },
          { path: ':rest(.*)*', name: 'missing', component: () => import('./pages/missing-page.vue') },
        ],
      },
    ],
  });
  router.beforeEach((to) => {
    const auth = useAuthStore();
    if (to.meta['open'] === true || auth.signedIn) return true;
    return { name: 'login', query: to.path === '/' ? {} : { next: to.fullPath } };
  });
  return router;
}
