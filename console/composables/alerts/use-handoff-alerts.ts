import { useRouter } from 'vue-router';
import { HandoffAlertsDocument, type AlertFactsFragment } from '../../generated/graphql.ts';
import { useLiveFeed } from '../live/use-live-feed.ts';
import { useAuthStore } from '../session/auth-store.ts';
import { usePreferencesStore } from '../session/preferences-store.ts';
import { useToastStore } from '../shell/toast-store.ts';
import { useTexts } from '../shell/use-texts.ts';
import { createAlertGate, isUrgent } from './alert-rules.ts';
import { playAlert } from './alert-sound.ts';
import { useDesktopNotice } from './use-desktop-notice.ts';

/** Tells the operator that a customer has begun to wait: a toast, a tone and a desktop notice, as each person set it. */
export function useHandoffAlerts(): void {
  const auth = useAuthStore();
  const { preferences } = usePreferencesStore();
  const toasts = useToastStore();
  const notice = useDesktopNotice();
  const router = useRouter();
  const { t } = useTexts();
  const gate = createAlertGate(() => Date.now() + auth.clockOffset);

  function alert(handoff: AlertFactsFragment): void {
    const name = handoff.room.kind === 'GROUP' ? handoff.room.name : handoff.session.customer.name;
    const title = t('inbox.alert.title', { name });
    const reason = t(`inbox.reason.${handoff.reason}`);
    const text = handoff.detail ? `${reason} · ${handoff.detail}` : reason;
    const open = (): void => void router.push({ name: 'inbox', params: { sessionId: handoff.session.id } });
    const isOpen = router.currentRoute.value.params['sessionId'] === handoff.session.id;
    if (!isOpen) toasts.show({ tone: 'warn', title, text, action: { label: t('inbox.alert.open'), run: open } });
    if (preferences.sound) playAlert(isUrgent(handoff) ? 'urgent' : 'calm');
    notice.show({ title, text, tag: `handoff-${handoff.id}`, onClick: open });
  }

  useLiveFeed({
    document: HandoffAlertsDocument,
    variables: {},
    pick: (data) => data.handoffAlerts,
    refetch: async () => undefined,
    apply: (change) => {
      if (auth.mayOperate && gate.rings(change.handoff)) alert(change.handoff);
    },
  });
}
