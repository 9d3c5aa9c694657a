import { mkdirSync, mkdtempSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Hub, startHub } from '../../server/app.ts';
import { openPglite } from '../../server/adapters/database/pglite.ts';
import type { Config } from '../../server/config.ts';
import { entities } from '../../server/modules/entities.ts';
import type { Database } from '../../server/ports/database.ts';
import { PortError } from '../../server/ports/errors.ts';
import { HubClient } from './support/hub-client.ts';
import { testConfig } from './support/test-hub.ts';

const KNOWLEDGE =
  '{ knowledge { status chunkCount documents { edges { node { name folder currentVersion { chunkCount } } } } } }';
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('a hub that starts', () => {
  let folder = '';
  const running: Hub[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kefu-start-'));
  });
  afterEach(async () => {
    for (const hub of running.splice(0)) await hub.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  /** Without the demo unless told otherwise: its knowledge takes as long as all the rest. */
  const start = async (changes: Partial<Config> = {}): Promise<Hub> => {
    const config = testConfig(folder, { secret: { kind: 'file' }, demo: false, ...changes });
    const hub = await startHub({ config, log: quiet });
    running.push(hub);
    await hub.knowledgeLoaded;
    return hub;
  };
  const restart = async (changes: Partial<Config> = {}): Promise<Hub> => {
    for (const hub of running.splice(0)) await hub.stop();
    return start(changes);
  };

  it('makes its secret, the owner’s company and the demo, and links until a password is set', async () => {
    const first = await start({ demo: true });
    expect(statSync(join(folder, 'secret.key')).mode & 0o777).toBe(0o600);
    expect(first.seeded).toMatchObject({
      own: { link: expect.stringContaining(`${first.url}/login/`) },
      demo: { agent: { agentId: expect.any(String) } },
    });
    const second = await restart({ demo: true });
    expect(second.seeded.own?.tenantId).toBe(first.seeded.own?.tenantId);
    expect(second.seeded.own?.link?.split('/').at(-1)).not.toBe(first.seeded.own?.link?.split('/').at(-1));
    const anyone = new HubClient(second.url);
    await expect(anyone.redeem(first.seeded.own?.link ?? '', 'a long password')).rejects.toThrow('UNAUTHENTICATED');
    const owner = await anyone.redeem(second.seeded.own?.link ?? '', 'a long password');
    expect(await owner.ask('{ me { tenant { name demo } } }')).toEqual({
      me: { tenant: { name: '我的店铺', demo: false } },
    });
    const third = await restart({ demo: true });
    expect(third.seeded.own?.link).toBeNull();
    expect(third.seeded.demo?.agent).toEqual(first.seeded.demo?.agent);
    const demo = await new HubClient(third.url).redeem(third.seeded.demo?.link ?? '');
    expect(await demo.ask(KNOWLEDGE)).toMatchObject({
      knowledge: { status: 'READY', documents: { edges: [{ node: { name: 'ev-charging.csv' } }] } },
    });
    expect(await new HubClient(third.url, owner.token).ask('{ me { email } }')).toEqual({
      me: { email: 'admin@localhost' },
    });
  });

  it('makes no demo when none is wanted, and never again after it was removed', async () => {
    const first = await start();
    expect(first.seeded.demo).toBeNull();
    expect((await restart({ demo: true })).seeded.demo).toBeNull();
  });

  it('knows when it was given another secret than its data was made with', async () => {
    await start();
    const other = await restart({
      secret: { kind: 'given', secret: Buffer.from('another secret of thirty-two bytes') },
    });
    expect(other.seeded.own).toBeNull();
  });

  it('reads the owner’s knowledge from a folder, and again what changed in it', async () => {
    const knowledgeFolder = join(folder, 'knowledge');
    mkdirSync(join(knowledgeFolder, 'sub'), { recursive: true });
    writeFileSync(join(knowledgeFolder, '售后.md'), '# 保修\n\n整机保修三年。\n');
    writeFileSync(join(knowledgeFolder, 'sub', 'faq.csv'), 'question,answer\n支持开票吗,支持，下单时填写抬头。\n');
    writeFileSync(join(knowledgeFolder, 'empty.txt'), '');
    writeFileSync(join(knowledgeFolder, 'program.exe'), 'no text');
    const first = await start({ knowledgeFolder });
    const owner = await new HubClient(first.url).redeem(first.seeded.own?.link ?? '', 'a long password');
    expect(await owner.ask(KNOWLEDGE)).toEqual({
      knowledge: {
        status: 'READY',
        chunkCount: 2,
        documents: {
          edges: [
            { node: { name: '售后.md', folder: '', currentVersion: { chunkCount: 1 } } },
            { node: { name: 'faq.csv', folder: 'sub', currentVersion: { chunkCount: 1 } } },
          ],
        },
      },
    });
    unlinkSync(join(knowledgeFolder, '售后.md'));
    writeFileSync(join(knowledgeFolder, 'sub', 'faq.csv'), 'question,answer\n支持开票吗,支持。\n多久发货,三天内。\n');
    const second = await restart({ knowledgeFolder });
    const again = new HubClient(second.url, owner.token);
    expect(await again.ask(KNOWLEDGE)).toEqual({
      knowledge: {
        status: 'READY',
        chunkCount: 2,
        documents: { edges: [{ node: { name: 'faq.csv', folder: 'sub', currentVersion: { chunkCount: 2 } } }] },
      },
    });
    const third = await restart({ knowledgeFolder: join(folder, 'nowhere') });
    expect(await new HubClient(third.url, owner.token).ask(KNOWLEDGE)).toMatchObject({ knowledge: { chunkCount: 2 } });
  });

  it('becomes ready although its knowledge could not be read at first', async () => {
    const opened = await openPglite({ folder, entities, log: quiet });
    let failures = 2;
    const database: Database = {
      ...opened,
      call: (fn, args) => {
        if (fn !== 'living_versions' || (failures -= 1) < 0) return opened.call(fn, args);
        return Promise.reject(new PortError({ port: 'database', retryable: true, reason: 'away for a moment' }));
      },
    };
    const hub = await startHub({ config: testConfig(folder), log: quiet, database });
    running.push(hub);
    await hub.knowledgeLoaded;
    expect(failures).toBeLessThan(0);
    expect(await (await fetch(`${hub.url}/health/ready`)).json()).toMatchObject({
      ready: true,
      checks: { knowledge: 'loaded' },
    });
  });

  it('stops at once while it reads its knowledge', async () => {
    const opened = await openPglite({ folder, entities, log: quiet });
    const reading = Promise.withResolvers<void>();
    const database: Database = {
      ...opened,
      call: (fn, args) => {
        if (fn === 'version_chunks') reading.resolve();
        // A book that never ends.
        return fn === 'version_chunks' ? opened.call(fn, [args[0], args[1], 0, 1]) : opened.call(fn, args);
      },
    };
    const hub = await startHub({ config: testConfig(folder), log: quiet, database });
    await reading.promise;
    await hub.stop();
    await expect(hub.knowledgeLoaded).resolves.toBeUndefined();
  });

  it('says that its port is taken, and leaves its data free for another try', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await expect(start({ port })).rejects.toThrow('EADDRINUSE');
    taken.close();
    await start();
  });

  it('refuses to share its data with another process', async () => {
    await start();
    await expect(start()).rejects.toThrow(folder);
  });

  it('stops while sockets are open, telling them so', async () => {
    const hub = await start();
    const owner = await new HubClient(hub.url).redeem(hub.seeded.own?.link ?? '', 'a long password');
    const socket = owner.connect();
    await socket.follow('subscription { agentEvents { __typename } }').next();
    await Promise.all(running.splice(0).map((one) => one.stop()));
    expect(await socket.closed).toMatchObject({ code: 1001 });
    await expect(fetch(`${hub.url}/health/live`)).rejects.toThrow('fetch failed');
  });
});
