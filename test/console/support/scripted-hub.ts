import { GraphQLError } from 'graphql';
import {
  agentRecord,
  customerRecord,
  messageRecord,
  moment,
  replyRecord,
  roomRecord,
  sessionRecord,
  turnRecord,
} from './record-defaults.ts';
import { ScriptedCalibration } from './scripted-calibration.ts';
import { ScriptedFeed } from './scripted-feed.ts';
import { ScriptedKnowledge } from './scripted-knowledge.ts';
import type {
  AccountRecord,
  AgentRecord,
  CustomerRecord,
  HandoffRecord,
  MessageRecord,
  Person,
  ReplyRecord,
  RoomRecord,
  SessionRecord,
  TurnRecord,
} from './scripted-records.ts';

/** A refusal with one of the hub's codes. */
export function refusal(code: string, detail: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(code, { extensions: { code, detail } });
}

/** How long a takeover waits for agents before it is given up, in milliseconds. */
const REQUEST_MS = 60_000;
/** How long a customer may wait. */
const SLA_MS = 120_000;

/** A hub in memory with the real one's states and events, driven by a test instead of by customers and agents. */
export class ScriptedHub {
  readonly feed = new ScriptedFeed();
  readonly calibration = new ScriptedCalibration();
  readonly people: Person[] = [];
  readonly agents: AgentRecord[] = [];
  readonly sessions: SessionRecord[] = [];
  readonly turns = new Map<string, TurnRecord>();
  readonly loginCodes = new Map<string, Person>();
  tenant = { id: '11111111-1111-4111-8111-111111111111', name: '澄川充电', demo: false, settings: {} };
  /** Files that went up, by hash. */
  readonly files = new Map<string, Buffer>();
  /** Uploads are taken when it is fulfilled. */
  uploadGate: Promise<void> = Promise.resolve();
  readonly knowledge = new ScriptedKnowledge(() => this.id());
  #ids = 1000;

