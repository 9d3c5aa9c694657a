import type {
  AccountRecord,
  AgentRecord,
  CustomerRecord,
  MessageRecord,
  ReplyRecord,
  RoomRecord,
  SessionRecord,
  TurnRecord,
} from './scripted-records.ts';

const DAY_MS = 86_400_000;

/** Milliseconds from now as the wire writes moments. */
export function moment(offsetMs = 0): string {
  return new Date(Date.now() + offsetMs).toISOString();
}

export function agentRecord(id: string, given: Partial<AgentRecord> & { name: string }): AgentRecord {
  return {
    id,
    status: 'ONLINE',
    version: '1.4.2',
    connected: true,
    lastHeartbeatAt: moment(-3000),
    cpuPercent: 31,
    memoryPercent: 58,
    wxOnline: true,
    messagesProcessed: 1284,
    outboxDepth: 0,
    pendingReplies: 0,
    paused: false,
    createdAt: moment(-40 * DAY_MS),
    accounts: [],
    ...given,
  };
}

export function customerRecord(id: string, given: Partial<CustomerRecord> & { name: string }): CustomerRecord {
  return {
    id,
    level: 'GRAY',
    levelPinned: false,
    score: 56,
    satisfactionPart: 0.5,
    activityPart: 0.7,
    valuePart: 0.5,
    state: 'POTENTIAL',
    totalMessages: 12,
    meanSatisfaction: null,
    lastActiveAt: moment(),
    createdAt: moment(-30 * DAY_MS),
    ...given,
  };
}

export function roomRecord(
  id: string,
  account: AccountRecord | undefined,
  given: Partial<RoomRecord> & { name: string },
): RoomRecord {
  const { name } = given;
  return {
    id,
    kind: 'PRIVATE',
    owner: 'MODEL',
    ownerUser: null,
    ownerSince: null,
    requestedBy: null,
    requestExpiresAt: null,
    phoneUntil: null,
    fence: 1,
    pendingAgents: [],
    chats: account ? [{ id: `7${id}`, account, window: name, name, ambiguous: false }] : [],
    ...given,
  };
}

export function sessionRecord(
  id: string,
  parts: { customer: CustomerRecord; room: RoomRecord },
  given: Partial<SessionRecord> = {},
): SessionRecord {
  return {
    id,
    key: `S-${id}`,
    ...parts,
    status: 'ACTIVE',
    kind: 'inquiry',
    resolution: null,
    resolvedBy: null,
    satisfaction: null,
    turnCount: 0,
    totalTokens: 0,
    unread: 0,
    summary: null,
    createdAt: moment(),
    lastActiveAt: moment(),
    closedAt: null,
    lastMessage: null,
    handoff: null,
    lines: [],
    ...given,
  };
}

export function messageRecord(
  id: string,
  session: SessionRecord,
  given: Partial<MessageRecord> & { content: string },
): MessageRecord {
  return {
    id,
    session,
    customer: session.customer,
    role: 'CUSTOMER',
    kind: 'TEXT',
    sender: null,
    quote: null,
    mediaUrl: null,
    confidence: null,
    tokensTotal: null,
    latencyMs: null,
    evidenceIds: [],
    receivedAt: moment(),
    shownAt: null,
    viaPhone: false,
    user: null,
    turn: null,
    reply: null,
    missedOffline: false,
    ...given,
  };
}

export function replyRecord(
  id: string,
  session: SessionRecord,
  given: Partial<ReplyRecord> & { text: string },
): ReplyRecord {
  const { room } = session;
  return {
    id: `00000000-0000-4000-8000-${id.padStart(12, '0')}`,
    roomId: room.id,
    sessionId: session.id,
    account: room.chats[0]?.account.name ?? '',
    window: room.name,
    chatName: room.name,
    origin: 'MODEL',
    fence: room.fence,
    state: 'CONFIRMED',
    leased: false,
    createdAt: moment(),
    stateAt: moment(),
    voidReason: null,
    ...given,
  };
}

export function turnRecord(id: string, session: SessionRecord, given: Partial<TurnRecord>): TurnRecord {
  return {
    id,
    session,
    state: 'SETTLED',
    revision: 1,
    outcome: 'REPLIED',
    outcomeAt: moment(),
    confidence: null,
    handoffReason: null,
    attempts: 1,
    firstLineAt: moment(-5000),
    dueAt: null,
    deadlineAt: null,
    settledAt: moment(),
    tokensTotal: 0,
    latencyMs: null,
    evidence: [],
    citations: [],
    trace: {},
    ...given,
  };
}
