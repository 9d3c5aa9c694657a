const STORAGE_KEY = 'kefu.reloaded';
const ONCE_PER_MS = 10_000;

/**
 * A page part that cannot be loaded is most often one of an older build that the hub no longer has. One reload brings the
 * new one; a second within ten seconds would be another trouble and is left to be seen.
 */
export function reloadAfterUpdate(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(STORAGE_KEY) ?? 0);
    if (Date.now() - last < ONCE_PER_MS) return;
    sessionStorage.setItem(STORAGE_KEY, String(Date.now()));
    event.preventDefault();
    location.reload();
  });
}
