import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentSide, line } from '../graphql/support/agent-side.ts';
import { HubClient, isType } from '../graphql/support/hub-client.ts';
import { waitUntil } from '../support/wait-until.ts';
import { INBOX_EVENTS } from '../support/whole/desk.ts';
import { WholeWorld } from '../support/whole/whole-world.ts';
import { textOf } from '../support/whole/text-of.ts';

const LOGIN = `mutation ($requestId: ID!, $input: LoginInput!) { login(requestId: $requestId, input: $input) { token } }`;
const TAKE = `mutation ($requestId: ID!, $roomId: ID!) { takeOver(requestId: $requestId, roomId: $roomId) { state } }`;

describe('bad input to a real hub', () => {
  let world: WholeWorld;

  beforeAll(async () => {
    world = await WholeWorld.start({ kind: 'pglite', demo: true });
  });
  afterAll(() => world.remove());

  it('is refused with a clear code, and the next good request is served', async () => {
    const { client } = world.admin;
    expect(await new HubClient(world.hub.url, 'not-a-token').refusal('{ me { id } }')).toBe('UNAUTHENTICATED');
    const unknown = { input: { agentId: '999999', apiKey: 'kefu_wrong' } };
    expect(await new HubClient(world.hub.url).refusal(LOGIN, unknown)).toBe('UNAUTHENTICATED');
    expect(await client.refusal('{ sessions(tab: NOWHERE) { edges { node { id } } } }')).toBe('BAD_INPUT');
    expect(await client.refusal('{ sessions(')).toBe('BAD_INPUT');
    expect(await client.refusal(`{ me { id } } # ${'x'.repeat(20_000_000)}`)).toBe('LIMIT_BODY');
    expect((await client.ask('{ me { id } }'))['me']?.['id']).toBeDefined();
  });

  it('shows nothing of one tenant to another', async () => {
    const agent = await world.agent('门店微信');
    await agent.say('王先生', '您好');
    const { sessionId, roomId } = await world.admin.sessionWith('王先生');
    const stranger = await new HubClient(world.hub.url).redeem(world.hub.link('演示'));
    const { session } = await stranger.ask('query ($id: ID!) { session(id: $id) { id } }', { id: sessionId });
    expect(session).toBeNull();
    expect(await stranger.refusal(TAKE, { roomId })).toBe('NOT_FOUND');
    expect(await world.admin.owner(sessionId)).toBe('MODEL');
    await waitUntil(() => agent.typed('王先生').length > 0);
  });

  it('resets a cursor of another database or time, and goes on from there', async () => {
    const socket = world.admin.socket();
    const foreign = socket.follow(INBOX_EVENTS, { after: 'f00f00f00f00f00f00f00f00f00f00f0.1.1' });
    const reset = await foreign.until(isType('Reset'));
    expect(textOf(reset['reason'])).toBe('FOREIGN_EPOCH');
    const [epoch] = textOf(reset['cursor']).split('.');
    const ahead = socket.follow(INBOX_EVENTS, { after: `${epoch}.999999999999.1` });
    expect(textOf((await ahead.until(isType('Reset')))['reason'])).toBe('AHEAD');
    const [agent] = world.agents;
    await agent!.say('李女士', '您好');
    await foreign.until((item) => textOf(item['session']?.['lastMessage']?.['content']) === '您好');
    await socket.close();
  });

  it('stores the good line that follows a bad one', async () => {
    const made = await world.admin.client.ask(
      `mutation ($requestId: ID!) { createAgent(requestId: $requestId, name: "脚本") { agent { id } apiKey } }`,
    );
    const { agent, apiKey } = made['createAgent'] ?? {};
    const login = { agentId: textOf(agent?.['id']), apiKey: textOf(apiKey) };
    const side = new AgentSide(await new HubClient(world.hub.url).loginAgent(login), { account: '脚本微信' });
    const chat = { window: '何先生', kind: 'FRIEND', name: '何先生' };
    await expect(side.ingest(line('x', { chat, type: 'SMELL' }))).rejects.toThrow('BAD_INPUT');
    await expect(side.ingest(...Array.from({ length: 129 }, () => line('x', { chat })))).rejects.toThrow('LIMIT_BATCH');
    const [receipt] = await side.ingest(line('E01 \u0000是什么\ud800', { chat }));
    expect(textOf(receipt?.['state'])).toBe('STORED');
    const { sessionId } = await world.admin.sessionWith('何先生');
    expect((await world.admin.lines(sessionId))[0]?.content).toMatch(/^E01 .?是什么.?$/);
    await side.socket.close();
  });
});
