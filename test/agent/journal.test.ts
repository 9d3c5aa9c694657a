import { readFileSync, readdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Deliveries } from '../../agent/outbox/deliveries.ts';
import { JournalFault } from '../../agent/outbox/journal-fault.ts';
import { Lines } from '../../agent/outbox/lines.ts';
import { JournalFolder, storedLine } from './support/journal-folder.ts';

const REPLY = { replyId: 'r1', account: '店铺', window: '王先生', text: '保修两年。' };

let folder: JournalFolder;

beforeEach(() => {
  folder = new JournalFolder();
});

afterEach(() => folder.dispose());

function faultOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    return error instanceof JournalFault ? error.code : String(error);
  }
  return undefined;
}

describe('the journal on disk', () => {
  it('keeps its id, its lines and its order over a restart', () => {
    const first = folder.open();
    const lines = new Lines(first);
    first.transaction(() => lines.append([storedLine('一'), storedLine('二')]));
    first.transaction(() => lines.append([storedLine('三')]));
    first.close();
    const second = folder.open();
    expect(second.id).toBe(first.id);
    expect(second.replacesLost).toBe(false);
    expect(new Lines(second).nextBatch(10).map(({ seq, line }) => [seq, line.content])).toEqual([
      [1, '一'],
      [2, '二'],
      [3, '三'],
    ]);
  });

  it('holds nothing readable, and names no chat', () => {
    const journal = folder.open();
    const lines = new Lines(journal);
    const deliveries = new Deliveries(journal);
    journal.transaction(() => lines.append([storedLine('我的电话是13800000000')]));
    deliveries.write(REPLY, 'INTENT', { at: 1 });
    journal.close();
    const bytes = readdirSync(folder.directory)
      .map((name) => readFileSync(join(folder.directory, name)).toString('latin1'))
      .join('');
    for (const text of ['13800000000', '王先生', '店铺', '保修两年', journal.id]) {
      expect(bytes).not.toContain(Buffer.from(text).toString('latin1'));
    }
  });

  it('writes plain rows when encryption is off, and still opens sealed ones', () => {
    const sealed = folder.open();
    const lines = new Lines(sealed);
    sealed.transaction(() => lines.append([storedLine('封存')]));
    sealed.close();
    const plain = folder.open({ encrypt: false });
    const more = new Lines(plain);
    plain.transaction(() => more.append([storedLine('plain words')]));
    expect(more.nextBatch(9).map(({ line }) => line.content)).toEqual(['封存', 'plain words']);
    plain.close();
    expect(readFileSync(folder.file).toString('latin1')).toContain('plain words');
  });

  it('lets one process in only', () => {
    folder.open();
    expect(faultOf(() => folder.open())).toBe('LOCKED');
  });

  it('forgets nothing of a transaction that is done, and everything of one that failed', () => {
    const journal = folder.open();
    const lines = new Lines(journal);
    const deliveries = new Deliveries(journal);
    expect(() =>
      journal.transaction(() => {
        lines.append([storedLine('不算')]);
        deliveries.record(REPLY, 'TYPED', { at: 1 });
        throw new Error('half way');
      }),
    ).toThrow('half way');
    expect(lines.queued()).toBe(0);
    expect(deliveries.openReplies()).toEqual([]);
    expect(deliveries.stateOf('r1')).toBeUndefined();
  });
});

describe('a journal that cannot be used', () => {
  it.each([
    ['is no database', () => writeFileSync(folder.file, 'garbage'.repeat(2_000))],
    ['is cut short', () => truncateSync(folder.file, 5_000)],
    ['has a changed row', () => spoil('update line set box = zeroblob(80) where seq = 1')],
    ['has a row moved to another place', () => spoil('update line set seq = 9007 where seq = 1')],
    ['comes from a later version', () => spoil('pragma user_version = 99')],
  ])('%s: is set aside, and the new one knows of the loss', (_name, damage) => {
    const old = folder.open();
    const lines = new Lines(old);
    old.transaction(() => lines.append(Array.from({ length: 200 }, (_, place) => storedLine(`第 ${place} 行`))));
    old.close();
    damage();
    const fresh = folder.open();
    expect(fresh.id).not.toBe(old.id);
    expect(fresh.replacesLost).toBe(true);
    expect(new Lines(fresh).queued()).toBe(0);
    expect(folder.losses).toEqual([{ code: 'BROKEN', keptAs: expect.stringContaining('journal.db.broken-') }]);
    expect(readdirSync(folder.directory).some((name) => name.startsWith('journal.db.broken-'))).toBe(true);
    fresh.close();
    expect(folder.open().replacesLost).toBe(true);
  });

  it('is closed to our key: is set aside, and opens again when the key is back', () => {
    const old = folder.open();
    old.close();
    const fresh = folder.open({ key: Buffer.alloc(32, 1) });
    expect(folder.losses.map((loss) => loss.code)).toEqual(['WRONG_KEY']);
    expect(fresh.replacesLost).toBe(true);
    fresh.close();
    renameSync(folder.losses[0]?.keptAs ?? '', folder.file);
    expect(folder.open().id).toBe(old.id);
  });

  it('is distrusted by a running agent: is set aside without a look', () => {
    folder.open().close();
    expect(folder.open({ distrusted: true }).replacesLost).toBe(true);
    expect(folder.losses).toHaveLength(1);
  });

  function spoil(sql: string): void {
    const database = new DatabaseSync(folder.file);
    database.exec(sql);
    database.close();
  }
});

describe('a full disk', () => {
  it('refuses to write, keeps what it had, and goes on when there is room', () => {
    const journal = folder.open({ maxPages: 24 });
    const lines = new Lines(journal);
    const written: string[] = [];
    const fill = (): void => {
      for (let place = 0; place < 500; place += 1) {
        const text = `${place} ${'长'.repeat(300)}`;
        journal.transaction(() => lines.append([storedLine(text)]));
        written.push(text);
      }
    };
    expect(faultOf(fill)).toBe('DISK_FULL');
    expect(written.length).toBeGreaterThan(3);
    expect(lines.nextBatch(1_000).map(({ line }) => line.content)).toEqual(written);
    journal.close();
    const roomy = folder.open();
    const more = new Lines(roomy);
    roomy.transaction(() => more.append([storedLine('又有地方了')]));
    expect(more.nextBatch(1_000).map(({ line }) => line.content)).toEqual([...written, '又有地方了']);
  });

  it('keeps a VOID in memory, for it is owed before a fence is acknowledged', () => {
    const journal = folder.open({ maxPages: 16 });
    const lines = new Lines(journal);
    const deliveries = new Deliveries(journal);
    const fill = (): void => {
      for (;;) journal.transaction(() => lines.append([storedLine('满'.repeat(100))]));
    };
    expect(faultOf(fill)).toBe('DISK_FULL');
    while (faultOf(() => deliveries.write(REPLY, 'INTENT', { at: 1 })) === undefined);
    deliveries.write({ ...REPLY, replyId: 'r2' }, 'VOID', { at: 2, detail: 'FENCED' });
    const reports = deliveries.unreported(10);
    expect(reports).toEqual([{ seq: 0, replyId: 'r2', state: 'VOID', at: 2, detail: 'FENCED' }]);
    deliveries.markReported(reports);
    expect(deliveries.unreported(10)).toEqual([]);
  });
});
