import { computed, type ComputedRef } from 'vue';
import type { SessionHeadFragment } from '../../generated/graphql.ts';
import type { Pen } from '../inbox/pen.ts';
import { formatSpan, serviceLevelOf } from '../inbox/service-level.ts';
import { useReasonTexts } from '../inbox/use-reason-texts.ts';
import { useAuthStore } from '../session/auth-store.ts';
import { useNow } from '../shell/use-now.ts';
import { useTexts } from '../shell/use-texts.ts';
import { useTimeTexts, type TimeTexts } from '../shell/use-time-texts.ts';
import type { ThreadContext } from './thread-context.ts';

export interface Strip {
  readonly tone: 'model' | 'warn' | 'human' | 'plain';
  readonly title: string;
  /** The running time beside the title; empty when there is none to tell. */
  readonly clock: string;
  readonly text: string;
}

type Words = Omit<Strip, 'tone'>;

interface Facts {
  readonly session: SessionHeadFragment;
  readonly now: number;
  readonly t: ReturnType<typeof useTexts>['t'];
  readonly times: TimeTexts;
  /** Who holds or asks, by name. */
  readonly name: string;
  /** Why it was handed off; empty when no handoff explains it. */
  readonly why: string;
}

const TONES = {
  model: 'model',
  waiting: 'warn',
  requested: 'human',
  mine: 'human',
  other: 'plain',
  asked: 'plain',
  phone: 'plain',
  closed: 'plain',
} as const satisfies Record<Pen, Strip['tone']>;

function since({ session, now }: Facts): string {
  return session.room.ownerSince ? formatSpan(now - Date.parse(session.room.ownerSince)) : '';
}

function tellWaiting({ session, now, t, why }: Facts): Words {
  const title = t('thread.strip.waiting');
  const { handoff } = session;
  if (!handoff) return { title, clock: '', text: '' };
  const level = serviceLevelOf(handoff, now);
  const limit = formatSpan(Date.parse(handoff.dueAt) - Date.parse(handoff.openedAt));
  return {
    title,
    clock: t(level.state === 'late' ? 'inbox.sla.late' : 'inbox.sla.left', { span: formatSpan(level.left) }),
    text: `${t('thread.strip.limit', { span: limit })} · ${t('thread.strip.waitingText', { reason: why })}`,
  };
}

function tellRequested({ session, now, t }: Facts): Words {
  const { pendingAgents, requestExpiresAt } = session.room;
  const agents = pendingAgents.map((agent) => agent.name).join(' · ');
  const left = requestExpiresAt ? Date.parse(requestExpiresAt) - now : 0;
  return {
    title: t('thread.strip.requested'),
    clock: left > 0 ? t('inbox.sla.left', { span: formatSpan(left) }) : '',
    text: agents ? t('thread.strip.requestedText', { agents }) : t('thread.strip.requestedNobody'),
  };
}

function tellClosed({ session, now, t, times }: Facts): Words {
  const title = t('thread.strip.closed');
  const time = times.inList(session.closedAt ?? session.lastActiveAt, now);
  const resolution = session.resolution ? t(`thread.resolution.${session.resolution}`) : t('thread.customer.unrated');
  return { title, clock: '', text: t('thread.strip.closedText', { resolution, time }) };
}

/** The two lines of the strip, one teller for each holder of the pen. */
const TELL: Record<Pen, (facts: Facts) => Words> = {
  model: ({ session, t }) => ({
    title: t('thread.strip.model'),
    clock: '',
    text: t('thread.strip.modelText', { n: session.turnCount }),
  }),
  waiting: tellWaiting,
  requested: tellRequested,
  mine: (facts) => ({
    title: facts.t('thread.strip.mine'),
    clock: since(facts),
    text: facts.why ? facts.t('thread.strip.mineReason', { reason: facts.why }) : facts.t('thread.strip.mineText'),
  }),
  other: (facts) => ({
    title: facts.t('thread.strip.other', { name: facts.name }),
    clock: since(facts),
    text: facts.t('thread.strip.otherText'),
  }),
  asked: ({ t, name }) => ({ title: t('thread.strip.asked', { name }), clock: '', text: t('thread.strip.askedText') }),
  phone: ({ session, t, times }) => ({
    title: t('thread.strip.phone'),
    clock: '',
    text: session.room.phoneUntil
      ? t('thread.strip.phoneText', { time: times.clock(session.room.phoneUntil) })
      : t('thread.strip.phoneSilent'),
  }),
  closed: tellClosed,
};

/** Who holds the pen, in words: a title, a running time and one line of why. Undefined until the session is read. */
export function useStrip({ session, ownership }: ThreadContext): ComputedRef<Strip | undefined> {
  const auth = useAuthStore();
  const now = useNow();
  const { t } = useTexts();
  const times = useTimeTexts();
  const reasonWords = useReasonTexts();

  function reasonOf({ handoff }: SessionHeadFragment): string {
    return handoff && handoff.reason !== 'OPERATOR' ? reasonWords(handoff) : '';
  }

  return computed(() => {
    if (!session.value) return undefined;
    const { room } = session.value;
    const name = room.ownerUser?.name ?? room.requestedBy?.name ?? t('shell.failure.someone');
    const facts: Facts = { session: session.value, now: now.value, t, times, name, why: reasonOf(session.value) };
    const words = TELL[ownership.pen.value](facts);
    const text = auth.mayOperate ? words.text : `${words.text} · ${t('thread.strip.readOnly')}`;
    return { ...words, text, tone: TONES[ownership.pen.value] };
  });
}
