import { useRouter } from 'vue-router';
import { HandoffAlertsDocument, type AlertFactsFragment } from '../../generated/graphql.ts';
import { useReasonTexts } from '../inbox/use-reason-texts.ts';
import { sessionName } from '../inbox/session-name.ts';
import { useLiveFeed } from '../live/use-live-feed.ts';
import { useAuthStore } from '../session/auth-store.ts';
import { usePreferencesStore } from '../session/preferences-store.ts';
import { useToastStore } from '../shell/toast-store.ts';
import { useTexts } from '../shell/use-texts.ts';
import { createAlertGate, isUrgent } from './alert-rules.ts';
import { playAlert } from './alert-sound.ts';
import { useDesktopNotice } from './use-desktop-notice.ts';

function aboutOf(handoff: Pick<AlertFactsFragment, 'id'>): string {
  return `handoff-${handoff.id}`;
}

/** Tells the operator that a customer has begun to wait: a toast, a tone and a desktop notice, as each person set it. */
export function useHandoffAlerts(): void {
  const auth = useAuthStore();
  const { preferences } = usePreferencesStore();
  const toasts = useToastStore();
  const notice = useDesktopNotice();
  const router = useRouter();
  const { t } = useTexts();
  const reasonOf = useReasonTexts();
  const gate = createAlertGate(() => Date.now() + auth.clockOffset);

  function alert(handoff: AlertFactsFragment): void {
    const name = sessionName({ room: handoff.room, customer: handoff.session.customer });
    const title = t('inbox.alert.title', { name });
    const text = reasonOf(handoff);
    const open = (): void => void router.push({ name: 'inbox', params: { sessionId: handoff.session.id } });
    const isOpen = router.currentRoute.value.params['sessionId'] === handoff.session.id;
    const action = { label: t('inbox.alert.open'), run: open };
    if (!isOpen) toasts.show({ tone: 'warn', title, text, action, about: aboutOf(handoff) });
    if (preferences.sound) playAlert(isUrgent(handoff) ? 'urgent' : 'calm');
    notice.show({ title, text, tag: aboutOf(handoff), onClick: open });
  }

  useLiveFeed({
    document: HandoffAlertsDocument,
    variables: {},
    pick: (data) => data.handoffAlerts,
    refetch: async () => undefined,
    apply: (change) => {
      const { handoff } = change;
      if (handoff.state !== 'WAITING') toasts.settle(aboutOf(handoff));
      else if (auth.mayOperate && gate.rings(handoff)) alert(handoff);
    },
  });
}
