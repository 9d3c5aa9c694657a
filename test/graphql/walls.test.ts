import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { AgentSide, INGEST, line } from './support/agent-side.ts';
import { type Answered, HubClient, isType, nodesOf, text } from './support/hub-client.ts';
import { describeHub } from './support/test-hub.ts';

/** Every list of the API, each entry with its id. */
const LISTS = `{ sessions { edges { node { id } } } customers { edges { node { id } } } messages { edges { node { id } } }
  turns { edges { node { id } } } handoffs { edges { node { id } } } agents { edges { node { id } } } users { edges { node { email } } }
  audit { edges { node { action } } } knowledge { chunkCount documents { edges { node { id } } } } statistics { messagesLastHour waiting } inboxCounts { all waiting } }`;

describeHub('the wall between tenants', (given) => {
  const entries = (data: Answered, name: string): readonly Answered[] => nodesOf(data[name]);

  it('shows each tenant its own and nothing else, in every list', async () => {
    const agent = new AgentSide(given().agent);
    const feed = agent.replies();
    await feed.until(isType('Synced'));
    await agent.ingest(line('我要投诉'));
    await feed.until(isType('Reply'));
    const [demo, own] = [await given().demo.ask(LISTS), await given().owner.ask(LISTS)];
    for (const list of ['sessions', 'customers', 'messages', 'turns', 'handoffs', 'agents']) {
      expect(entries(demo, list)).not.toHaveLength(0);
      expect([list, entries(own, list)]).toEqual([list, []]);
    }
    expect(entries(own, 'users')).toEqual([{ email: 'admin@localhost' }]);
    expect(entries(demo, 'users')).toEqual([{ email: 'demo@localhost' }]);
    expect(entries(own, 'audit').length).toBeGreaterThan(0);
    expect(own['knowledge']).toEqual({ chunkCount: 0, documents: { edges: [] } });
    expect(own['statistics']).toEqual({ messagesLastHour: 0, waiting: 0 });
    expect(own['inboxCounts']).toEqual({ all: 0, waiting: 0 });
    expect(demo['inboxCounts']).toEqual({ all: 1, waiting: 1 });
    await agent.close();
  });

  it('answers null or NOT_FOUND for what is another tenant’s, as for what is nobody’s', async () => {
    const data = await given().demo.ask(LISTS);
    const id = (list: string): unknown => entries(data, list)[0]?.['id'];
    const one = `query ($session: ID!, $customer: ID!, $turn: ID!, $agent: ID!) {
      session(id: $session) { id } customer(id: $customer) { id } turn(id: $turn) { id } agent(id: $agent) { id } }`;
    const theirs = { session: id('sessions'), customer: id('customers'), turn: id('turns'), agent: id('agents') };
    const nobodys = { session: '999', customer: 'abc', turn: '9'.repeat(30), agent: '-1' };
    const nothing = { session: null, customer: null, turn: null, agent: null };
    expect(await given().owner.ask(one, theirs)).toEqual(nothing);
    expect((await given().owner.send(one, nobodys)).errors.map(({ extensions }) => extensions.code)).not.toContain(
      'INTERNAL',
    );
    const close = `mutation ($requestId: ID!, $id: ID!) { closeSession(requestId: $requestId, sessionId: $id, resolution: SOLVED) { id } }`;
    const pause = `mutation ($requestId: ID!, $id: ID!) { setAgentPaused(requestId: $requestId, agentId: $id, paused: true) { id } }`;
    const revoke = `mutation ($requestId: ID!, $id: ID!) { revokeAgent(requestId: $requestId, agentId: $id) { id } }`;
    const retry = `mutation ($requestId: ID!, $id: ID!) { retryTurn(requestId: $requestId, turnId: $id) { id } }`;
    for (const [mutation, subject] of [
      [close, id('sessions')],
      [pause, id('agents')],
      [revoke, id('agents')],
      [retry, id('turns')],
    ] as const) {
      expect([mutation, await given().owner.refusal(mutation, { id: subject })]).toEqual([mutation, 'NOT_FOUND']);
      expect([mutation, await given().owner.refusal(mutation, { id: '999999' })]).toEqual([mutation, 'NOT_FOUND']);
    }
    const filtered = `query ($id: ID!) { messages(sessionId: $id) { edges { node { id } } } sessions(customerId: $id) { edges { node { id } } } }`;
    const none = await given().owner.ask(filtered, { id: id('sessions') });
    expect([entries(none, 'messages'), entries(none, 'sessions')]).toEqual([[], []]);
  });

  it('keeps an account for the tenant that has it, whoever names it', async () => {
    const { createAgent } = await given().owner.ask(
      `mutation ($requestId: ID!) { createAgent(requestId: $requestId, name: "自己的") { agent { id } apiKey } }`,
    );
    const credentials = { agentId: text(createAgent?.['agent']?.['id']), apiKey: text(createAgent?.['apiKey']) };
    const mine = new AgentSide(await given().anyone.loginAgent(credentials));
    const [receipt] = await mine.ingest(line('同名账号'));
    expect(receipt).toMatchObject({ state: 'STORED' });
    const [own, demo] = await Promise.all([given().owner.ask(LISTS), given().demo.ask(LISTS)]);
    expect(entries(own, 'messages').map(({ id }) => id)).toContain(receipt?.['messageId']);
    expect(entries(demo, 'messages').map(({ id }) => id)).not.toContain(receipt?.['messageId']);
    const feed = mine.replies();
    await feed.until(isType('Synced'));
    expect(feed.seen.filter(isType('Reply'))).toEqual([]);
    await mine.close();
  });
});

