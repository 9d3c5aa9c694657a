import { moment } from './record-defaults.ts';
import type { Person, SessionRecord } from './scripted-records.ts';
import { refusal, type ScriptedHub } from './scripted-hub.ts';

type Arguments = Readonly<Record<string, string & boolean>>;

const HOUR_MS = 3_600_000;

/** What the hub answers to operators; the schema's mutations without those of agents. */
export function scriptedMutations(
  hub: ScriptedHub,
): Record<string, (root: unknown, args: Arguments, context: { person?: Person }) => unknown> {
  const need = (context: { person?: Person }): Person => {
    if (!context.person) throw refusal('UNAUTHENTICATED');
    return context.person;
  };
  const session = (id: string): SessionRecord => {
    const found = hub.sessions.find((one) => one.id === id);
    if (!found) throw refusal('NOT_FOUND');
    return found;
  };
  const reply = (id: string) => {
    const found = hub.sessions.flatMap((one) => one.lines).find((line) => line.reply?.id === id);
    if (!found?.reply) throw refusal('NOT_FOUND');
    return found;
  };
  const pass = (person: Person) => ({
    token: `token-${person.id}`,
    refreshToken: `refresh-${person.id}`,
    expiresAt: moment(24 * HOUR_MS),
    serverTime: moment(),
    me: { ...person, tenant: hub.tenant },
  });

  return {
    login: (_root, { input }) => {
      const { email, password } = input as unknown as { email: string; password: string };
      const person = hub.people.find(
        (one) => one.email === email && one.password !== null && one.password === password,
      );
      if (!person) throw refusal('UNAUTHENTICATED');
      return pass(person);
    },
    redeemLoginLink: (_root, { code, password }) => {
      const person = hub.loginCodes.get(code ?? '');
      if (!person) throw refusal('NOT_FOUND');
      if (person.password === null && !password) throw refusal('BAD_INPUT', { field: 'password' });
      person.password ??= password ?? null;
      hub.loginCodes.delete(code ?? '');
      return pass(person);
    },
    refreshToken: (_root, { refreshToken }) => {
      const person = hub.people.find((one) => `refresh-${one.id}` === refreshToken);
      if (!person) throw refusal('UNAUTHENTICATED');
      return pass(person);
    },
    logout: () => true,
    inviteUser: (_root, { email, name, role }) => {
      const user = hub.addPerson({
        email: email ?? '',
        name: name ?? '',
        role: role ?? 'OPERATOR',
        password: null,
      });
      hub.loginCodes.set('invited', user);
      return { user, link: '/login/invited', expiresAt: moment(24 * HOUR_MS) };
    },
    createAgent: (_root, { name }) => {
      const agent = hub.addAgent({
        name: name ?? '',
        status: 'NEVER_SEEN',
        version: null,
        connected: false,
        lastHeartbeatAt: null,
        cpuPercent: null,
        memoryPercent: null,
      });
      const apiKey = 'kefu_live_4f9c2d7be1a84c06b5d3';
      hub.feed.publish({ agent: { __typename: 'AgentChanged', agent } });
      return {
        agent,
        apiKey,
        config: `server:\n  url: ws://127.0.0.1:4000\nclient:\n  agent_id: "${agent.id}"\n  api_key: ${apiKey}\n`,
      };
    },
    revokeAgent: (_root, { agentId }) => changeAgent(hub, agentId ?? '', { status: 'REVOKED', connected: false }),
    setAgentPaused: (_root, { agentId, paused }) => changeAgent(hub, agentId ?? '', { paused: Boolean(paused) }),
    takeOver: (_root, { roomId }, context) => {
      const { room } = hub.takeOver(roomId ?? '', need(context));
      return { room, state: room.owner };
    },
    cancelTakeOver: (_root, { roomId }, context) => {
      const held = hub.roomOf(roomId ?? '');
      hub.giveBack(held, 'REQUEST_CANCELLED', need(context));
      return held.room;
    },
    sendOperatorMessage: (_root, { sessionId, text }, context) => {
      const to = session(sessionId ?? '');
      const message = hub.bubble(
        to,
        { text: text ?? '', origin: 'OPERATOR', state: 'QUEUED' },
        { user: need(context), sender: need(context).name },
      );
      return { message, reply: message.reply };
    },
    handBack: (_root, { roomId, voidQueued }, context) => {
      const held = hub.roomOf(roomId ?? '');
      const open = held.lines.filter(
        (line) => line.reply?.origin === 'OPERATOR' && ['QUEUED', 'LEASED', 'TYPED'].includes(line.reply.state),
      );
      if (open.length > 0 && !voidQueued) throw refusal('HAND_BACK_PENDING', { bubbles: open.length });
      for (const line of open) hub.deliver(line, 'VOID', 'TAKEN_BACK');
      hub.giveBack(held, 'HANDED_BACK', need(context));
      return held.room;
    },
    closeSession: (_root, { sessionId, resolution }, context) => {
      const closed = session(sessionId ?? '');
      Object.assign(closed, { status: 'CLOSED', closedAt: moment(), resolution, resolvedBy: 'HUMAN' });
      hub.giveBack(closed, 'CLOSED', need(context));
      return closed;
    },
    resolveUnknown: (_root, { replyId, typed }) => {
      const line = reply(replyId ?? '');
      hub.deliver(line, typed ? 'CONFIRMED' : 'VOID', typed ? null : 'NOT_TYPED');
      return line.reply;
    },
    voidReply: (_root, { replyId }) => {
      const line = reply(replyId ?? '');
      hub.deliver(line, 'VOID', 'TAKEN_BACK');
      return line.reply;
    },
    retryTurn: (_root, { turnId }) => hub.turns.get(turnId ?? ''),
    markRead: (_root, { sessionId }) => {
      const read = session(sessionId ?? '');
      read.unread = 0;
      hub.changed(read);
      return read;
    },
    removeDemo: () => {
      hub.tenant = { ...hub.tenant, demo: false };
      return true;
    },
  };
}

function changeAgent(hub: ScriptedHub, id: string, change: object): object {
  const agent = hub.agents.find((one) => one.id === id);
  if (!agent) throw refusal('NOT_FOUND');
  Object.assign(agent, change);
  hub.feed.publish({ agent: { __typename: 'AgentChanged', agent } });
  return agent;
}
