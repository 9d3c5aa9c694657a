import { expect, it } from 'vitest';
import type { LineRow } from '../../../server/modules/message/line-row.ts';
import { lineRow, NO_DOUBT } from '../../../server/modules/message/line-row.ts';
import { describeSpine } from '../../support/spine/describe-spine.ts';
import { ingestDesk, reported } from '../../support/spine/ingest-desk.ts';
import type { World } from '../../support/spine/spine-world.ts';

const CALM = { dueNow: false, priority: 0 };

async function rowMaker(w: World): Promise<(content: string, change?: Partial<LineRow>) => LineRow> {
  const [place] = await w.places([{}]);
  const found = {
    accountId: place!.account_id,
    roomId: place!.room_id,
    chatId: place!.chat_id,
    customerId: place!.customer_id,
    own: false,
  };
  return (content, change = {}) => ({ ...lineRow(reported(content), found, CALM, NO_DOUBT), ...change });
}

/** A desk whose calls of `accept` are counted by their rows. */
function countingDesk(w: World) {
  const sizes: number[] = [];
  const desk = ingestDesk(w, (database) => ({
    ...database,
    call: (fn, args) => {
      if (fn === 'accept') sizes.push((JSON.parse(String(args[1])) as unknown[]).length);
      return database.call(fn, args);
    },
  }));
  return { ...desk, sizes };
}

describeSpine('group commit', (world) => {
  it('lets requests that wait share the next transaction', async () => {
    const w = world();
    const { ingest, sizes } = countingDesk(w);
    await ingest([reported('0')]);
    const receipts = await Promise.all(
      Array.from({ length: 100 }, (_, index) => ingest([reported(String(index + 1))])),
    );
    expect(receipts.flat().every(({ state }) => state === 'STORED')).toBe(true);
    expect(new Set(receipts.flat().map(({ messageId }) => messageId)).size).toBe(100);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(101);
    expect(sizes.length).toBeLessThan(10);
  });

  it('takes at most 128 rows at once, but a larger request whole', async () => {
    const w = world();
    const { services, sizes } = countingDesk(w);
    const make = await rowMaker(w);
    const rows = (count: number) => Array.from({ length: count }, (_, index) => make(String(index)));
    await Promise.all([
      services.acceptBatcher.accept(w.tenantId, rows(100)),
      services.acceptBatcher.accept(w.tenantId, rows(100)),
      services.acceptBatcher.accept(w.tenantId, rows(200)),
      services.acceptBatcher.accept(w.tenantId, rows(5)),
    ]);
    expect(sizes).toEqual([100, 100, 200, 5]);
  });

  it('keeps a bad row from harming its neighbours', async () => {
    const w = world();
    const { services } = ingestDesk(w);
    const make = await rowMaker(w);
    const [good, mixed] = await Promise.all([
      services.acceptBatcher.accept(w.tenantId, [make('一')]),
      services.acceptBatcher.accept(w.tenantId, [
        make('二'),
        make('坏', { content: '坏\u0000' }),
        make('三', { seq: 99_999_999_999 }),
        make('四'),
      ]),
    ]);
    expect(good).toMatchObject([{ state: 'STORED' }]);
    expect(mixed).toMatchObject([
      { state: 'STORED' },
      { code: 'BAD_INPUT' },
      { code: 'BAD_INPUT' },
      { state: 'STORED' },
    ]);
    const stored = await w.rows('select content from message where tenant_id = $1 order by id', w.tenantId);
    expect(stored).toEqual([{ content: '一' }, { content: '二' }, { content: '四' }]);
  });

  it('gives the same line in two waiting requests one place and the same receipt', async () => {
    const w = world();
    const { services } = ingestDesk(w);
    const make = await rowMaker(w);
    const line = make('一');
    const answers = await Promise.all([1, 2, 3].map(() => services.acceptBatcher.accept(w.tenantId, [line])));
    expect(answers.flat().map((answer) => ('state' in answer ? answer.state : answer.code))).toEqual([
      'STORED',
      'DUPLICATE',
      'DUPLICATE',
    ]);
    expect(new Set(answers.flat().map((answer) => ('state' in answer ? answer.messageId : ''))).size).toBe(1);
    const conflict = await services.acceptBatcher.accept(w.tenantId, [{ ...line, hash: 'other' }]);
    expect(conflict).toMatchObject([{ state: 'CONFLICT' }]);
  });

  it('says for every row of a removed room that its place is missing, and stores the rest', async () => {
    const w = world();
    const { services } = ingestDesk(w);
    const make = await rowMaker(w);
    const answers = await services.acceptBatcher.accept(w.tenantId, [make('一'), make('二', { room_id: '999999' })]);
    expect(answers).toMatchObject([{ state: 'STORED' }, { code: 'PLACES_MISSING' }]);
  });
});
