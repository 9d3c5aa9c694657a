import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Deliveries } from '../../agent/outbox/deliveries.ts';
import { Lines, TAIL_LINES } from '../../agent/outbox/lines.ts';
import { JournalFolder, PRIVATE_CHAT, storedLine } from './support/journal-folder.ts';

const REPLY = { replyId: 'r1', account: '店铺', window: '王先生', text: '保修两年。' };

let folder: JournalFolder;

beforeEach(() => {
  folder = new JournalFolder();
});

afterEach(() => folder.dispose());

describe('lines', () => {
  it('leave the queue one by one and stay for alignment', () => {
    const journal = folder.open();
    const lines = new Lines(journal);
    const texts = Array.from({ length: 60 }, (_, place) => `${place}`);
    journal.transaction(() => lines.append(texts.map((text) => storedLine(text))));
    lines.leaveQueue([1, 2], [3]);
    expect(lines.queued()).toBe(57);
    expect(lines.nextBatch(1)[0]?.line.content).toBe('3');
    const hashes = lines.tail(PRIVATE_CHAT).map((line) => line.hash);
    expect(hashes).toEqual(texts.slice(-TAIL_LINES).map((text) => storedLine(text).line.hash));
    expect(lines.tail({ account: '店铺', window: '别人' })).toEqual([]);
  });

  it('come in batches of one account, in the order they were seen', () => {
    const journal = folder.open();
    const lines = new Lines(journal);
    const other = { ...PRIVATE_CHAT, account: '分店' };
    journal.transaction(() =>
      lines.append([storedLine('1'), storedLine('2'), storedLine('3', { chat: other }), storedLine('4')]),
    );
    expect(lines.nextBatch(10).map(({ line }) => line.content)).toEqual(['1', '2']);
    lines.leaveQueue([1, 2], []);
    expect(lines.nextBatch(10).map(({ line }) => line.content)).toEqual(['3']);
  });

  it('that show a reply of ours are known but not reported', () => {
    const journal = folder.open();
    const lines = new Lines(journal);
    journal.transaction(() => lines.append([storedLine('答', { replyId: 'r1' })]));
    expect(lines.queued()).toBe(0);
    expect(lines.tail(PRIVATE_CHAT)).toHaveLength(1);
  });

  it('are forgotten after their time, but for each chat’s newest and all that wait', () => {
    const journal = folder.open();
    const lines = new Lines(journal);
    const old = Array.from({ length: 80 }, (_, place) => storedLine(`${place}`, { capturedAt: 1_000 }));
    journal.transaction(() => lines.append(old));
    lines.leaveQueue(
      Array.from({ length: 80 }, (_, place) => place + 1).filter((seq) => seq !== 5),
      [],
    );
    lines.forgetBefore(2_000);
    const left = Number(journal.prepare('select count(*) as left from line').get()?.['left']);
    expect(left).toBe(TAIL_LINES + 1);
    expect(lines.nextBatch(5).map(({ seq }) => seq)).toEqual([5]);
  });
});

describe('deliveries', () => {
  it('remember over a restart which bubbles may have been typed', () => {
    const journal = folder.open();
    const deliveries = new Deliveries(journal);
    const write = (
      replyId: string,
      ...states: ('INTENT' | 'TYPED' | 'CONFIRMED' | 'WITHDRAWN' | 'UNKNOWN' | 'VOID')[]
    ): void => {
      for (const state of states) deliveries.write({ ...REPLY, replyId }, state, { at: 5 });
    };
    write('intent', 'INTENT');
    write('typed', 'INTENT', 'TYPED');
    write('seen', 'INTENT', 'TYPED', 'CONFIRMED');
    write('back', 'INTENT', 'WITHDRAWN');
    write('void', 'VOID');
    journal.close();
    const again = new Deliveries(folder.open());
    expect(again.openReplies().map(({ replyId, state }) => [replyId, state])).toEqual([
      ['intent', 'INTENT'],
      ['typed', 'TYPED'],
    ]);
    expect(again.stateOf('seen')).toBe('CONFIRMED');
    expect(again.unreported(10).map(({ replyId, state }) => `${replyId} ${state}`)).toEqual([
      'typed TYPED',
      'seen TYPED',
      'seen CONFIRMED',
      'void VOID',
    ]);
    again.markReported(again.unreported(3));
    expect(again.unreported(10)).toHaveLength(1);
    expect(again.repeatReport('seen')).toBe(true);
    expect(again.repeatReport('intent')).toBe(false);
    expect(again.unreported(10).map(({ replyId }) => replyId)).toEqual(['seen', 'void']);
  });

  it('are forgotten in time, but not that of a bubble nobody can vouch for', () => {
    const deliveries = new Deliveries(folder.open());
    const write = (replyId: string, ...states: ('INTENT' | 'TYPED' | 'CONFIRMED' | 'UNKNOWN')[]): void => {
      for (const state of states) deliveries.write({ ...REPLY, replyId }, state, { at: 5 });
    };
    write('seen', 'INTENT', 'TYPED', 'UNKNOWN', 'CONFIRMED');
    write('unsure', 'INTENT', 'TYPED', 'UNKNOWN');
    deliveries.markReported(deliveries.unreported(10));
    deliveries.forgetBefore(6);
    expect(deliveries.stateOf('seen')).toBeUndefined();
    expect(deliveries.stateOf('unsure')).toBe('UNKNOWN');
    expect(deliveries.repeatReport('unsure')).toBe(true);
  });

  it('explain an own line once, in its own chat only, and an unknown one for two minutes', () => {
    const deliveries = new Deliveries(folder.open());
    deliveries.write(REPLY, 'INTENT', { at: 0 });
    deliveries.write({ ...REPLY, replyId: 'r2' }, 'INTENT', { at: 0 });
    const chat = { account: '店铺', window: '王先生' };
    expect(deliveries.explain(chat, '保修两年。\r\n', 1, new Set())?.replyId).toBe('r1');
    expect(deliveries.explain(chat, '保修两年。', 1, new Set(['r1']))?.replyId).toBe('r2');
    expect(deliveries.explain({ ...chat, window: '李女士' }, '保修两年。', 1, new Set())).toBeUndefined();
    deliveries.write(REPLY, 'UNKNOWN', { at: 1_000 });
    expect(deliveries.explain(chat, '保修两年。', 120_000, new Set(['r2']))?.replyId).toBe('r1');
    expect(deliveries.explain(chat, '保修两年。', 130_000, new Set(['r2']))).toBeUndefined();
  });
});
