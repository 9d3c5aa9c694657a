import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../agent/config.ts';
import { pause } from '../../agent/clock.ts';
import type { WeChatDriver } from '../../agent/wechat/driver.ts';
import { drawPicture } from '../../agent/wechat/simulator/picture.ts';
import { openSimulator } from '../../agent/wechat/simulator/open-simulator.ts';
import questions from '../../agent/wechat/simulator/questions.json' with { type: 'json' };
import { Transcript, type TranscriptEntry } from '../../agent/wechat/simulator/transcript.ts';
import { RecordedLog } from './support/recorded-log.ts';
import { until } from './support/until.ts';

let folder: string;
let log: RecordedLog;
let driver: WeChatDriver | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kefu-simulator-'));
  log = new RecordedLog();
});

afterEach(async () => {
  await driver?.close();
  driver = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function open(simulator: string): Promise<WeChatDriver> {
  const path = join(folder, 'agent.yaml');
  const head = `server: { url: 'http://127.0.0.1:1' }\nclient: { agent_id: 1, api_key: k }\n`;
  writeFileSync(path, `${head}wechat: { simulator: { transcript: t.jsonl, accounts: [店铺], ${simulator} } }\n`);
  driver = await openSimulator(loadConfig(path).config.wechat.driver, log);
  return driver;
}

const transcript = (): readonly TranscriptEntry[] => new Transcript(join(folder, 't.jsonl')).load();
const port = (): number => Number(/127\.0\.0\.1:(\d+)/.exec(JSON.stringify(log.entries))?.[1]);

describe('generated customers', () => {
  it('ask what is on the list, in bursts, twice, in pictures and groups, angrily and in danger', async () => {
    const opened = await open('customers: 20, groups: 2, pace: 0.001, seed: 4');
    while (transcript().length < 2_500) {
      await pause(20);
      for (const { chat } of await opened.scan(true)) {
        await opened.open(chat);
        await opened.setText('您好，已为您查询');
        expect(await opened.enter(chat, '您好，已为您查询', () => true)).toBe('pressed');
      }
    }
    const lines = transcript();
    const texts = lines.filter((line) => line.by === 'customer').map((line) => line.content);
    expect(new Set(texts.filter((text) => questions.includes(text))).size).toBeGreaterThan(40);
    expect(lines.some((line) => line.type === 'IMAGE' && line.picture !== undefined)).toBe(true);
    expect(
      lines.some((line) => line.kind === 'GROUP' && line.mentioned === true && line.content.startsWith('@店铺 ')),
    ).toBe(true);
    expect(lines.some((line) => line.by === 'phone')).toBe(true);
    for (const word of ['投诉', '冒烟', '转人工', '谢谢', '[语音]'])
      expect(texts.some((text) => text.includes(word))).toBe(true);
    expect(new Set(lines.filter((line) => line.kind === 'FRIEND').map((line) => line.window)).size).toBe(20);
  });

  it('have at least sixty questions to ask', () => {
    expect(new Set(questions).size).toBe(questions.length);
    expect(questions.length).toBeGreaterThanOrEqual(60);
  });

  it('ask from a list of one’s own', async () => {
    writeFileSync(join(folder, 'q.json'), JSON.stringify(['只有这一问']));
    await open('customers: 5, pace: 0.001, questions: q.json');
    await until(() => transcript().some((line) => line.content === '只有这一问'));
    expect(transcript().some((line) => questions.includes(line.content))).toBe(false);
  });
});

describe('a script', () => {
  const SCRIPT = [
    { after: 0, window: '王先生', text: '第一步' },
    { after: 0.02, window: '业主群', sender: '张工', text: '@店铺 第二步', mentioned: true },
    { after: 0.02, window: '王先生', by: 'phone', text: '第三步' },
    { after: 0.02, window: '王先生', picture: 5 },
  ];

  it('is played in order, and after a restart from where it was', async () => {
    writeFileSync(join(folder, 's.json'), JSON.stringify(SCRIPT));
    const first = await open('script: s.json');
    await until(() => transcript().length >= 2);
    await first.close();
    const played = transcript().length;
    await open('script: s.json');
    await until(() => transcript().length === 4);
    expect(transcript().map((line) => line.step)).toEqual([0, 1, 2, 3]);
    expect(transcript().map((line) => [line.kind, line.by, line.type])).toEqual([
      ['FRIEND', 'customer', 'TEXT'],
      ['GROUP', 'customer', 'TEXT'],
      ['FRIEND', 'phone', 'TEXT'],
      ['FRIEND', 'customer', 'IMAGE'],
    ]);
    expect(played).toBeLessThanOrEqual(4);
  });

  it('that makes no sense is refused', async () => {
    writeFileSync(join(folder, 's.json'), JSON.stringify([{ window: '王先生' }]));
    await expect(open('script: s.json')).rejects.toThrow('step 0');
  });
});

describe('the transcript', () => {
  it('survives a line that a crash cut short', async () => {
    const path = join(folder, 't.jsonl');
    const line: TranscriptEntry = {
      at: '2026-01-01T00:00:00.000Z',
      account: '店铺',
      window: '王先生',
      kind: 'FRIEND',
      by: 'customer',
      direction: 'IN',
      type: 'TEXT',
      content: '完整',
    };
    new Transcript(path).append(line);
    appendFileSync(path, '{"at":"2026-01');
    const again = new Transcript(path);
    again.append({ ...line, content: '之后' });
    expect(again.load().map((entry) => entry.content)).toEqual(['完整', '之后']);
  });
});

describe('the control channel', () => {
  it('makes customers speak, windows close and states change', async () => {
    const opened = await open('control_port: 0');
    await post('/say', { window: '王先生', text: '你好' });
    await post('/say', { window: '业主群', sender: '张工', text: '@店铺 在吗', mentioned: true, quote: '公告' });
    await post('/phone', { window: '王先生', text: '我来' });
    const views = await opened.scan(true);
    expect(views.map(({ chat, lines }) => [chat.name, lines.map((line) => line.direction)])).toEqual([
      ['王先生', ['IN', 'OUT']],
      ['业主群', ['IN']],
    ]);
    await post('/window', { window: '王先生', open: false });
    expect(await opened.scan(true)).toHaveLength(1);
    expect(await opened.open({ account: '店铺', window: '王先生' })).toBe(false);
    await post('/state', { state: 'NOT_LOGGED_IN', detail: '请扫码' });
    expect(await opened.states()).toEqual([{ name: '店铺', state: 'NOT_LOGGED_IN', detail: '请扫码' }]);
    await post('/faults', { drop: 1 });
    expect(await opened.scan(true)).toEqual([]);
  });

  it.each([
    ['/say', { text: 'no window' }],
    ['/state', { state: 'HAPPY' }],
    ['/crash', { at: 'nowhere' }],
    ['/unknown', {}],
  ])('refuses %s %j', async (path, body) => {
    await open('control_port: 0');
    expect((await post(path, body)).status).toBe(400);
  });

  it('is closed to other sites’ pages', async () => {
    await open('control_port: 0');
    expect((await post('/say', { window: 'a', text: 'b' }, { 'content-type': 'text/plain' })).status).toBe(400);
    expect(await statusWithHost('evil.example.com')).toBe(400);
    expect(transcript()).toEqual([]);
  });

  async function post(
    path: string,
    body: unknown,
    headers: Record<string, string> = { 'content-type': 'application/json' },
  ): Promise<Response> {
    return fetch(`http://127.0.0.1:${port()}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  function statusWithHost(host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const call = request({ port: port(), host: '127.0.0.1', path: '/transcript', headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      call.on('error', reject);
      call.end();
    });
  }
});

describe('its pictures', () => {
  it('are real PNGs, different for different seeds', () => {
    const picture = drawPicture(9);
    expect(picture.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    const start = picture.indexOf('IDAT') + 4;
    const length = picture.readUInt32BE(start - 8);
    expect(inflateSync(picture.subarray(start, start + length))).toHaveLength(48 * (1 + 48 * 3));
    expect(drawPicture(10)).not.toEqual(picture);
  });
});
