import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { AgentSide, line } from './support/agent-side.ts';
import { type Answered, isType, text } from './support/hub-client.ts';
import { describeHub } from './support/test-hub.ts';

const TAKE_OVER = `mutation ($requestId: ID!, $roomId: ID!) { takeOver(requestId: $requestId, roomId: $roomId) { state room { id } } }`;
const SEND = `mutation ($requestId: ID!, $sessionId: ID!, $text: String!) {
  sendOperatorMessage(requestId: $requestId, sessionId: $sessionId, text: $text) { message { id } reply { id } } }`;
const CREATE = `mutation ($requestId: ID!, $name: String!) { createAgent(requestId: $requestId, name: $name) { agent { id } apiKey config } }`;
const AUDIT = '{ audit(first: 100) { edges { node { actor action subject detail } } } }';

describeHub('a repeated request', (given) => {
  const waiting = async (window: string) => {
    const agent = new AgentSide(given().agent);
    const feed = agent.replies();
    await feed.until(isType('Synced'));
    const [receipt] = await agent.ingest(line('我要投诉', { chat: { window, kind: 'FRIEND', name: window } }));
    const sessionId = receipt?.['sessionId'];
    const { session } = await given().demo.ask('query ($id: ID!) { session(id: $id) { room { id } } }', {
      id: sessionId,
    });
    await agent.close();
    return { sessionId, roomId: session?.['room']?.['id'] };
  };
  const audited = async (action: string): Promise<readonly Answered[]> => {
    const { audit } = await given().demo.ask(AUDIT);
    const edges = audit?.['edges'] as unknown as readonly { node: Answered }[];
    return edges.map(({ node }) => node).filter((node) => text(node['action']) === action);
  };

  it('of an operator gets the first answer, and the effect and its audit row are there once', async () => {
    const { sessionId, roomId } = await waiting('甲');
    const requestId = randomUUID();
    const first = await given().demo.ask(TAKE_OVER, { requestId, roomId });
    await expect
      .poll(
        async () =>
          (await given().demo.ask('query ($id: ID!) { session(id: $id) { room { owner } } }', { id: sessionId }))[
            'session'
          ]?.['room'],
      )
      .toEqual({ owner: 'HUMAN' });
    const again = await given().demo.ask(TAKE_OVER, { requestId, roomId });
    expect(again).toEqual(first);
    const sent = { requestId: randomUUID(), sessionId, text: '您好' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => given().demo.ask(SEND, sent)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const { session } = await given().demo.ask(
      'query ($id: ID!) { session(id: $id) { messages(last: 50) { edges { node { role content } } } } }',
      { id: sessionId },
    );
    const lines = session?.['messages']?.['edges'] as unknown as readonly { node: Answered }[];
    expect(lines.filter(({ node }) => text(node['content']) === '您好')).toHaveLength(1);
    expect(await audited('take_over')).toHaveLength(1);
    expect(await audited('send_operator_message')).toHaveLength(1);
    expect(JSON.stringify(await audited('send_operator_message'))).not.toContain('您好');
  });

  it('with another input is a conflict, whether the effect is SQL’s or ours', async () => {
    const { sessionId, roomId } = await waiting('乙');
    await given().demo.ask(TAKE_OVER, { roomId });
    const requestId = randomUUID();
    await given().demo.ask(SEND, { requestId, sessionId, text: '一' });
    expect(await given().demo.refusal(SEND, { requestId, sessionId, text: '二' })).toBe('IDEMPOTENCY_CONFLICT');
    expect(await given().demo.refusal(TAKE_OVER, { requestId, roomId })).toBe('IDEMPOTENCY_CONFLICT');
    expect(await given().demo.refusal(CREATE, { requestId, name: '三号' })).toBe('IDEMPOTENCY_CONFLICT');
    const created = randomUUID();
    await given().demo.ask(CREATE, { requestId: created, name: '四号' });
    expect(await given().demo.refusal(CREATE, { requestId: created, name: '五号' })).toBe('IDEMPOTENCY_CONFLICT');
  });

  it('shows a key again that is stored nowhere, and it works', async () => {
    const requestId = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => given().demo.ask(CREATE, { requestId, name: '六号' })),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const created = answers[0]?.['createAgent'];
    const apiKey = text(created?.['apiKey']);
    await given().anyone.loginAgent({ agentId: text(created?.['agent']?.['id']), apiKey });
    const tenantId = given().hub.seeded.demo?.tenantId ?? '';
    const stored = await given().counted.database.inTenant(tenantId, (em) =>
      em.execute(
        'select r::text as row from request r union all select k::text from key_lookup k union all select a::text from audit a',
      ),
    );
    expect(stored.length).toBeGreaterThan(3);
    expect(JSON.stringify(stored)).not.toContain(apiKey.slice(4));
    expect(await audited('createAgent')).toHaveLength(2);
  });

  it('after a refusal is judged anew: a refused request leaves nothing behind', async () => {
    const { sessionId, roomId } = await waiting('丙');
    const requestId = randomUUID();
    expect(await given().demo.refusal(SEND, { requestId, sessionId, text: '早了' })).toBe('NOT_OWNER');
    await given().demo.ask(TAKE_OVER, { roomId });
    expect(await given().demo.refusal(SEND, { requestId, sessionId, text: '早了' })).toBe('NO ERROR');
  });

  it('of another person is a request of its own', async () => {
    const { roomId } = await waiting('丁');
    const requestId = randomUUID();
    const second = await given().demo.invite('OPERATOR');
    await given().demo.ask(TAKE_OVER, { requestId, roomId });
    const { errors } = await second.send(TAKE_OVER, { requestId, roomId });
    expect(errors[0]?.extensions).toMatchObject({ code: 'OWNED_BY', detail: { name: '演示管理员' } });
  });

  it('needs a requestId that says something', async () => {
    for (const requestId of ['', '   ', 'x'.repeat(101)]) {
      expect(await given().demo.refusal(CREATE, { requestId, name: 'x' })).toBe('BAD_INPUT');
    }
  });
});
