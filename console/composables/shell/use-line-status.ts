import { CloudOff, LoaderCircle, Wifi, WifiOff } from 'lucide-vue-next';
import { computed, type Component, type ComputedRef } from 'vue';
import { useHubLine } from '../api/hub-line.ts';
import { useNow } from './use-now.ts';
import { useTexts } from './use-texts.ts';

export interface LineStatus {
  readonly tone: 'success' | 'warn' | 'danger' | 'plain';
  readonly icon: Component;
  readonly spinning: boolean;
  readonly text: string;
  /** Seconds until the next attempt; 0 when it is under way. */
  readonly seconds: number;
}

/** The live line in one word, an icon and a colour. */
export function useLineStatus(): ComputedRef<LineStatus> {
  const { line } = useHubLine();
  const { t } = useTexts();
  const now = useNow();
  return computed(() => {
    // Own time on both sides: the attempt is due by this machine's clock.
    const seconds = now.value && line.retryAt > 0 ? Math.max(0, Math.ceil((line.retryAt - Date.now()) / 1000)) : 0;
    if (line.phase === 'online')
      return { tone: 'success', icon: Wifi, spinning: false, text: t('shell.line.online'), seconds };
    if (line.phase === 'offline')
      return { tone: 'danger', icon: WifiOff, spinning: false, text: t('shell.line.offline'), seconds };
    if (line.phase === 'reconnecting') {
      const text = seconds > 0 ? t('shell.line.reconnectingIn', { n: seconds }) : t('shell.line.reconnecting');
      return { tone: 'warn', icon: LoaderCircle, spinning: true, text, seconds };
    }
    return { tone: 'plain', icon: CloudOff, spinning: false, text: t('shell.line.connecting'), seconds };
  });
}
