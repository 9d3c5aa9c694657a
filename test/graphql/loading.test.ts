import { expect, it } from 'vitest';
import { AgentSide, line } from './support/agent-side.ts';
import { type Answered, isType, text } from './support/hub-client.ts';
import { describeHub } from './support/test-hub.ts';

/** All that an inbox, a thread and a panel show, in one operation. */
const EVERYTHING = `query ($n: Int!) { sessions(first: $n) { edges { node {
  id key status unread customer { id name room { id } sessions(first: 2) { edges { node { id } } } }
  room { id owner ownerUser { name } pendingAgents { id } chats { id account { name agent { name pendingReplies } sentToday } } }
  lastMessage { id content user { name } reply { id state account window } turn { outcome } }
  handoff { reason takenBy { name } } previous { id }
  messages(last: 3) { edges { node { id content confidence evidenceIds reply { state } session { id } customer { id } } } }
  turns(first: 2) { edges { node { id outcome messages { id } evidence { documentName score } } } } } } } }`;

const pages = (data: Answered, list: string) =>
  data[list]?.['edges'] as unknown as readonly { cursor: string; node: Answered }[];

describeHub('lists', (given) => {
  const CUSTOMERS = Array.from({ length: 12 }, (_, index) => `客户${text(index).padStart(2, '0')}`);

  it('cost the same number of statements however long they are', async () => {
    const agent = new AgentSide(given().agent);
    const feed = agent.replies();
    await feed.until(isType('Synced'));
    const said = CUSTOMERS.map((name) => line('我要投诉', { chat: { window: name, kind: 'FRIEND', name } }));
    await agent.ingest(...said);
    const { counted, demo } = given();
    const settled = async (): Promise<number> =>
      pages(await demo.ask('{ turns(first: 100, outcome: HANDED_OFF) { edges { node { id } } } }'), 'turns').length;
    await expect.poll(settled).toBe(CUSTOMERS.length);
    const statementsFor = async (n: number): Promise<number> => {
      await demo.ask('{ me { name } }');
      counted.restart();
      const data = await demo.ask(EVERYTHING, { n });
      expect(pages(data, 'sessions')).toHaveLength(n);
      return counted.statements();
    };
    const [few, many] = [await statementsFor(2), await statementsFor(12)];
    // Ten sessions more would cost ten statements for each field that reads by itself; asking whether the token lives costs one now and then.
    expect(many - few).toBeLessThan(4);
    expect(few).toBeGreaterThan(10);
    expect(few).toBeLessThan(40);
    await agent.close();
  });

  it('are read page by page, forwards and backwards, each entry once', async () => {
    const { demo } = given();
    const walk = async (list: string, args: string): Promise<string[]> => {
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const data: Answered = await demo.ask(
          `query ($after: String) { ${list}(first: 5, after: $after${args}) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }`,
          { after },
        );
        seen.push(...pages(data, list).map(({ node }) => text(node['id'])));
        const info = data[list]?.['pageInfo'] as unknown as { hasNextPage: boolean; endCursor: string };
        after = info.hasNextPage ? info.endCursor : null;
      } while (after !== null);
      return seen;
    };
    for (const [list, args] of [
      ['sessions', ''],
      ['sessions', ', tab: WAITING'],
      ['sessions', ', tab: ALL'],
      ['customers', ''],
      ['handoffs', ', state: WAITING'],
      ['handoffs', ''],
      ['turns', ''],
    ] as const) {
      const seen = await walk(list, args);
      expect(seen.length, `${list}${args}`).toBe(CUSTOMERS.length);
      expect(new Set(seen).size, `${list}${args}`).toBe(CUSTOMERS.length);
    }
    const back = await demo.ask(
      '{ messages(last: 3) { edges { cursor node { id } } pageInfo { hasPreviousPage startCursor } } }',
    );
    const all = await walk('messages', '');
    expect(pages(back, 'messages').map(({ node }) => node['id'])).toEqual(all.slice(-3));
    const before = pages(back, 'messages')[0]?.cursor;
    const more = await demo.ask(
      'query ($before: String) { messages(last: 2, before: $before) { edges { node { id } } } }',
      { before },
    );
    expect(pages(more, 'messages').map(({ node }) => node['id'])).toEqual(all.slice(-5, -3));
  });

  it('put the waiting queue in the order of need: what is urgent, then what waits longest', async () => {
    const agent = new AgentSide(given().agent);
    await agent.ingest(line('机器着火了', { chat: { window: '急', kind: 'FRIEND', name: '急' } }));
    const queue = async (): Promise<string[]> => {
      const data = await given().demo.ask(
        '{ sessions(tab: WAITING) { totalCount edges { node { customer { name } handoff { priority openedAt } } } } }',
      );
      return pages(data, 'sessions').map(({ node }) => text(node['customer']?.['name']));
    };
    await expect.poll(queue).toHaveLength(CUSTOMERS.length + 1);
    const names = await queue();
    expect(names[0]).toBe('急');
    const { sessions } = await given().demo.ask('{ sessions(tab: WAITING, first: 1) { totalCount } }');
    expect(sessions).toEqual({ totalCount: CUSTOMERS.length + 1 });
    await agent.close();
  });

  it('find by part of a name, whatever stands in it', async () => {
    const { demo } = given();
    const found = async (search: string): Promise<string[]> => {
      const data = await demo.ask(
        'query ($search: String) { customers(search: $search) { edges { node { name } } } sessions(search: $search) { edges { node { id } } } }',
        { search },
      );
      expect(pages(data, 'sessions').length).toBe(pages(data, 'customers').length);
      return pages(data, 'customers').map(({ node }) => text(node['name']));
    };
    expect(await found('户0')).toHaveLength(10);
    expect(await found('客户11')).toEqual(['客户11']);
    expect(await found('客户\u000011')).toEqual(['客户11']);
    for (const search of ['%', '_', String.raw`\ `, `'; drop table customer; --`])
      expect(await found(search)).toEqual([]);
  });

  it('are narrowed by status, level, state, outcome, role and time', async () => {
    const { demo } = given();
    const count = async (query: string, list: string): Promise<number> => pages(await demo.ask(query), list).length;
    const all = CUSTOMERS.length + 1;
    expect(await count('{ sessions(status: ACTIVE) { edges { node { id } } } }', 'sessions')).toBe(all);
    for (const status of ['IDLE', 'DORMANT', 'EXPIRED', 'CLOSED'])
      expect(await count(`{ sessions(status: ${status}) { edges { node { id } } } }`, 'sessions')).toBe(0);
    expect(await count('{ sessions(tab: AI) { edges { node { id } } } }', 'sessions')).toBe(0);
    expect(await count('{ sessions(tab: MINE) { edges { node { id } } } }', 'sessions')).toBe(0);
    expect(await count('{ customers(level: GRAY) { edges { node { id } } } }', 'customers')).toBe(all);
    expect(await count('{ customers(level: WHITE) { edges { node { id } } } }', 'customers')).toBe(0);
    expect(await count('{ customers(state: LOST) { edges { node { id } } } }', 'customers')).toBe(0);
    expect(await count('{ turns(outcome: HANDED_OFF) { edges { node { id } } } }', 'turns')).toBe(all);
    expect(await count('{ messages(role: CUSTOMER, first: 100) { edges { node { id } } } }', 'messages')).toBe(all);
    expect(
      await count(
        `{ messages(since: "${new Date(Date.now() + 60_000).toISOString()}") { edges { node { id } } } }`,
        'messages',
      ),
    ).toBe(0);
  });

  it('refuse a cursor that is none', async () => {
    for (const after of ['nonsense', '1.2', '-', `1; drop table message`]) {
      expect(
        await given().demo.refusal('query ($after: String) { messages(after: $after) { edges { node { id } } } }', {
          after,
        }),
      ).toBe('BAD_INPUT');
    }
    expect(await given().demo.refusal('{ messages(first: -1) { edges { node { id } } } }')).toBe('BAD_INPUT');
  });
});
