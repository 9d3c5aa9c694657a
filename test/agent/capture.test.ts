import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Transcript } from '../../agent/wechat/simulator/transcript.ts';
import { BenchOfWindows } from './support/bench-of-windows.ts';

let bench: BenchOfWindows;

beforeEach(() => {
  bench = new BenchOfWindows();
});

afterEach(() => bench.dispose());

describe('lines of a running agent', () => {
  it('are journaled once each, equal ones too', async () => {
    await bench.scan();
    for (const text of ['嗯', '嗯', '嗯']) bench.say(text);
    await bench.scan(3);
    bench.say('嗯');
    await bench.scan(3);
    expect(bench.texts()).toEqual(['嗯', '嗯', '嗯', '嗯']);
    expect(new Set(bench.queued().map((line) => line.id)).size).toBe(4);
    expect(bench.queued().every((line) => !line.afterGap && !line.catchUp)).toBe(true);
  });

  it('are all found when more came than the window shows', async () => {
    bench.say('第一句');
    await bench.scan();
    for (let place = 0; place < 40; place += 1) bench.say(`${place}`);
    await bench.scan();
    expect(bench.texts()).toHaveLength(41);
    expect(bench.queued().at(-1)?.afterGap).toBe(false);
  });

  it('carry a gap mark when more came than can be scrolled back to', async () => {
    await bench.scan();
    bench.say('第一句');
    await bench.scan();
    for (let place = 0; place < 80; place += 1) bench.say(`${place}`);
    await bench.scan(4);
    const gap = bench.queued().filter((line) => line.afterGap);
    expect(gap.map((line) => line.line.content)).toEqual(Array.from({ length: 50 }, (_, place) => `${place + 30}`));
  });

  it('are known again when the window was cleared, and what comes then is new', async () => {
    bench.say('在吗');
    await bench.scan();
    const window = bench.wechat.window({ account: '店铺', window: '王先生' });
    if (window === undefined) throw new Error('no window');
    window.lines = [];
    await bench.scan(4);
    bench.say('在吗');
    await bench.scan(1);
    expect(bench.texts()).toEqual(['在吗', '在吗']);
    expect(bench.queued().at(-1)).toMatchObject({ afterGap: false, catchUp: false });
  });

  it('keep the sender, the mention and the quote of a group, and its key', async () => {
    bench.wechat.say({
      account: '店铺',
      window: '业主群',
      kind: 'GROUP',
      by: 'customer',
      sender: '张工',
      content: '@店铺 多少钱',
      mentioned: true,
      quote: '报价单',
    });
    await bench.scan();
    expect(bench.queued()[0]).toMatchObject({
      chat: { kind: 'GROUP', externalId: 'simulated-group:业主群' },
      line: { sender: '张工', mentioned: true, quote: '报价单', direction: 'IN' },
    });
  });

  it('keep a picture, sealed, under its hash', async () => {
    bench.wechat.say({ account: '店铺', window: '王先生', by: 'customer', content: '[图片]', picture: 7 });
    await bench.scan();
    const media = bench.queued()[0]?.media ?? '';
    expect(media).toMatch(/^[0-9a-f]{64}$/);
    expect(bench.media.read(media)?.subarray(1, 4).toString()).toBe('PNG');
  });

  it('from before a lock are caught up after it, marked so', async () => {
    bench.say('早');
    await bench.scan();
    bench.wechat.setState({ name: '店铺', state: 'SESSION_LOCKED' });
    bench.say('锁屏时说的');
    await bench.scan(3);
    expect(bench.texts()).toEqual(['早']);
    bench.wechat.setState({ name: '店铺', state: 'OK' });
    await bench.scan();
    bench.say('解锁后说的');
    await bench.scan();
    expect(bench.queued().map((line) => [line.line.content, line.catchUp])).toEqual([
      ['早', true],
      ['锁屏时说的', true],
      ['解锁后说的', false],
    ]);
  });
});

