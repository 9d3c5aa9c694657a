import type {
  AgentFactsFragment,
  AlertFactsFragment,
  HandoffFactsFragment,
  MessageLineFragment,
  ReplyFactsFragment,
  RoomPenFragment,
  SessionRowFragment,
  TurnFactsFragment,
} from '../../../console/generated/graphql.ts';

/** Noon of a day without a change of clocks, so that times in tests read like times. */
export const NOON = Date.parse('2026-07-14T12:00:00.000Z');

export function at(secondsFromNoon: number): string {
  return new Date(NOON + secondsFromNoon * 1000).toISOString();
}

export function handoffFacts(given: Partial<HandoffFactsFragment> = {}): HandoffFactsFragment {
  return {
    id: '500',
    state: 'WAITING',
    reason: 'LOW_CONFIDENCE',
    detail: null,
    openedAt: at(0),
    dueAt: at(120),
    takenAt: null,
    closedAt: null,
    priority: 0,
    takenBy: null,
    ...given,
  };
}

export function roomPen(given: Partial<RoomPenFragment> = {}): RoomPenFragment {
  return {
    id: '300',
    kind: 'PRIVATE',
    name: '梁志远',
    owner: 'MODEL',
    ownerSince: null,
    requestExpiresAt: null,
    phoneUntil: null,
    fence: 1,
    ownerUser: null,
    requestedBy: null,
    pendingAgents: [],
    ...given,
  };
}

export function sessionRow(given: Partial<SessionRowFragment> = {}): SessionRowFragment {
  return {
    id: '100',
    key: 'S-100',
    status: 'ACTIVE',
    kind: null,
    resolution: null,
    unread: 0,
    turnCount: 1,
    createdAt: at(-600),
    lastActiveAt: at(0),
    closedAt: null,
    customer: { id: '200', name: '梁志远', level: 'GRAY', levelPinned: false },
    room: roomPen(),
    handoff: null,
    lastMessage: null,
    ...given,
  };
}

export function replyFacts(given: Partial<ReplyFactsFragment> = {}): ReplyFactsFragment {
  return { id: 'r1', origin: 'MODEL', state: 'CONFIRMED', stateAt: at(0), leased: false, voidReason: null, ...given };
}

export function turnFacts(given: Partial<TurnFactsFragment> = {}): TurnFactsFragment {
  return {
    id: '700',
    state: 'SETTLED',
    outcome: 'REPLIED',
    outcomeAt: at(0),
    confidence: 0.86,
    handoffReason: null,
    attempts: 1,
    revision: 1,
    settledAt: at(0),
    latencyMs: 2130,
    tokensTotal: 596,
    ...given,
  };
}

export function messageLine(given: Partial<MessageLineFragment> = {}): MessageLineFragment {
  return {
    id: '1',
    role: 'CUSTOMER',
    kind: 'TEXT',
    sender: null,
    content: '你好',
    quote: null,
    mediaUrl: null,
    confidence: null,
    receivedAt: at(0),
    shownAt: null,
    viaPhone: false,
    missedOffline: false,
    user: null,
    turn: null,
    reply: null,
    ...given,
  };
}

export function alertFacts(given: Partial<AlertFactsFragment> = {}): AlertFactsFragment {
  return {
    ...handoffFacts(),
    session: { id: '100', customer: { id: '200', name: '梁志远', level: 'GRAY' } },
    room: { id: '300', kind: 'PRIVATE', name: '梁志远' },
    ...given,
  };
}

export function agentFacts(given: Partial<AgentFactsFragment> = {}): AgentFactsFragment {
  return {
    id: '400',
    name: '苏州-01',
    status: 'ONLINE',
    version: '1.4.2',
    connected: true,
    lastHeartbeatAt: at(0),
    cpuPercent: 20,
    memoryPercent: 40,
    wxOnline: true,
    messagesProcessed: 10,
    outboxDepth: 0,
    pendingReplies: 0,
    paused: false,
    createdAt: at(0),
    accounts: [{ id: '401', name: '客服', state: 'OK', detail: null, sentLastMinute: 0, sentToday: 0 }],
    ...given,
  };
}
