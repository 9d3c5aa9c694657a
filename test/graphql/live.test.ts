import { randomBytes } from 'node:crypto';
import { SignJWT, decodeJwt } from 'jose';
import { expect, it } from 'vitest';
import { Keyring } from '../../server/modules/auth/keyring.ts';
import { AgentSide, line } from './support/agent-side.ts';
import { type Answered, HubClient, isType, text } from './support/hub-client.ts';
import { describeHub, openHub } from './support/test-hub.ts';

const INBOX = `subscription ($after: Cursor) { inboxEvents(after: $after) { __typename
  ... on SessionChanged { cursor session { id unread room { owner } customer { name } lastMessage { content } handoff { state reason } } }
  ... on Synced { cursor } ... on Reset { cursor reason } } }`;
const SESSION = `subscription ($sessionId: ID!, $after: Cursor) { sessionEvents(sessionId: $sessionId, after: $after) { __typename
  ... on MessageAdded { cursor message { id role content } } ... on ReplyChanged { cursor reply { id state } message { id } }
  ... on TurnChanged { cursor turn { state outcome } } ... on SessionChanged { cursor session { id room { owner } } }
  ... on Synced { cursor } ... on Reset { cursor reason } } }`;
const ALERTS = `subscription ($after: Cursor) { handoffAlerts(after: $after) { __typename
  ... on HandoffChanged { cursor handoff { state reason session { id } takenBy { email } } } ... on Synced { cursor } ... on Reset { cursor } } }`;
const AGENTS = `subscription { agentEvents { __typename ... on AgentChanged { cursor agent { id paused } } ... on Synced { cursor } ... on Reset { cursor } } }`;
const TAKE_OVER = `mutation ($requestId: ID!, $roomId: ID!) { takeOver(requestId: $requestId, roomId: $roomId) { state } }`;
const PAUSE = `mutation ($requestId: ID!, $agentId: ID!, $paused: Boolean!) { setAgentPaused(requestId: $requestId, agentId: $agentId, paused: $paused) { paused } }`;

const said = (window: string, content: string) => line(content, { chat: { window, kind: 'FRIEND', name: window } });
const ofCustomer = (name: string) => (item: Answered) =>
  isType('SessionChanged')(item) && text(item['session']?.['customer']?.['name']) === name;

