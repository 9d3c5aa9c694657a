import { expect, it } from 'vitest';
import { AgentSide, INGEST, line } from './support/agent-side.ts';
import { type Answered, HubClient, nodesOf, text } from './support/hub-client.ts';
import { describeHub } from './support/test-hub.ts';

const LEASE = `mutation ($requestId: ID!, $ids: [ID!]!) { leaseReplies(requestId: $requestId, journalId: "j", replyIds: $ids) { granted code } }`;
const REPORT = `mutation ($requestId: ID!, $deliveries: [DeliveryInput!]!) { reportDeliveries(requestId: $requestId, journalId: "j", deliveries: $deliveries) { id } }`;
const BEAT = `mutation ($requestId: ID!, $input: HeartbeatInput!) { heartbeat(requestId: $requestId, input: $input) { paused } }`;
const SEND = `mutation ($requestId: ID!, $sessionId: ID!, $text: String!) { sendOperatorMessage(requestId: $requestId, sessionId: $sessionId, text: $text) { reply { id } } }`;

describeHub('bad input', (given) => {
  const count = async (): Promise<number> => {
    const data = await given().demo.ask('{ messages(first: 100) { edges { node { id } } } }');
    return nodesOf(data['messages']).length;
  };
  const ingest = (...messages: readonly unknown[]) =>
    given().agent.send(INGEST, { input: { journalId: 'j', account: '客服一号', messages } });

  it('of a wrong token is UNAUTHENTICATED with status 401, and stores nothing', async () => {
    const before = await count();
    const { status, errors } = await new HubClient(given().hub.url, 'no token').send(INGEST, {
      input: { journalId: 'j', account: 'a', messages: [line('x')] },
    });
    expect([status, errors[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(await count()).toBe(before);
  });

  it.each([
    ['an unknown enum value', { type: 'TELEPATHY' }],
    ['a missing field', { content: undefined }],
    ['a number for a text', { content: 5 }],
    ['a time that is none', { capturedAt: 'yesterday' }],
    ['a time without a zone', { capturedAt: '2026-11-23T10:00:00' }],
    ['an unknown field', { mood: 'good' }],
    ['a fraction for a whole number', { seq: 1.5 }],
  ])('%s is BAD_INPUT and refuses the whole report', async (_what, changes) => {
    const before = await count();
    const { errors } = await ingest(line('好的'), { ...line('x'), ...changes });
    expect(errors[0]?.extensions.code).toBe('BAD_INPUT');
    expect(errors[0]?.extensions.correlationId).toBeUndefined();
    expect(await count()).toBe(before);
  });

  it('of one line harms that line only', async () => {
    const said = [
      line('第一行'),
      line('x'.repeat(4001)),
      line('x', { mediaHash: 'nonsense' }),
      line('x', { ageMs: -1 }),
      line('第二行'),
    ];
    const { data } = await ingest(...said);
    const receipts = data['ingestMessages'] as unknown as readonly Answered[];
    expect(receipts.map(({ state, code }) => [state, code])).toEqual([
      ['STORED', null],
      ['REJECTED', 'LIMIT_TEXT'],
      ['REJECTED', 'BAD_INPUT'],
      ['REJECTED', 'BAD_INPUT'],
      ['STORED', null],
    ]);
  });

  it('that PostgreSQL would refuse is cleaned, not lost', async () => {
    const { data } = await ingest(line('坏\u0000字\ud800符'));
    expect(data['ingestMessages']).toMatchObject([{ state: 'STORED' }]);
    const { messages } = await given().demo.ask('{ messages(first: 1) { edges { node { content } } } }');
    const [message] = nodesOf(messages);
    expect(text(message?.['content'])).toMatch(/^坏.*字.*符$/u);
  });

  it('in too large a batch is LIMIT_BATCH', async () => {
    const { errors } = await ingest(...Array.from({ length: 129 }, () => line('x')));
    expect(errors[0]?.extensions).toMatchObject({ code: 'LIMIT_BATCH', detail: { limit: 128 } });
    expect(
      await given().agent.refusal(LEASE, {
        ids: Array.from({ length: 129 }, () => '8c1d2a3e-0000-4000-8000-000000000000'),
      }),
    ).toBe('BAD_INPUT');
  });

  it('that is malformed on the wire is BAD_INPUT with status 400', async () => {
    const post = async (body: string): Promise<unknown> => {
      const response = await fetch(`${given().hub.url}/graphql`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
      const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
      return [response.status, errors[0]?.extensions.code];
    };
    for (const body of [
      '',
      '{',
      '[]',
      '"x"',
      'null',
      '{"query":5}',
      '{"query":"{me{name}}","variables":[]}',
      '{"query":"{me{name}}","operationName":{}}',
    ]) {
      expect([body, await post(body)]).toEqual([body, [400, 'BAD_INPUT']]);
    }
  });

  it('of ids is refused before it reaches the database', async () => {
    expect(await given().agent.refusal(LEASE, { ids: ['not a uuid'] })).toBe('BAD_INPUT');
    expect(
      await given().agent.refusal(REPORT, {
        deliveries: [{ replyId: '5', state: 'TYPED', at: new Date().toISOString() }],
      }),
    ).toBe('BAD_INPUT');
    for (const sessionId of ['', 'abc', '-1', '1e3', '9'.repeat(19)]) {
      expect([sessionId, await given().demo.refusal(SEND, { sessionId, text: 'x' })]).toEqual([sessionId, 'BAD_INPUT']);
    }
    for (const words of ['', '   ', 'x'.repeat(501)])
      expect(await given().demo.refusal(SEND, { sessionId: '1', text: words })).toBe('BAD_INPUT');
  });

  it('of things that are not there is NOT_FOUND, or a code of its own', async () => {
    expect(await given().demo.refusal(SEND, { sessionId: '424242', text: 'x' })).toBe('NOT_FOUND');
    const uuid = '8c1d2a3e-0000-4000-8000-000000000000';
    const { data } = await given().agent.send(LEASE, { ids: [uuid] });
    expect(data['leaseReplies']).toEqual([{ granted: false, code: 'GONE' }]);
    const { data: reported } = await given().agent.send(REPORT, {
      deliveries: [{ replyId: uuid, state: 'TYPED', at: new Date().toISOString() }],
    });
    expect(reported['reportDeliveries']).toEqual([]);
    const unknown = `mutation ($requestId: ID!) { resolveUnknown(requestId: $requestId, replyId: "${uuid}", typed: true) { id } }`;
    expect(await given().demo.refusal(unknown)).toBe('NOT_FOUND');
  });

  it('of figures out of their range is BAD_INPUT', async () => {
    const beat = {
      journalId: 'j',
      version: '1',
      cpuPercent: 1,
      memoryPercent: 1,
      wxOnline: true,
      messagesProcessed: 0,
      outboxDepth: 0,
      at: new Date().toISOString(),
      accounts: [],
    };
    expect(await given().agent.refusal(BEAT, { input: beat })).toBe('NO ERROR');
    for (const changes of [
      { cpuPercent: 101 },
      { memoryPercent: -1 },
      { outboxDepth: -1 },
      { version: 'x'.repeat(51) },
      { accounts: [{ name: '', state: 'OK' }] },
      { accounts: [{ name: 'a', state: 'BAD' }] },
    ]) {
      expect([changes, await given().agent.refusal(BEAT, { input: { ...beat, ...changes } })]).toEqual([
        changes,
        'BAD_INPUT',
      ]);
    }
  });

  it('of an account that another living agent drives is a coded refusal, and nothing of it is stored', async () => {
    const first = new AgentSide(given().agent, { account: '有主的账号' });
    await first.replies().next();
    expect(await first.renew()).toMatchObject({ connected: true });
    await first.ingest(line('x'));
    const { createAgent } = await given().demo.ask(
      `mutation ($requestId: ID!) { createAgent(requestId: $requestId, name: "二号") { agent { id } apiKey } }`,
    );
    const client = await given().anyone.loginAgent({
      agentId: text(createAgent?.['agent']?.['id']),
      apiKey: text(createAgent?.['apiKey']),
    });
    const before = await count();
    expect(
      await client.refusal(INGEST, { input: { journalId: 'k', account: '有主的账号', messages: [line('y')] } }),
    ).toBe('ACCOUNT_TAKEN');
    expect(await count()).toBe(before);
    await first.close();
  });

  it('never shows what went wrong inside: a number to look it up by, and one line in the log', async () => {
    const { counted, log, demo } = given();
    const { inTenant } = counted.database;
    const broken = { ...counted.database, inTenant: () => Promise.reject(new Error('secret of the inside')) };
    Object.assign(counted.database, broken);
    const { errors } = await demo.send('{ users { edges { node { id } } } }');
    Object.assign(counted.database, { inTenant });
    expect(errors[0]?.extensions.code).toBe('INTERNAL');
    expect(JSON.stringify(errors)).not.toContain('secret');
    const logged = log.filter(({ fields }) => fields?.['correlationId'] === errors[0]?.extensions.correlationId);
    expect(logged).toMatchObject([{ level: 'error', cause: { message: 'secret of the inside' } }]);
  });
});
