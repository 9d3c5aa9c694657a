import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { AgentSide, line, REPLIES } from './support/agent-side.ts';
import { type Answered, isType, nodesOf, text } from './support/hub-client.ts';
import { describeHub } from './support/test-hub.ts';

const TAKE_OVER = `mutation ($requestId: ID!, $roomId: ID!) { takeOver(requestId: $requestId, roomId: $roomId) { state room { id owner requestedBy { email } pendingAgents { id } } } }`;
const SEND = `mutation ($requestId: ID!, $sessionId: ID!, $text: String!) {
  sendOperatorMessage(requestId: $requestId, sessionId: $sessionId, text: $text) { message { id role user { email } } reply { id state text } } }`;
const HAND_BACK = `mutation ($requestId: ID!, $roomId: ID!) { handBack(requestId: $requestId, roomId: $roomId) { id owner } }`;
const CLOSE = `mutation ($requestId: ID!, $sessionId: ID!) { closeSession(requestId: $requestId, sessionId: $sessionId, resolution: SOLVED) { status resolution resolvedBy } }`;

/** A question of the sample knowledge, word for word. */
const QUESTION = '充电桩支持哪些付款方式？';

describeHub('an agent', (given) => {
  /** A process with the same journal takes the lease over at once; another one waits until it has run out. */
  const connected = async () => {
    const agent = new AgentSide(given().agent, { journalId: 'the only journal' });
    const feed = agent.replies();
    await feed.until(isType('Synced'));
    await expect.poll(() => agent.renew()).toEqual({ leaseSeconds: 10, connected: true });
    return { agent, feed };
  };
  const endLease = () =>
    given().counted.database.inTenant(given().hub.seeded.demo?.tenantId ?? '', (em) =>
      em.execute(`update agent set lease_until = now() - interval '1 s' where lease_until is not null`),
    );
  const replyTo = (window: string) => (item: Answered) => isType('Reply')(item) && text(item['window']) === window;
  const chat = (window: string) => ({ chat: { window, kind: 'FRIEND', name: window } });

  it('reports a line, hears the answer, leases and types it, and operators see it confirmed', async () => {
    const { agent, feed } = await connected();
    const [receipt] = await agent.ingest(line(QUESTION, chat('客户甲')));
    expect(receipt).toMatchObject({ state: 'STORED', code: null });
    const reply = await feed.until(replyTo('客户甲'));
    expect(reply).toMatchObject({
      account: '客服一号',
      window: '客户甲',
      chatName: '客户甲',
      state: 'QUEUED',
      leased: false,
    });
    expect(reply['sessionId']).toBe(receipt?.['sessionId']);
    await agent.type(reply['id']);
    const { session } = await given().demo.ask(
      `query ($id: ID!) { session(id: $id) { messages(last: 5) { edges { node { role content confidence evidenceIds reply { id state } turn { outcome } } } } } }`,
      { id: receipt?.['sessionId'] },
    );
    const lines = nodesOf(session?.['messages']);
    expect(lines.map(({ role }) => role)).toEqual(['CUSTOMER', 'MODEL']);
    expect(lines[1]).toMatchObject({ reply: { id: reply['id'], state: 'CONFIRMED' } });
    expect(lines[1]?.['confidence']).toBeGreaterThan(0);
    await agent.close();
  });

  it('gets the same receipt for the same line, and a coded one for a line that cannot be', async () => {
    const { agent } = await connected();
    const said = line('你好', chat('客户乙'));
    const [first] = await agent.ingest(said);
    const [again] = await agent.ingest(said);
    expect(again).toMatchObject({
      state: 'DUPLICATE',
      messageId: first?.['messageId'],
      sessionId: first?.['sessionId'],
    });
    const [other, long] = await agent.ingest({ ...said, content: '别的' }, line('长'.repeat(4001), chat('客户乙')));
    expect(other).toMatchObject({ state: 'REJECTED', code: 'DUPLICATE_CONTENT' });
    expect(long).toMatchObject({ state: 'REJECTED', code: 'LIMIT_TEXT', messageId: null });
    await agent.close();
  });

  it('hears a fence before anything else of a takeover, and completes it by acknowledging', async () => {
    const { agent, feed } = await connected();
    const [receipt] = await agent.ingest(line('我要投诉', chat('客户丙')));
    const notice = await feed.until(replyTo('客户丙'));
    const { roomId } = notice;
    await agent.type(notice['id']);
    const { takeOver } = await given().demo.ask(TAKE_OVER, { roomId });
    expect(takeOver).toMatchObject({ state: 'REQUESTED', room: { requestedBy: { email: 'demo@localhost' } } });
    expect(takeOver?.['room']?.['pendingAgents']).toHaveLength(1);
    const { sendOperatorMessage } = await given().demo.ask(SEND, {
      sessionId: receipt?.['sessionId'],
      text: '您好，我是小王',
    });
    expect(sendOperatorMessage).toMatchObject({
      reply: { state: 'QUEUED' },
      message: { role: 'OPERATOR', user: { email: 'demo@localhost' } },
    });
    const fence = await feed.until(isType('Fence'));
    expect(fence).toMatchObject({ roomId, owner: 'REQUESTED', chats: [{ account: '客服一号', window: '客户丙' }] });
    expect(await agent.lease(sendOperatorMessage?.['reply']?.['id'])).toMatchObject([
      { granted: false, code: 'WAITING' },
    ]);
    expect(await agent.acknowledge(roomId, fence['fence'])).toBe(true);
    await agent.type(sendOperatorMessage?.['reply']?.['id']);
    expect(await given().demo.ask(HAND_BACK, { roomId })).toEqual({ handBack: { id: roomId, owner: 'MODEL' } });
    await agent.close();
  });

  it('is told what it has to do with when it comes back, whatever cursor it brings', async () => {
    const { agent, feed } = await connected();
    const [receipt] = await agent.ingest(line('投诉你们', chat('客户丁')));
    const notice = await feed.until(replyTo('客户丁'));
    const { cursor } = await synced(agent);
    await agent.close();
    const back = new AgentSide(given().agent, { journalId: agent.journalId });
    const again = back.replies(text(cursor));
    await again.until(isType('Synced'));
    expect(again.seen.filter(isType('Reply')).map(({ id }) => id)).toContain(notice['id']);
    expect(receipt).toMatchObject({ state: 'STORED' });
    const stale = back.replies('0123456789abcdef.5.5');
    expect(await stale.next()).toMatchObject({ __typename: 'Reset', reason: 'FOREIGN_EPOCH' });
    await stale.until(isType('Synced'));
    await back.close();
  });

  it('loses the lease to a newer connection when it has run out, and learns it when it renews', async () => {
    const { agent: first } = await connected();
    const second = new AgentSide(given().agent, { journalId: 'another journal' });
    await second.replies().until(isType('Synced'));
    expect(await second.renew()).toMatchObject({ connected: false });
    await endLease();
    expect(await second.renew()).toEqual({ leaseSeconds: 10, connected: true });
    expect(await first.renew()).toMatchObject({ connected: false });
    const [receipt] = await first.ingest(line('在吗', chat('客户戊')));
    expect(receipt).toMatchObject({ state: 'STORED' });
    await Promise.all([first.close(), second.close()]);
    await endLease();
  });

  it('sends figures that operators see', async () => {
    const { agent } = await connected();
    const beat = {
      journalId: agent.journalId,
      version: '1.2.3',
      cpuPercent: 3.5,
      memoryPercent: 41,
      wxOnline: true,
      messagesProcessed: 7,
      outboxDepth: 2,
    };
    const accounts = [{ name: '客服一号', state: 'WINDOW_MINIMIZED', detail: '最小化' }];
    const { heartbeat } = await agent.socket.ask(
      `mutation ($requestId: ID!, $input: HeartbeatInput!) { heartbeat(requestId: $requestId, input: $input) { serverTime paused } }`,
      { input: { ...beat, at: new Date().toISOString(), accounts } },
    );
    expect(heartbeat).toMatchObject({ paused: false });
    const { agents } = await given().demo.ask(
      `{ agents { edges { node { status version connected cpuPercent outboxDepth pendingReplies accounts { name state detail sentToday sentLastMinute } } } } }`,
    );
    expect(agents?.['edges']).toMatchObject([
      {
        node: {
          status: 'ONLINE',
          version: '1.2.3',
          connected: true,
          cpuPercent: 3.5,
          outboxDepth: 2,
          accounts: [{ name: '客服一号', state: 'WINDOW_MINIMIZED', detail: '最小化' }],
        },
      },
    ]);
    await agent.close();
  });

  it('needs a socket for its lease and its feed', async () => {
    const renew = `mutation ($requestId: ID!) { renewLease(requestId: $requestId, journalId: "j") { connected } }`;
    expect(await given().agent.refusal(renew)).toBe('BAD_INPUT');
    expect(await given().agent.refusal(REPLIES, { journalId: 'j' })).toBe('BAD_INPUT');
  });

  it('is refused at once when its key is taken back', async () => {
    const { createAgent } = await given().demo.ask(
      `mutation ($requestId: ID!) { createAgent(requestId: $requestId, name: "二号") { agent { id name status } apiKey config } }`,
    );
    expect(createAgent).toMatchObject({ agent: { name: '二号', status: 'NEVER_SEEN' } });
    const agentId = text(createAgent?.['agent']?.['id']);
    const apiKey = text(createAgent?.['apiKey']);
    expect(text(createAgent?.['config'])).toContain(`agent_id: "${agentId}"`);
    const client = await given().anyone.loginAgent({ agentId, apiKey });
    const side = new AgentSide(client, { account: '客服二号' });
    await side.replies().until(isType('Synced'));
    const revoke = `mutation ($requestId: ID!, $agentId: ID!) { revokeAgent(requestId: $requestId, agentId: $agentId) { status } }`;
    const requestId = randomUUID();
    expect(await given().demo.ask(revoke, { agentId, requestId })).toEqual({ revokeAgent: { status: 'REVOKED' } });
    expect(await given().demo.ask(revoke, { agentId, requestId })).toEqual({ revokeAgent: { status: 'REVOKED' } });
    expect((await side.socket.closed).code).toBe(4403);
    await expect(given().anyone.loginAgent({ agentId, apiKey })).rejects.toThrow('UNAUTHENTICATED');
  });

  it('hears of a session that was closed meanwhile', async () => {
    const { agent, feed } = await connected();
    const [receipt] = await agent.ingest(line('转人工', chat('客户己')));
    const notice = await feed.until(replyTo('客户己'));
    const closed = await given().demo.ask(CLOSE, { sessionId: receipt?.['sessionId'] });
    expect(closed).toEqual({ closeSession: { status: 'CLOSED', resolution: 'SOLVED', resolvedBy: 'HUMAN' } });
    expect(await feed.until(isType('Void'))).toMatchObject({ replyIds: [notice['id']] });
    expect(await given().demo.refusal(CLOSE, { sessionId: receipt?.['sessionId'] })).toBe('ALREADY_CLOSED');
    await agent.close();
  });
});

async function synced(agent: AgentSide): Promise<Record<string, unknown>> {
  return agent.replies().until(isType('Synced'));
}