describeHub('a live list', (given) => {
  it('begins with Synced, then shows each session that changes as it is now', async () => {
    const socket = given().demo.connect();
    const inbox = socket.follow(INBOX);
    expect(await inbox.next()).toMatchObject({ __typename: 'Synced' });
    const agent = new AgentSide(given().agent);
    await agent.ingest(said('王一', '我要投诉'));
    const changed = await inbox.until((item) => ofCustomer('王一')(item) && item['session']?.['handoff'] !== null);
    expect(changed['session']).toMatchObject({
      handoff: { state: 'WAITING', reason: 'COMPLAINT' },
      room: { owner: 'MODEL' },
    });
    await Promise.all([socket.close(), agent.close()]);
  });

  it('gives what was missed to whoever comes back with a cursor, and then goes on', async () => {
    const agent = new AgentSide(given().agent);
    const first = given().demo.connect();
    const { cursor } = await first.follow(INBOX).next();
    await first.close();
    await agent.ingest(said('王二', '转人工'));
    await agent.ingest(said('王三', '转人工'));
    const second = given().demo.connect();
    const inbox = second.follow(INBOX, { after: cursor });
    await inbox.until(ofCustomer('王二'));
    await inbox.until(ofCustomer('王三'));
    await agent.ingest(said('王四', '转人工'));
    const { cursor: last } = await inbox.until(ofCustomer('王四'));
    expect(last).not.toBe(cursor);
    await Promise.all([second.close(), agent.close()]);
  });

  it('says honestly when a cursor leads nowhere, and refuses one it never gave', async () => {
    const socket = given().demo.connect();
    const { cursor } = await socket.follow(INBOX).next();
    const [epoch, xid] = text(cursor).split('.');
    const foreign = socket.follow(INBOX, { after: `f${epoch?.slice(1)}0.${xid}.0` });
    expect(await foreign.next()).toMatchObject({ __typename: 'Reset', reason: 'FOREIGN_EPOCH' });
    expect(await foreign.next()).toMatchObject({ __typename: 'Synced' });
    const ahead = socket.follow(INBOX, { after: `${epoch}.${BigInt(xid ?? 0) + 1_000_000n}.0` });
    expect(await ahead.next()).toMatchObject({ __typename: 'Reset', reason: 'AHEAD' });
    await expect(socket.follow(INBOX, { after: 'nonsense' }).next()).rejects.toThrow('BAD_INPUT');
    await socket.close();
  });

  it('tells everything about one session: lines, bubbles, the turn, its owner', async () => {
    const agent = new AgentSide(given().agent);
    const feed = agent.replies();
    await feed.until(isType('Synced'));
    const [receipt] = await agent.ingest(said('王五', '投诉'));
    const socket = given().demo.connect();
    const events = socket.follow(SESSION, { sessionId: receipt?.['sessionId'] });
    await events.until(isType('Synced'));
    const [next] = await agent.ingest(said('王五', '还在吗'));
    const added = await events.until((item) => text(item['message']?.['content']) === '还在吗');
    expect(added).toMatchObject({ __typename: 'MessageAdded', message: { id: next?.['messageId'], role: 'CUSTOMER' } });
    await agent.ingest(said('王六', '别人的话'));
    const room = await given().demo.ask(`query ($id: ID!) { session(id: $id) { room { id } } }`, {
      id: receipt?.['sessionId'],
    });
    await given().demo.ask(TAKE_OVER, { roomId: room['session']?.['room']?.['id'] });
    await events.until((item) => ['REQUESTED', 'HUMAN'].includes(text(item['session']?.['room']?.['owner'])));
    expect(events.seen.some((item) => text(item['message']?.['content']) === '别人的话')).toBe(false);
    await Promise.all([socket.close(), agent.close()]);
  });

  it('rings when a session begins to wait and when somebody takes it', async () => {
    const agent = new AgentSide(given().agent);
    const socket = given().demo.connect();
    const alerts = socket.follow(ALERTS);
    await alerts.until(isType('Synced'));
    const [receipt] = await agent.ingest(said('王七', '12315投诉'));
    const mine = (item: Answered) => text(item['handoff']?.['session']?.['id']) === text(receipt?.['sessionId']);
    expect(await alerts.until(mine)).toMatchObject({
      handoff: { state: 'WAITING', reason: 'COMPLAINT', takenBy: null },
    });
    const room = await given().demo.ask(`query ($id: ID!) { session(id: $id) { room { id } } }`, {
      id: receipt?.['sessionId'],
    });
    await given().demo.ask(TAKE_OVER, { roomId: room['session']?.['room']?.['id'] });
    const held = await alerts.until((item) => mine(item) && text(item['handoff']?.['state']) === 'HELD');
    expect(held).toMatchObject({ handoff: { takenBy: { email: 'demo@localhost' } } });
    await Promise.all([socket.close(), agent.close()]);
  });

  it('shows an agent that was paused', async () => {
    const socket = given().demo.connect();
    const agents = socket.follow(AGENTS);
    await agents.until(isType('Synced'));
    const agentId = given().hub.seeded.demo?.agent?.agentId;
    await given().demo.ask(PAUSE, { agentId, paused: true });
    expect(await agents.until((item) => text(item['agent']?.['paused']) === 'true')).toMatchObject({
      agent: { id: agentId },
    });
    await given().demo.ask(PAUSE, { agentId, paused: false });
    await agents.until((item) => text(item['agent']?.['paused']) === 'false');
    await socket.close();
  });

  it('shows nothing of another tenant', async () => {
    const [mine, theirs] = [given().owner.connect(), given().demo.connect()];
    const [own, demo] = [mine.follow(INBOX), theirs.follow(INBOX)];
    await Promise.all([own.next(), demo.next()]);
    const agent = new AgentSide(given().agent);
    const [receipt] = await agent.ingest(said('王八', '转人工'));
    await demo.until(ofCustomer('王八'));
    await expect(mine.follow(SESSION, { sessionId: receipt?.['sessionId'] }).next()).rejects.toThrow('NOT_FOUND');
    await expect(mine.send(`{ session(id: "${text(receipt?.['sessionId'])}") { id } }`)).resolves.toMatchObject({
      data: { session: null },
    });
    expect(own.seen).toHaveLength(1);
    await Promise.all([mine.close(), theirs.close(), agent.close()]);
  });

  it('is for people: an agent may not look, a viewer may', async () => {
    const agent = given().agent.connect();
    await expect(agent.follow(INBOX).next()).rejects.toThrow('FORBIDDEN');
    const viewer = (await given().demo.invite('VIEWER')).connect();
    expect(await viewer.follow(INBOX).next()).toMatchObject({ __typename: 'Synced' });
    await expect(viewer.send(PAUSE, { agentId: '1', paused: true })).resolves.toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    await Promise.all([agent.close(), viewer.close()]);
  });

  it('ends when its reader goes, and lets the feed go too', async () => {
    const socket = given().demo.connect();
    const inbox = socket.follow(INBOX);
    await inbox.next();
    await inbox.stop();
    expect(await socket.ask('{ me { email } }')).toEqual({ me: { email: 'demo@localhost' } });
    await socket.close();
  });
});

it('closes a socket when its token ends, and takes none that has ended', async () => {
  const secret = randomBytes(32);
  const hub = await openHub('pglite', { secret: { kind: 'given', secret } });
  const claims = decodeJwt(hub.demo.token ?? '');
  const short = await new SignJWT({ ...claims, exp: Math.floor(Date.now() / 1000) + 6 })
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
    .sign(new Keyring(secret).tokenKey);
  const socket = new HubClient(hub.hub.url, short).connect();
  const inbox = socket.follow(INBOX);
  expect(await inbox.next()).toMatchObject({ __typename: 'Synced' });
  expect(await socket.closed).toMatchObject({ code: 4403, reason: 'token expired' });
  const late = new HubClient(hub.hub.url, short).connect();
  await expect(late.send('{ me { email } }')).rejects.toThrow('socket closed');
  expect((await late.closed).code).toBe(4403);
  await hub.close();
});