describeHub('roles', (given) => {
  const READ = '{ sessions { edges { node { id } } } statistics { waiting } }';
  const SEND = `mutation ($requestId: ID!) { sendOperatorMessage(requestId: $requestId, sessionId: "1", text: "x") { reply { id } } }`;
  const CREATE = `mutation ($requestId: ID!) { createAgent(requestId: $requestId, name: "x") { apiKey } }`;
  const USERS = '{ users { edges { node { id } } } audit { edges { node { id } } } }';

  it.each([
    ['VIEWER', { read: 'NO ERROR', send: 'FORBIDDEN', manage: 'FORBIDDEN' }],
    ['INTEGRATOR', { read: 'NO ERROR', send: 'FORBIDDEN', manage: 'FORBIDDEN' }],
    ['OPERATOR', { read: 'NO ERROR', send: 'NOT_FOUND', manage: 'FORBIDDEN' }],
    ['ADMIN', { read: 'NO ERROR', send: 'NOT_FOUND', manage: 'NO ERROR' }],
  ])('%s', async (role, expected) => {
    const client = await given().owner.invite(role);
    const read = await client.refusal(READ);
    const send = await client.refusal(SEND);
    expect({ read, send, manage: await client.refusal(CREATE) }).toEqual(expected);
    expect(await client.refusal(USERS)).toBe(expected.manage);
    expect(await client.refusal(INGEST, { input: { journalId: 'j', account: 'a', messages: [] } })).toBe('FORBIDDEN');
  });

  it('an agent reports and types, and reads nothing of people', async () => {
    expect(await given().agent.refusal(READ)).toBe('FORBIDDEN');
    expect(await given().agent.refusal('{ me { name } }')).toBe('FORBIDDEN');
    expect(await given().agent.refusal(SEND)).toBe('FORBIDDEN');
    expect(await given().agent.refusal(CREATE)).toBe('FORBIDDEN');
  });

  it('nobody who did not sign in gets anything', async () => {
    for (const query of [READ, USERS, SEND, CREATE, '{ me { name } }'])
      expect(await given().anyone.refusal(query)).toBe('UNAUTHENTICATED');
  });

  it('removes the demo with one button, with everybody in it', async () => {
    const remove = `mutation ($requestId: ID!) { removeDemo(requestId: $requestId) }`;
    const requestId = randomUUID();
    expect(await given().demo.ask('{ me { name } }')).toBeTruthy();
    expect(await given().owner.ask(remove, { requestId })).toEqual({ removeDemo: true });
    expect(await given().owner.ask(remove, { requestId })).toEqual({ removeDemo: true });
    const { audit } = await given().owner.ask('{ audit(first: 100) { edges { node { action detail } } } }');
    expect(nodesOf(audit).filter(({ action }) => text(action) === 'removeDemo')).toEqual([
      { action: 'removeDemo', detail: { tenants: 1 } },
    ]);
    await expect.poll(() => given().demo.refusal('{ me { name } }')).toBe('UNAUTHENTICATED');
    await expect(
      new HubClient(given().hub.url).loginAgent(given().hub.seeded.demo?.agent ?? { agentId: '', apiKey: '' }),
    ).rejects.toThrow('UNAUTHENTICATED');
    expect(await given().owner.ask('{ me { name } }')).toBeTruthy();
  });
});
