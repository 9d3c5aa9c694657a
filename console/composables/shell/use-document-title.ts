import { watchEffect } from 'vue';

/** Names the browser tab after the page; what waits stands first, where a narrow tab still shows it. */
export function useDocumentTitle(title: () => string): void {
  watchEffect(() => {
    document.title = `${title()} · Kefu Hub`;
  });
}
