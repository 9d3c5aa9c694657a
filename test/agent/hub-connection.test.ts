import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../agent/clock.ts';
import { LeaseRepliesDocument, RenewLeaseDocument } from '../../agent/generated/graphql.ts';
import { HubRefusal, NoAnswer } from '../../agent/hub/hub-fault.ts';
import { Hub } from '../../agent/hub/hub.ts';
import { RecordedLog } from './support/recorded-log.ts';
import { ScriptedHub } from './support/scripted-hub.ts';
import { until } from './support/until.ts';

let server: ScriptedHub;
let log: RecordedLog;
let hub: Hub;
let running: Promise<void> = Promise.resolve();

beforeEach(async () => {
  server = await new ScriptedHub().start();
  log = new RecordedLog();
});

afterEach(async () => {
  await hub.stop();
  await running;
  await server.stop();
});

function connect(options: { url?: string; apiKey?: string } = {}): Hub {
  const credentials = { url: options.url ?? server.url, agentId: '1', apiKey: options.apiKey ?? 'right-key' };
  hub = new Hub(credentials, { journalId: 'j1', version: '0.1.0' }, { log, clock: systemClock });
  running = hub.run();
  return hub;
}

async function connected(): Promise<boolean> {
  await until(
    () => hub.connected,
    () => JSON.stringify(log.entries),
  );
  return hub.connected;
}

describe('what keeps the agent from its hub is said once and clearly', () => {
  it('a wrong key, until it is right', async () => {
    connect({ apiKey: 'other' });
    await until(() => server.logins >= 2);
    expect(log.withCode('[REFUSED')).toHaveLength(1);
    expect(log.withCode('[REFUSED')[0]).toContain('client.api_key');
    server.key = { agentId: '1', apiKey: 'other' };
    expect(await connected()).toBe(true);
  });

  it('nobody at the address, until somebody is', async () => {
    await server.stop();
    connect();
    await until(() => log.withCode('[UNREACHABLE').length === 1);
    await server.start();
    await connected();
    expect(log.withCode('[UNREACHABLE')).toHaveLength(1);
    expect(log.entries.at(-1)?.text.zh).toContain('已连接到中枢');
  });

  it.each([
    ['another web server', 200, '<html>nginx</html>', '[NOT_A_HUB'],
    ['JSON of something else', 200, '{"hello":"world"}', '[NOT_A_HUB'],
    ['a page that is not there', 404, 'Not Found', '[NOT_A_HUB'],
    ['a proxy before a hub that starts', 503, 'Service Unavailable', '[BUSY'],
  ])('%s', async (_name, status, body, code) => {
    const other = await listen(status, body);
    connect({ url: `http://127.0.0.1:${(other.address() as AddressInfo).port}` });
    await until(() => log.entries.length > 0);
    expect(log.withCode(code)).toHaveLength(1);
    other.closeAllConnections();
    other.close();
  });

  it('https where http is spoken', async () => {
    connect({ url: server.url.replace('http:', 'https:') });
    await until(() => log.entries.length > 0);
    expect(log.withCode('[NOT_A_HUB')).toHaveLength(1);
  });

  it('a clock that is wrong, in seconds and which way', async () => {
    server.clockAheadMs = -400_000;
    connect();
    await connected();
    expect(log.withCode('[CLOCK_SKEW]')[0]).toMatch(/^warn 本机时钟比中枢快 (399|400|401) 秒/);
  });

  it('a second agent of the same id', async () => {
    connect();
    await connected();
    server.closeSockets(4409);
    await until(() => log.withCode('[REPLACED').length === 1);
    expect(hub.connected).toBe(false);
  });
});

describe('the connection comes back', () => {
  it('after every cut, and there is never more than one', async () => {
    connect();
    for (let cut = 0; cut < 5; cut += 1) {
      await connected();
      expect(server.connections).toBe(1);
      server.cutSockets();
      await until(() => !hub.connected);
    }
    await connected();
    expect(log.entries.filter((entry) => entry.level !== 'info')).toEqual([]);
  });

  it.each([4400, 4500, 1011, 1000])(
    'after a close with %i, which the client holds for final or for good',
    async (code) => {
      connect();
      await connected();
      server.closeSockets(code);
      await until(() => server.greetings.length === 2);
      expect(await connected()).toBe(true);
    },
  );

  it('with a new token when the hub no longer takes the old one', async () => {
    connect();
    await connected();
    server.closeSockets(4403);
    await until(() => server.logins === 2);
    expect(await connected()).toBe(true);
  });

  it('with a new token before the old one ends', async () => {
    server.tokenLifetimeMs = 2_000;
    connect();
    await connected();
    await until(() => server.logins === 2 && server.greetings.length === 2);
    expect(await connected()).toBe(true);
  });

  it('when the hub falls silent without closing', async () => {
    connect();
    await connected();
    server.silent = true;
    await until(() => !hub.connected);
    server.silent = false;
    expect(await connected()).toBe(true);
  });
});

describe('a call', () => {
  it('gives the answer, or the code of the refusal', async () => {
    connect();
    await connected();
    await expect(hub.call(RenewLeaseDocument, { journalId: 'j1' })).resolves.toEqual({
      renewLease: { leaseSeconds: 10, connected: true },
    });
    server.refusals.set('renewLease', ['LEASE_LOST']);
    await expect(hub.call(RenewLeaseDocument, { journalId: 'j1' })).rejects.toMatchObject({
      name: 'HubRefusal',
      code: 'LEASE_LOST',
    });
  });

  it('is refused for input the schema does not know', async () => {
    connect();
    await connected();
    const call = hub.call(LeaseRepliesDocument, { journalId: 'j1', replyIds: [null as unknown as string] });
    await expect(call).rejects.toBeInstanceOf(HubRefusal);
  });

  it('ends with the connection and is not sent again by itself', async () => {
    connect();
    await connected();
    server.stalled.add('renewLease');
    const call = hub.call(RenewLeaseDocument, { journalId: 'j1' });
    await until(() => server.state.calls.includes('renewLease'));
    server.cutSockets();
    await expect(call).rejects.toBeInstanceOf(NoAnswer);
    await connected();
    expect(server.state.calls.filter((name) => name === 'renewLease')).toHaveLength(1);
  });

  it('can be made hundreds of times without costing the connection', async () => {
    connect();
    await connected();
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(Array.from({ length: 20 }, () => hub.call(RenewLeaseDocument, { journalId: 'j1' })));
    }
    expect(hub.connected).toBe(true);
    expect(server.greetings).toHaveLength(1);
  });

  it('fails at once when there is no connection', async () => {
    connect();
    await expect(hub.call(RenewLeaseDocument, { journalId: 'j1' })).rejects.toBeInstanceOf(NoAnswer);
  });
});

function listen(status: number, body: string): Promise<Server> {
  const other = createServer((_request, response) => {
    response.writeHead(status).end(body);
  });
  return new Promise((resolve) => {
    other.listen(0, '127.0.0.1', () => resolve(other));
  });
}
