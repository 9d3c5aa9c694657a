import { computed, ref, type ComputedRef, type Ref } from 'vue';
import { usePreferencesStore } from '../session/preferences-store.ts';

export interface DesktopNotice {
  /** False where the browser has no notices at all, for instance on plain http. */
  readonly possible: boolean;
  readonly denied: Ref<boolean>;
  readonly on: ComputedRef<boolean>;
  /** Turning on asks the browser for permission; refused, it stays off and says so. */
  turn(on: boolean): Promise<void>;
  /** Shows a notice if the console is out of sight and the person wants notices. */
  show(notice: { title: string; text: string; tag: string; onClick(): void }): void;
}

/** Notices of the operating system, for when the console is behind other windows. */
export function useDesktopNotice(): DesktopNotice {
  const { preferences } = usePreferencesStore();
  const possible = 'Notification' in window;
  const permission = ref(possible ? Notification.permission : 'denied');
  const denied = ref(possible && permission.value === 'denied');
  const on = computed(() => preferences.desktopNotice && permission.value === 'granted');

  return {
    possible,
    denied,
    on,
    async turn(wanted) {
      preferences.desktopNotice = false;
      if (!wanted || !possible) return;
      permission.value = await Notification.requestPermission();
      denied.value = permission.value === 'denied';
      preferences.desktopNotice = permission.value === 'granted';
    },
    show({ title, text, tag, onClick }) {
      if (!on.value || document.visibilityState === 'visible') return;
      const notification = new Notification(title, { body: text, tag, icon: '/icon.svg' });
      notification.addEventListener('click', () => {
        window.focus();
        notification.close();
        onClick();
      });
    },
  };
}
