import { expect, it } from 'vitest';
import { PortError } from '../../../server/ports/errors.ts';
import type { Database } from '../../../server/ports/database.ts';
import { describeSpine } from '../../support/spine/describe-spine.ts';
import { ingestDesk, reported } from '../../support/spine/ingest-desk.ts';
import { answered, roomOf } from '../../support/spine/spine-scenes.ts';
import type { World } from '../../support/spine/spine-world.ts';

const contents = async (w: World): Promise<string[]> => {
  const rows = await w.rows<{ content: string }>(
    'select content from message where tenant_id = $1 order by id',
    w.tenantId,
  );
  return rows.map(({ content }) => content);
};
const states = (receipts: readonly { state: string }[]): string[] => receipts.map(({ state }) => state);

describeSpine('what agents report', (world) => {
  it('is acknowledged line by line, in order, and again in the same way', async () => {
    const w = world();
    const { ingest, published } = ingestDesk(w);
    const lines = [reported('一'), reported('二', { chat: { window: '李四' } }), reported('三')];
    const receipts = await ingest(lines);
    expect(receipts.map(({ clientMessageId }) => clientMessageId)).toEqual(
      lines.map(({ clientMessageId }) => clientMessageId),
    );
    expect(states(receipts)).toEqual(['STORED', 'STORED', 'STORED']);
    expect(published).toEqual(['events', 'turns']);
    const again = await ingest(lines);
    expect(states(again)).toEqual(['DUPLICATE', 'DUPLICATE', 'DUPLICATE']);
    expect(again.map(({ messageId, sessionId }) => [messageId, sessionId])).toEqual(
      receipts.map(({ messageId, sessionId }) => [messageId, sessionId]),
    );
    expect(await contents(w)).toEqual(['一', '二', '三']);
  });

  it('is cleaned of characters the database refuses, and known again with them', async () => {
    const w = world();
    const { ingest } = ingestDesk(w);
    const line = reported('你\u0000好\ud800！', {
      quote: '\u0000引',
      sender: '张\u0000三',
      chat: { window: '张\u0000三', externalId: 'x\u0000' },
    });
    const [receipt] = await ingest([line, reported('好')]);
    expect(receipt).toMatchObject({ state: 'STORED' });
    expect(await contents(w)).toEqual(['你好\ufffd！', '好']);
    expect(await ingest([line])).toMatchObject([{ state: 'DUPLICATE', messageId: receipt!.messageId }]);
  });

  it('is refused line by line where a line is at fault, and the others are stored', async () => {
    const w = world();
    const { ingest } = ingestDesk(w);
    const receipts = await ingest([
      reported('一'),
      reported('长'.repeat(4001)),
      reported('二', { clientMessageId: 'a\u0000b' }),
      reported('三', { mediaHash: 'no hash' }),
      reported('四', { ageMs: Number.NaN }),
      reported('五', { chat: { window: '' } }),
      reported('六', { clientMessageId: 'x'.repeat(201) }),
      reported('七'),
    ]);
    expect(states(receipts)).toEqual(['STORED', ...Array.from({ length: 6 }, () => 'REJECTED'), 'STORED']);
    expect(receipts.slice(1, 7).map(({ code }) => code)).toEqual([
      'LIMIT_TEXT',
      'BAD_INPUT',
      'BAD_INPUT',
      'BAD_INPUT',
      'BAD_INPUT',
      'LIMIT_TEXT',
    ]);
    expect(await contents(w)).toEqual(['一', '七']);
  });

  it('is refused whole above its limits', async () => {
    const { ingest } = ingestDesk(world());
    await expect(ingest(Array.from({ length: 129 }, () => reported('一')))).rejects.toMatchObject({
      code: 'LIMIT_BATCH',
      detail: { limit: 128, got: 129 },
    });
    await expect(ingest([reported('一')], '')).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('under a known id with other content is a conflict that names the stored line', async () => {
    const w = world();
    const { ingest } = ingestDesk(w);
    const line = reported('一');
    const [first] = await ingest([line]);
    expect(await ingest([{ ...line, content: '二' }])).toMatchObject([
      { state: 'REJECTED', code: 'DUPLICATE_CONTENT', messageId: first!.messageId },
    ]);
  });

  it('keeps customers’ and own lines in their order', async () => {
    const w = world();
    const { ingest } = ingestDesk(w);
    const { replies } = await answered(w, '在吗', ['在的']);
    await w.connect();
    await w.lease(replies[0]!);
    const receipts = await ingest([
      reported('一'),
      reported('在的', { direction: 'OUT' }),
      reported('二'),
      reported('我来', { direction: 'OUT' }),
      reported('三'),
    ]);
    expect(states(receipts)).toEqual(['STORED', 'MATCHED_REPLY', 'STORED', 'STORED', 'STORED']);
    expect(await roomOf(w)).toMatchObject({ owner: 'phone' });
    const turns = await w.rows(
      `select t.state, t.outcome, array_agg(m.content order by m.id) as lines from turn t join message m on m.turn_id = t.id and m.role = 'customer' where t.tenant_id = $1 group by t.id order by t.id`,
      w.tenantId,
    );
    expect(turns).toEqual([
      { state: 'settled', outcome: 'replied', lines: ['在吗'] },
      { state: 'settled', outcome: 'answered_by_human', lines: ['一', '二'] },
      { state: 'held', outcome: null, lines: ['三'] },
    ]);
  });

  it('older than 10 min waits for a person; words of danger are due at once', async () => {
    const w = world();
    const { ingest } = ingestDesk(w);
    expect(
      states(
        await ingest([
          reported('旧', { ageMs: 600_001, chat: { window: '甲' } }),
          reported('着火了', { chat: { window: '乙' } }),
        ]),
      ),
    ).toEqual(['QUEUED_FOR_HUMAN', 'STORED']);
    expect(await w.claim()).toHaveLength(1);
  });

  it('of a system line is kept for its receipt', async () => {
    const w = world();
    const { ingest } = ingestDesk(w);
    expect(await ingest([reported('对方撤回了一条消息', { direction: 'SYSTEM' })])).toMatchObject([
      { state: 'SEEN', sessionId: null },
    ]);
    expect(await w.rows('select 1 from session where tenant_id = $1', w.tenantId)).toEqual([]);
  });
});

describeSpine('a report that meets trouble', (world) => {
  it('finds places anew that were removed behind its back', async () => {
    const w = world();
    const { ingest } = ingestDesk(w);
    await ingest([reported('一')]);
    await w.rows('delete from account where tenant_id = $1', w.tenantId);
    await w.rows('delete from room where tenant_id = $1', w.tenantId);
    await w.rows('delete from session where tenant_id = $1', w.tenantId);
    expect(states(await ingest([reported('二')]))).toEqual(['STORED']);
    const { room_id: room } = await w.row<{ room_id: string }>(
      `select room_id from message where content = '二' and tenant_id = $1`,
      w.tenantId,
    );
    expect((await roomOf(w)).id).toBe(room);
  });

  it('tells the database of a window’s name that is ambiguous for a while', async () => {
    const w = world();
    const { ingest } = ingestDesk(w);
    const mark = async (ambiguous: boolean) => {
      await ingest([reported('一', { chat: { ambiguous } })]);
      return (await w.row<{ ambiguous: boolean }>('select ambiguous from chat where tenant_id = $1', w.tenantId))
        .ambiguous;
    };
    expect([await mark(false), await mark(true), await mark(false), await mark(true)]).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  it('puts every line in its own chat, also when more places are new than are remembered', async () => {
    const w = world();
    const { ingest } = ingestDesk(w);
    const windows = Array.from({ length: 300 }, (_, index) => `窗口${index % 150}`);
    for (let from = 0; from < windows.length; from += 100)
      await ingest(windows.slice(from, from + 100).map((window) => reported(window, { chat: { window } })));
    const wrong = await w.rows(
      'select m.content, c.window_key from message m join chat c on c.id = m.chat_id where m.tenant_id = $1 and m.content <> c.window_key',
      w.tenantId,
    );
    expect(wrong).toEqual([]);
    expect(await contents(w)).toHaveLength(300);
  });

  it('acknowledges nothing while the database cannot be reached, and everything afterwards', async () => {
    const w = world();
    let broken = true;
    const { ingest } = ingestDesk(w, (database): Database => ({
      ...database,
      call: async (fn, args) => {
        if (fn === 'accept' && broken) throw new PortError({ port: 'database', retryable: true, reason: 'gone' });
        return database.call(fn, args);
      },
    }));
    const lines = [reported('一'), reported('二')];
    await expect(ingest(lines)).rejects.toMatchObject({ retryable: true });
    broken = false;
    expect(states(await ingest(lines))).toEqual(['STORED', 'STORED']);
    expect(await contents(w)).toEqual(['一', '二']);
  });
});
