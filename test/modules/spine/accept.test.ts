import { expect, it } from 'vitest';
import { describeSpine } from '../../support/spine/describe-spine.ts';

describeSpine('accept', (world) => {
  it('stores a line once with its session, turn and claim, and answers a receipt', async () => {
    const w = world();
    const receipt = await w.say('你好');
    expect(receipt).toMatchObject({ n: 0, state: 'STORED' });
    const message = await w.row('select * from message where id = $1', receipt.message_id);
    expect(message).toMatchObject({
      role: 'customer',
      content: '你好',
      session_id: receipt.session_id,
      turn_id: receipt.turn_id,
      seen_only: false,
    });
    const turn = await w.row('select * from turn where id = $1', receipt.turn_id);
    expect(turn).toMatchObject({ state: 'open', revision: 1, outcome: null });
    expect(await w.rows('select turn_id from turn_claim where tenant_id = $1', w.tenantId)).toEqual([
      { turn_id: receipt.turn_id },
    ]);
    const session = await w.row('select * from session where id = $1', receipt.session_id);
    expect(session).toMatchObject({ unread: 1, last_message_id: receipt.message_id, closed_at: null });
    expect(await w.row('select total_messages from customer where tenant_id = $1', w.tenantId)).toEqual({
      total_messages: 1,
    });
  });

  it('gives a repeat the same receipt and changes nothing', async () => {
    const w = world();
    const first = await w.say('多少钱', { cmid: 'c1' });
    const before = await snapshot(w);
    const again = await w.say('多少钱', { cmid: 'c1' });
    expect(again).toMatchObject({
      state: 'DUPLICATE',
      message_id: first.message_id,
      session_id: first.session_id,
      turn_id: first.turn_id,
    });
    expect(await snapshot(w)).toEqual(before);
  });

  it('calls a repeat with other content a conflict and keeps the first', async () => {
    const w = world();
    const first = await w.say('多少钱', { cmid: 'c1' });
    const before = await snapshot(w);
    expect(await w.say('别的内容', { cmid: 'c1' })).toMatchObject({ state: 'CONFLICT', message_id: first.message_id });
    expect(await snapshot(w)).toEqual(before);
  });

  it('answers every row of a batch with new lines, repeats and a conflict in it', async () => {
    const w = world();
    const first = await w.say('一', { cmid: 'c1' });
    const receipts = await w.sayAll(
      [
        { text: '二', cmid: 'c2' },
        { text: '一', cmid: 'c1' },
        { text: '嗯', cmid: 'c3' },
        { text: '嗯', cmid: 'c4' },
        { text: '他人', cmid: 'c5', window: '李四' },
        { text: '变了', cmid: 'c2', window: '李四' },
      ].slice(0, 5),
    );
    expect(receipts.map(({ state }) => state)).toEqual(['STORED', 'DUPLICATE', 'STORED', 'STORED', 'STORED']);
    expect(new Set(receipts.map(({ message_id }) => message_id)).size).toBe(5);
    expect(receipts[1]!.message_id).toBe(first.message_id);
    expect(receipts[4]!.session_id).not.toBe(first.session_id);
    expect(
      await w.row(
        'select unread, revision from session s join turn t on t.session_id = s.id where s.id = $1',
        first.session_id,
      ),
    ).toEqual({ unread: 4, revision: 2 });
  });

  it('keeps the lines of a batch in the order in which they were given', async () => {
    const w = world();
    const texts = Array.from({ length: 40 }, (_, index) => `第${index}句`);
    await w.sayAll(texts.map((text, index) => ({ text, window: `客户${index % 3}` })));
    const stored = await w.rows<{ content: string }>(
      'select content from message where tenant_id = $1 order by id',
      w.tenantId,
    );
    expect(stored.map(({ content }) => content)).toEqual(texts);
  });

  it('writes one event a session with the ids of its lines', async () => {
    const w = world();
    const [a, b, c] = await w.sayAll([{ text: '一' }, { text: '二' }, { text: '三', window: '李四' }]);
    const events = await w.rows<{ session_id: string; data: object }>(
      `select session_id, data from event where tenant_id = $1 and kind = 'accepted' order by session_id`,
      w.tenantId,
    );
    const ids = (...lines: { message_id: string }[]) => lines.map(({ message_id }) => Number(message_id));
    expect(events).toEqual([
      { session_id: a!.session_id, data: { turn: Number(a!.turn_id), messages: ids(a!, b!) } },
      { session_id: c!.session_id, data: { turn: Number(c!.turn_id), messages: ids(c!) } },
    ]);
  });

  it('refuses rows whose room was removed meanwhile, whole, and stores nothing', async () => {
    const w = world();
    const found = await w.places([{}, { window: '李四' }]);
    await w.rows('delete from room where id = $1', found[1]!.room_id);
    const lines = [{ text: '一' }, { text: '二', window: '李四' }];
    await expect(w.acceptRows(lines, found)).rejects.toMatchObject({ code: 'PLACES_MISSING' });
    expect(await w.rows('select 1 from message where tenant_id = $1', w.tenantId)).toEqual([]);
  });

  it('stores every line once when requests with the same lines arrive at once', async () => {
    const w = world();
    const found = await w.places([{}]);
    const batches = Array.from({ length: 12 }, (_, batch) =>
      Array.from({ length: 10 }, (__, line) => ({ text: `句${(batch + line) % 16}`, cmid: `c${(batch + line) % 16}` })),
    );
    const answers = await Promise.all(
      batches.map((lines) =>
        w.acceptRows(
          lines,
          lines.map(() => found[0]!),
        ),
      ),
    );
    expect(answers.every((receipts) => receipts.length === 10)).toBe(true);
    const byLine = Map.groupBy(
      answers.flatMap((receipts, batch) =>
        receipts.map((receipt) => ({ ...receipt, cmid: batches[batch]![receipt.n]!.cmid })),
      ),
      ({ cmid }) => cmid,
    );
    for (const receipts of byLine.values()) {
      expect(new Set(receipts.map(({ message_id }) => message_id)).size).toBe(1);
      expect(receipts.filter(({ state }) => state === 'STORED')).toHaveLength(1);
    }
    expect(await w.row<{ count: string }>('select count(*) from message where tenant_id = $1', w.tenantId)).toEqual({
      count: '16',
    });
    expect(
      await w.row(
        'select unread, t.revision from session s join turn t on t.session_id = s.id where s.tenant_id = $1',
        w.tenantId,
      ),
    ).toMatchObject({ unread: 16 });
  });

  type W = ReturnType<typeof world>;
  async function snapshot(w: W): Promise<unknown> {
    return Promise.all(
      ['message', 'turn', 'turn_claim', 'session', 'customer', 'room', 'event', 'handoff'].map((table) =>
        w.rows(`select * from ${table} where tenant_id = $1 order by 1, 2`, w.tenantId),
      ),
    );
  }
});