  id(): string {
    this.#ids += 1;
    return String(this.#ids);
  }

  addPerson(person: Omit<Person, 'id'>): Person {
    const added = { ...person, id: this.id() };
    this.people.push(added);
    return added;
  }

  addAgent(
    agent: Partial<AgentRecord> & { name: string },
    accounts: readonly (Partial<AccountRecord> & { name: string })[] = [],
  ): AgentRecord {
    const added = agentRecord(this.id(), agent);
    const plain = { state: 'OK', detail: null, sentLastMinute: 4, sentToday: 386 };
    added.accounts = accounts.map((account) => ({ ...plain, ...account, id: this.id(), agent: added }));
    this.agents.push(added);
    return added;
  }

  addSession(options: {
    customer: Partial<CustomerRecord> & { name: string };
    room?: Partial<RoomRecord>;
    session?: Partial<SessionRecord>;
  }): SessionRecord {
    const customer = customerRecord(this.id(), options.customer);
    const account = this.agents[0]?.accounts[0];
    const room = roomRecord(this.id(), account, { name: customer.name, ...options.room });
    const session = sessionRecord(this.id(), { customer, room }, options.session);
    this.sessions.push(session);
    return session;
  }

  /** Tells every list that shows the session. */
  changed(session: SessionRecord): void {
    const event = { __typename: 'SessionChanged', session };
    this.feed.publish({ inbox: event, session: { id: session.id, event } });
  }

  say(session: SessionRecord, line: Partial<MessageRecord> & { content: string }): MessageRecord {
    const message = messageRecord(this.id(), session, line);
    session.lines.push(message);
    if (message.role !== 'SYSTEM') Object.assign(session, { lastMessage: message, lastActiveAt: message.receivedAt });
    if (message.role === 'CUSTOMER') session.unread += 1;
    this.feed.publish({ session: { id: session.id, event: { __typename: 'MessageAdded', message } } });
    this.changed(session);
    return message;
  }

  bubble(
    session: SessionRecord,
    bubble: Partial<ReplyRecord> & { text: string },
    line: Partial<MessageRecord> = {},
  ): MessageRecord {
    const receivedAt = line.receivedAt ?? moment();
    const reply = replyRecord(this.id(), session, { createdAt: receivedAt, stateAt: receivedAt, ...bubble });
    const role = reply.origin === 'OPERATOR' ? 'OPERATOR' : 'MODEL';
    return this.say(session, { role, content: reply.text, ...line, receivedAt, reply });
  }

  deliver(message: MessageRecord, state: ReplyRecord['state'], voidReason: string | null = null): void {
    const { reply } = message;
    if (!reply) throw new Error('the line carries no bubble');
    Object.assign(reply, { state, voidReason, leased: state === 'LEASED', stateAt: moment() });
    this.feed.publish({ session: { id: message.session.id, event: { __typename: 'ReplyChanged', reply, message } } });
    this.changed(message.session);
  }

  turn(session: SessionRecord, lines: readonly MessageRecord[], turn: Partial<TurnRecord>): TurnRecord {
    const full = turnRecord(this.id(), session, turn);
    this.turns.set(full.id, full);
    session.turnCount += 1;
    for (const line of lines) line.turn = full;
    this.feed.publish({ session: { id: session.id, event: { __typename: 'TurnChanged', turn: full } } });
    return full;
  }

  handOff(
    session: SessionRecord,
    handoff: { reason: string; detail?: string; priority?: number; waitedMs?: number },
  ): HandoffRecord {
    const waited = handoff.waitedMs ?? 0;
    const record: HandoffRecord = {
      id: this.id(),
      state: 'WAITING',
      reason: handoff.reason,
      detail: handoff.detail ?? null,
      openedAt: moment(-waited),
      dueAt: moment(SLA_MS - waited),
      takenBy: null,
      takenAt: null,
      closedAt: null,
      priority: handoff.priority ?? 0,
      session,
      room: session.room,
    };
    session.handoff = record;
    this.feed.publish({ handoff: { __typename: 'HandoffChanged', handoff: record } });
    this.changed(session);
    return record;
  }

  roomOf(roomId: string): SessionRecord {
    const session = this.sessions.find((one) => one.room.id === roomId);
    if (!session) throw refusal('NOT_FOUND');
    return session;
  }

  takeOver(roomId: string, person: Person): SessionRecord {
    const session = this.roomOf(roomId);
    const { room } = session;
    const holder = room.ownerUser ?? room.requestedBy;
    if (holder && holder.id !== person.id) throw refusal('OWNED_BY', { userId: holder.id, name: holder.name });
    const agents = room.chats.map((chat) => chat.account.agent).filter((agent) => agent.status === 'ONLINE');
    Object.assign(room, {
      owner: 'REQUESTED',
      requestedBy: person,
      requestExpiresAt: moment(REQUEST_MS),
      pendingAgents: agents,
      fence: room.fence + 1,
    });
    for (const line of session.lines) {
      if (line.reply?.origin === 'MODEL' && line.reply.state === 'QUEUED') this.deliver(line, 'VOID', 'TAKEN_OVER');
    }
    this.changed(session);
    return session;
  }

  /** The agents have acknowledged the fence: the room is the operator's. */
  confirm(session: SessionRecord): void {
    const { room } = session;
    const person = room.requestedBy;
    Object.assign(room, {
      owner: 'HUMAN',
      ownerUser: person,
      ownerSince: moment(),
      requestedBy: null,
      requestExpiresAt: null,
      pendingAgents: [],
    });
    if (session.handoff) Object.assign(session.handoff, { state: 'HELD', takenBy: person, takenAt: moment() });
    this.say(session, { role: 'SYSTEM', content: 'TAKEN_OVER', user: person, sender: person?.name ?? null });
  }

  giveBack(session: SessionRecord, reason: string, person: Person | null): void {
    Object.assign(session.room, {
      owner: 'MODEL',
      ownerUser: null,
      ownerSince: null,
      requestedBy: null,
      requestExpiresAt: null,
      pendingAgents: [],
    });
    session.handoff = null;
    this.say(session, { role: 'SYSTEM', content: reason, user: person, sender: person?.name ?? null });
  }
}
