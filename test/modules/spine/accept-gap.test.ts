import { describe, expect, it } from 'vitest';
import { knownLines } from '../../../server/modules/message/gap-alignment.ts';
import { PortError } from '../../../server/ports/errors.ts';
import { describeSpine } from '../../support/spine/describe-spine.ts';
import { ingestDesk, reported } from '../../support/spine/ingest-desk.ts';
import { answered } from '../../support/spine/spine-scenes.ts';

/** '+' before a line of ours. */
const lines = (...texts: string[]) =>
  texts.map((text) => ({ outgoing: text.startsWith('+'), content: text.replace('+', '') }));

describe('laying a visible block over what is stored', () => {
  it.each([
    { stored: [], block: ['一', '二'], known: 0, why: 'nothing is stored: first contact' },
    {
      stored: ['一', '二', '三'],
      block: ['二', '三', '四'],
      known: 2,
      why: 'the newest stored lines stand at the start',
    },
    { stored: ['一', '二'], block: ['一', '二'], known: 2, why: 'all is known' },
    { stored: ['嗯'], block: ['嗯', '嗯', '嗯'], known: 1, why: 'three equal lines are three lines' },
    { stored: ['嗯', '嗯'], block: ['嗯', '嗯', '嗯'], known: 2, why: 'of which two are known' },
    { stored: ['一'], block: ['二', '三'], known: null, why: 'nothing overlaps' },
    { stored: ['+一'], block: ['一'], known: null, why: 'who spoke differs' },
    { stored: ['一 二'], block: ['一\n二', '三'], known: 1, why: 'white space is folded' },
    { stored: ['三'], block: ['一', '二', '三', '四'], known: 3, why: 'older lines than the hub has are not new' },
    {
      stored: ['一', '嗯'],
      block: ['一', '嗯', '好', '嗯'],
      known: 2,
      why: 'a later equal line is not taken for the stored one',
    },
  ])('$why', ({ stored, block, known }) => {
    expect(knownLines(lines(...stored), lines(...block))).toBe(known);
  });
});

describeSpine('a block read after a gap', (world) => {
  it('is new where it goes on from what the hub has, and said again it is known', async () => {
    const w = world();
    const { ingest } = ingestDesk(w);
    const [first] = await ingest([reported('一'), reported('二')]);
    const block = ['一', '二', '三', '四'].map((text) => reported(text, { afterGap: true }));
    const receipts = await ingest(block);
    expect(receipts.map(({ state }) => state)).toEqual(['DUPLICATE', 'DUPLICATE', 'STORED', 'STORED']);
    expect(receipts[0]!.messageId).toBe(first!.messageId);
    const again = await ingest(block);
    expect(again.map(({ state, messageId }) => [state, messageId])).toEqual(
      receipts.map(({ messageId }) => ['DUPLICATE', messageId]),
    );
    expect(await w.rows('select 1 from message where tenant_id = $1', w.tenantId)).toHaveLength(4);
  });

  it('that is reported again, whole or in part, is known although the chat has gone on since', async () => {
    const w = world();
    const { ingest } = ingestDesk(w);
    await ingest([reported('一'), reported('二')]);
    const block = ['一', '二', '三'].map((text) => reported(text, { afterGap: true }));
    const receipts = await ingest(block);
    await ingest([reported('四')]);
    const again = await ingest(block);
    expect(again.map(({ state, messageId }) => [state, messageId])).toEqual(
      receipts.map(({ messageId }) => ['DUPLICATE', messageId]),
    );
    const [part] = await ingest(block.slice(1, 2));
    expect([part!.state, part!.messageId]).toEqual(['DUPLICATE', receipts[1]!.messageId]);
    const rows = await w.rows(
      'select content, possibly_repeated from message where tenant_id = $1 order by id',
      w.tenantId,
    );
    expect(rows).toEqual(['一', '二', '三', '四'].map((content) => ({ content, possibly_repeated: false })));
  });

  it('whose end was lost on its first way is taken up where it broke off', async () => {
    const w = world();
    const { ingest } = ingestDesk(w, (database) => ({
      ...database,
      call: (fn, args) => {
        const failure = new PortError({ port: 'database', retryable: true, reason: 'the connection broke' });
        return fn === 'accept' && broken ? Promise.reject(failure) : database.call(fn, args);
      },
    }));
    let broken = false;
    await ingest([reported('一')]);
    const block = ['一', '二'].map((text) => reported(text, { afterGap: true }));
    broken = true;
    await expect(ingest(block)).rejects.toThrow('the connection broke');
    broken = false;
    const receipts = await ingest(block);
    expect(receipts.map(({ state }) => state)).toEqual(['DUPLICATE', 'STORED']);
  });

  it('knows our own bubbles in it', async () => {
    const w = world();
    const { ingest } = ingestDesk(w);
    const { replies } = await answered(w, '一', ['答']);
    await w.connect();
    await w.lease(replies[0]!);
    await w.report(replies[0]!, 'confirmed');
    const receipts = await ingest([
      reported('一', { afterGap: true }),
      reported('答', { afterGap: true, direction: 'OUT' }),
      reported('二', { afterGap: true }),
    ]);
    expect(receipts.map(({ state }) => state)).toEqual(['DUPLICATE', 'DUPLICATE', 'STORED']);
    expect(await w.row('select owner from room where tenant_id = $1', w.tenantId)).toEqual({ owner: 'model' });
  });

  it('that fits nowhere is before a person, never the model, and takes nothing over', async () => {
    const w = world();
    const { ingest } = ingestDesk(w);
    await ingest([reported('一')]);
    const receipts = await ingest([
      reported('别的', { afterGap: true }),
      reported('我说的', { afterGap: true, direction: 'OUT' }),
    ]);
    expect(receipts.map(({ state }) => state)).toEqual(['QUEUED_FOR_HUMAN', 'SEEN']);
    expect(await w.rows('select reason from handoff where tenant_id = $1', w.tenantId)).toEqual([
      { reason: 'POSSIBLY_REPEATED' },
    ]);
    expect(await w.row('select owner from room where tenant_id = $1', w.tenantId)).toEqual({ owner: 'model' });
    await w.letPass(2);
    expect(await w.claim()).toEqual([]);
  });

  it('of a chat the hub has never seen is new', async () => {
    const w = world();
    const { ingest } = ingestDesk(w);
    const receipts = await ingest([reported('一', { afterGap: true }), reported('二', { afterGap: true })]);
    expect(receipts.map(({ state }) => state)).toEqual(['STORED', 'STORED']);
  });
});