describe('times', () => {
  const MINUTE = 60_000;

  it('of an old history come from the separators below and above, not from the reading', async () => {
    const now = Date.now();
    const ago = (minutes: number): string => new Date(now - minutes * MINUTE).toISOString();
    const transcript = new Transcript(join(bench.transcriptFolder, 'transcript.jsonl'));
    for (const [minutes, content] of [
      [3_000, '很久以前'],
      [2_999, '接着说'],
      [60, '一小时前'],
      [59, '接着'],
      [1, '刚才'],
      [0, '现在'],
    ] as const) {
      transcript.append({
        at: ago(minutes),
        account: '店铺',
        window: '王先生',
        kind: 'FRIEND',
        by: 'customer',
        direction: 'IN',
        type: 'TEXT',
        content,
      });
    }
    bench.restartAgent();
    await bench.scan();
    const ages = bench
      .queued()
      .map(({ line }) => (line.shownAt === undefined ? undefined : Math.round((now - line.shownAt) / MINUTE)));
    expect(ages.map((age) => (age === undefined ? 'now' : age > 2_900 ? 'old' : age > 50 ? 'hour' : 'recent'))).toEqual(
      ['old', 'old', 'hour', 'hour', 'recent', 'now'],
    );
  });
});

describe('after a restart', () => {
  it('known lines are not news, lines said meanwhile are, marked as caught up', async () => {
    for (const text of ['你好', '嗯', '嗯']) bench.say(text);
    await bench.scan();
    bench.restartAgent();
    bench.say('嗯');
    await bench.scan(3);
    bench.say('之后');
    await bench.scan(2);
    expect(bench.queued().map((line) => [line.line.content, line.afterGap, line.catchUp])).toEqual([
      ['你好', true, true],
      ['嗯', true, true],
      ['嗯', true, true],
      ['嗯', false, true],
      ['之后', false, false],
    ]);
  });

  it('with a lost journal everything in sight is reported after a gap, later chats too', async () => {
    bench.say('旧的');
    await bench.scan();
    bench.closeAgent();
    bench.openWeChat();
    bench.journal = bench.folder.open({ distrusted: true });
    bench.closeAgent();
    bench.openAgent();
    await bench.scan();
    bench.say('李女士的话', '李女士');
    await bench.scan();
    expect(bench.queued().map((line) => [line.line.content, line.afterGap])).toEqual([
      ['旧的', true],
      ['李女士的话', true],
    ]);
  });

  it('a new customer of a sound journal is no gap', async () => {
    await bench.scan();
    bench.say('第一次来', '赵师傅');
    await bench.scan();
    expect(bench.queued()[0]).toMatchObject({ afterGap: false, catchUp: false });
  });
});

describe('own lines', () => {
  const reply = { replyId: 'r1', account: '店铺', window: '王先生', text: '您好，保修两年' };

  it('that a reply of ours explains confirm it and are not reported', async () => {
    bench.say('保修几年');
    await bench.scan();
    bench.deliveries.write(reply, 'INTENT', { at: bench.time.now });
    bench.wechat.say({ account: '店铺', window: '王先生', by: 'agent', content: '您好，保修两年' });
    await bench.scan();
    expect(bench.texts()).toEqual(['保修几年']);
    expect(bench.deliveries.stateOf('r1')).toBe('CONFIRMED');
    bench.phone('您好，保修两年');
    await bench.scan();
    expect(bench.texts()).toEqual(['保修几年', '您好，保修两年']);
    expect(bench.queued().at(-1)?.line.direction).toBe('OUT');
  });

  it('that nothing explains were typed by a person and are reported', async () => {
    bench.phone('我来处理');
    await bench.scan();
    expect(bench.queued()[0]?.line).toMatchObject({ direction: 'OUT', content: '我来处理' });
  });

  it('after a gap prove nothing: the hub matches them itself', async () => {
    bench.deliveries.write(reply, 'INTENT', { at: bench.time.now });
    bench.phone('您好，保修两年');
    await bench.scan();
    expect(bench.deliveries.stateOf('r1')).toBe('INTENT');
    expect(bench.queued()[0]).toMatchObject({ afterGap: true, line: { direction: 'OUT' } });
  });
});
