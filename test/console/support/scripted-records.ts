/** What the scripted hub keeps. Shapes follow the schema, so that GraphQL's default resolvers can read them. */
export interface Person {
  id: string;
  name: string;
  email: string;
  role: 'OPERATOR' | 'ADMIN' | 'VIEWER';
  password: string | null;
}

export interface AgentRecord {
  id: string;
  name: string;
  status: 'ONLINE' | 'OFFLINE' | 'REVOKED' | 'NEVER_SEEN';
  version: string | null;
  connected: boolean;
  lastHeartbeatAt: string | null;
  cpuPercent: number | null;
  memoryPercent: number | null;
  wxOnline: boolean | null;
  messagesProcessed: number | null;
  outboxDepth: number | null;
  pendingReplies: number;
  paused: boolean;
  createdAt: string;
  accounts: AccountRecord[];
}

export interface AccountRecord {
  id: string;
  name: string;
  state: string;
  detail: string | null;
  sentLastMinute: number;
  sentToday: number;
  agent: AgentRecord;
}

export interface RoomRecord {
  id: string;
  kind: 'PRIVATE' | 'GROUP';
  name: string;
  owner: 'MODEL' | 'REQUESTED' | 'HUMAN' | 'PHONE';
  ownerUser: Person | null;
  ownerSince: string | null;
  requestedBy: Person | null;
  requestExpiresAt: string | null;
  phoneUntil: string | null;
  fence: number;
  pendingAgents: AgentRecord[];
  chats: { id: string; account: AccountRecord; window: string; name: string; ambiguous: boolean }[];
}

export interface CustomerRecord {
  id: string;
  name: string;
  level: 'WHITE' | 'GRAY' | 'BLACK';
  levelPinned: boolean;
  score: number;
  satisfactionPart: number;
  activityPart: number;
  valuePart: number;
  state: 'NEW' | 'POTENTIAL' | 'DEAL' | 'REPURCHASE' | 'LOST';
  totalMessages: number;
  meanSatisfaction: number | null;
  lastActiveAt: string;
  createdAt: string;
}

export interface HandoffRecord {
  id: string;
  state: 'WAITING' | 'HELD' | 'CLOSED';
  reason: string;
  detail: string | null;
  openedAt: string;
  dueAt: string;
  takenBy: Person | null;
  takenAt: string | null;
  closedAt: string | null;
  priority: number;
  session: SessionRecord;
  room: RoomRecord;
}

export interface SessionRecord {
  id: string;
  key: string;
  customer: CustomerRecord;
  room: RoomRecord;
  status: 'ACTIVE' | 'IDLE' | 'DORMANT' | 'EXPIRED' | 'CLOSED';
  kind: string | null;
  resolution: string | null;
  resolvedBy: string | null;
  satisfaction: number | null;
  turnCount: number;
  totalTokens: number;
  unread: number;
  summary: string | null;
  createdAt: string;
  lastActiveAt: string;
  closedAt: string | null;
  lastMessage: MessageRecord | null;
  handoff: HandoffRecord | null;
  lines: MessageRecord[];
}

export interface TurnRecord {
  id: string;
  session: SessionRecord;
  state: 'OPEN' | 'HELD' | 'SETTLED';
  revision: number;
  outcome: string | null;
  outcomeAt: string | null;
  confidence: number | null;
  handoffReason: string | null;
  attempts: number;
  firstLineAt: string;
  dueAt: string | null;
  deadlineAt: string | null;
  settledAt: string | null;
  tokensTotal: number;
  latencyMs: number | null;
  evidence: object[];
  citations: object[];
  trace: object;
}

export interface ReplyRecord {
  id: string;
  roomId: string;
  sessionId: string;
  account: string;
  window: string;
  chatName: string;
  origin: 'MODEL' | 'OPERATOR' | 'NOTICE';
  text: string;
  fence: number;
  state: 'QUEUED' | 'LEASED' | 'TYPED' | 'CONFIRMED' | 'VOID' | 'UNKNOWN';
  leased: boolean;
  createdAt: string;
  stateAt: string;
  voidReason: string | null;
}

export interface MessageRecord {
  id: string;
  session: SessionRecord;
  customer: CustomerRecord;
  role: 'CUSTOMER' | 'MODEL' | 'OPERATOR' | 'SYSTEM';
  kind: string;
  sender: string | null;
  content: string;
  quote: string | null;
  mediaUrl: string | null;
  confidence: number | null;
  tokensTotal: number | null;
  latencyMs: number | null;
  evidenceIds: string[];
  receivedAt: string;
  shownAt: string | null;
  viaPhone: boolean;
  user: Person | null;
  turn: TurnRecord | null;
  reply: ReplyRecord | null;
  missedOffline: boolean;
}
