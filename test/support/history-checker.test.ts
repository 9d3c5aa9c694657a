import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkHistory, explainViolations } from './history-checker.ts';
import type { Acknowledged, CommandHeard, History, Position, Typed } from './history/history.ts';
import { openBed, type SpineBed } from './spine/spine-bed.ts';
import { ACCOUNT, WINDOW } from './spine/spine-rows.ts';
import { answered } from './spine/spine-scenes.ts';
import { createWorld, type World } from './spine/spine-world.ts';

type Change = Partial<Omit<History, 'tenantId'>>;

describe('the history checker', () => {
  let bed: SpineBed;
  let w: World;
  let good: History;

  beforeAll(async () => {
    bed = await openBed('pglite');
  });
  afterAll(() => bed.close());

  /** Two answers typed in order; then a person asks for the room, gets it, answers and goes; all of it seen and told. */
  async function live(): Promise<void> {
    w = await createWorld(bed);
    const typed: Typed[] = [];
    const type = async (replyId: string): Promise<void> => {
      await w.lease(replyId);
      const { text } = await w.row<{ text: string }>('select text from reply where id = $1', replyId);
      typed.push({ replyId, account: ACCOUNT, window: WINDOW, text, at: Date.now() });
      await w.report(replyId, 'confirmed');
    };
    await w.connect();
    const first = await answered(w, '多少钱', ['五块', '包邮'], { cmid: 'c1' });
    for (const replyId of first.replies) await type(replyId);
    const asked = await w.say('转人工', { cmid: 'c2' });
    const takeOver = randomUUID();
    const heard = JSON.stringify(await w.command('take_over', { roomId: first.roomId }, { requestId: takeOver }));
    await w.acknowledge(first.roomId, 1);
    const { replyId } = await w.command('send_operator_message', { sessionId: first.sessionId, text: '我来' });
    await type(replyId!);
    await w.command('hand_back', { roomId: first.roomId });
    const receipt = (clientMessageId: string, text: string, messageId: string): Acknowledged => ({
      account: ACCOUNT,
      clientMessageId,
      window: WINDOW,
      text,
      state: 'STORED',
      messageId,
    });
    const line = await w.row<{ id: string }>(
      `select id from message where client_message_id = 'c1' and tenant_id = $1`,
      w.tenantId,
    );
    good = {
      tenantId: w.tenantId,
      atRest: true,
      typed,
      spoken: ['多少钱', '转人工'].map((text) => ({ account: ACCOUNT, window: WINDOW, text })),
      answers: [{ turnId: first.turnId, outcome: 'replied', lines: [line.id] }],
      acknowledged: [receipt('c1', '多少钱', line.id), receipt('c2', '转人工', asked.message_id)],
      feeds: [{ name: 'console', after: null, events: await w.ask<Position>('feed', '0', '0', 1000) }],
      commands: [
        {
          requestId: takeOver,
          actor: `user:${w.userId}`,
          name: 'take_over',
          heard: [heard, heard],
        } satisfies CommandHeard,
      ],
      readiness: [{ at: Date.now(), ready: true, able: true }],
      bounds: [{ name: 'queue', limit: 10, seen: 10 }],
    };
  }

  const found = async (change: Change = {}): Promise<string> =>
    explainViolations(await checkHistory(bed.owner, { ...good, ...change }));

  it('finds nothing in a good history', async () => {
    await live();
    expect(await found()).toBe('');
  });

  /** Plants in what the world saw, or in the database; the text must be explained by the checker. */
  const planted: readonly {
    readonly what: string;
    readonly change?: (history: History) => Change;
    readonly sql?: string;
    readonly explained: RegExp;
  }[] = [
    {
      what: 'a line lost on the way',
      change: ({ spoken }) => ({ spoken: [...spoken!, { account: ACCOUNT, window: WINDOW, text: '还有' }] }),
      explained: /^I5: “还有 .*was said 1 times, but is stored 0 times: a line is lost/,
    },
    {
      what: 'an acknowledged line lost in the database',
      sql: `delete from message where client_message_id = 'c2'`,
      explained: /^I5: line c2 \(转人工\).*acknowledged as STORED, but it is not stored/m,
    },
    {
      what: 'a line in another chat',
      change: ({ acknowledged }) => ({ acknowledged: acknowledged.map((receipt) => ({ ...receipt, window: '李四' })) }),
      explained: /^I5: line c1 .*stored in another chat/m,
    },
    {
      what: 'a line stored twice with two outcomes',
      sql: `insert into message (tenant_id, session_id, room_id, customer_id, account_id, chat_id, client_message_id, role, content, turn_id)
        select m.tenant_id, m.session_id, m.room_id, m.customer_id, m.account_id, m.chat_id, 'again', m.role, m.content, (select max(id) from turn where tenant_id = m.tenant_id) from message m where client_message_id = 'c1'`,
      explained: /^I6: “多少钱 .*stored 2 times: it has 2 outcomes/m,
    },
    {
      what: 'a repeat with another receipt',
      change: ({ acknowledged }) => ({
        acknowledged: [...acknowledged, { ...acknowledged[0]!, state: 'DUPLICATE', messageId: '77' }],
      }),
      explained: /^I6: line c1 .*receipts for different lines/m,
    },
    {
      what: 'an answer that was made for fewer lines',
      change: ({ answers }) => ({ answers: answers!.map((answer) => ({ ...answer, lines: [] })) }),
      explained: /^I1: line \d+ \(多少钱\) is replied by an answer to turn \d+ that never saw it/m,
    },
    {
      what: 'a line without a turn',
      sql: `update message set turn_id = null where client_message_id = 'c1'`,
      explained: /^I1: line \d+ \(多少钱\) belongs to no turn/m,
    },
    {
      what: 'a turn nobody will claim',
      sql: `update turn set state = 'open', outcome = null where id = (select min(id) from turn where tenant_id = :tenant)`,
      explained: /^I1: turn \d+ is open but no worker will ever claim it/m,
    },
    {
      what: 'a settled turn that is claimed again',
      sql: `insert into turn_claim (turn_id, tenant_id, session_id, room_id, due_at, deadline_at, first_line_at) select id, tenant_id, session_id, room_id, now(), now(), now() from turn where tenant_id = :tenant order by id limit 1`,
      explained: /^I1: turn \d+ is settled and still waits to be claimed/m,
    },
    {
      what: 'a held turn no person was asked for',
      sql: `update turn set state = 'held', outcome = null where id = (select min(id) from turn where tenant_id = :tenant)`,
      explained: /^I1: turn \d+ is held, but no person was asked/m,
    },
    {
      what: 'an answer nobody typed',
      sql: `update reply set state = 'void' where origin = 'model' and tenant_id = :tenant`,
      explained: /^I1: turn \d+ is replied, but none of its 2 bubbles was typed/m,
    },
    {
      what: 'a bubble stuck on its way',
      sql: `update reply set state = 'leased' where text = '包邮' and tenant_id = :tenant`,
      explained: /^I1: bubble .* \(包邮\) is still leased at rest/m,
    },
    {
      what: 'an answer of a person that was void',
      sql: `update reply set state = 'void' where origin = 'operator' and tenant_id = :tenant`,
      explained: /^I1: turn \d+ is answered by line \d+, whose bubble is void/m,
    },
    {
      what: 'a bubble typed twice',
      change: ({ typed }) => ({ typed: [typed[0]!, ...typed] }),
      explained: /^I2: bubble .* \(五块\) was typed 2 times/m,
    },
    {
      what: 'a void bubble on the screen',
      sql: `update reply set state = 'void' where text = '包邮' and tenant_id = :tenant`,
      explained: /^I2: bubble .* \(包邮\) is void, but it was typed/m,
    },
    {
      what: 'the model typing over a person, by the clock',
      sql: `update event set at = at + case kind when 'owned' then interval '-1 s' else interval '1 s' end where tenant_id = :tenant and kind in ('owned', 'HANDED_BACK')`,
      change: ({ typed }) => ({ typed: [{ ...typed[0]!, at: Date.now() }, ...typed.slice(1)] }),
      explained: /^I3: bubble .* of the model was typed while a person owned room/m,
    },
    {
      what: 'the model typing over a person, as seen',
      change: ({ typed }) => ({ typed: [{ ...typed[0]!, ownerBefore: 'human' }, ...typed.slice(1)] }),
      explained: /^I3: bubble .* \(五块\) of the model/m,
    },
    {
      what: 'a broken order',
      change: ({ typed }) => ({ typed: [typed[1]!, typed[0]!, typed[2]!] }),
      explained: /^I4: bubble .* \(五块\) was typed in room \d+ after bubble .* \(包邮\)/m,
    },
    {
      what: 'a silent gap in a feed',
      change: ({ feeds }) => ({ feeds: [{ ...feeds![0]!, events: feeds![0]!.events.toSpliced(2, 1) }] }),
      explained: /^I7: feed console never told event/m,
    },
    {
      what: 'a feed out of order',
      change: ({ feeds }) => ({ feeds: [{ ...feeds![0]!, events: feeds![0]!.events.toReversed() }] }),
      explained: /^I7: feed console told events out of order/m,
    },
    {
      what: 'a change no event tells of',
      sql: `update reply set state = 'unknown' where text = '包邮' and tenant_id = :tenant`,
      explained: /^I7: no event of its transaction tells of reply .* \(update unknown\)/m,
    },
    {
      what: 'a queue above its limit',
      change: () => ({ bounds: [{ name: 'the ring', limit: 10, seen: 11 }] }),
      explained: /^I8: the ring grew to 11/m,
    },
    {
      what: 'a command without its audit row',
      sql: `delete from audit where action = 'take_over' and tenant_id = :tenant`,
      explained: /^I11: take_over of user:\d+ was done 1 times, but audited 0 times/m,
    },
    {
      what: 'a command that heard two answers',
      change: ({ commands }) => ({ commands: [{ ...commands![0]!, heard: ['{"a":1}', '{"a":2}'] }] }),
      explained: /^I6: take_over .* heard different answers/m,
    },
    {
      what: 'a refused command that was done',
      change: ({ commands }) => ({ commands: [{ ...commands![0]!, heard: ['refused OWNED_BY'] }] }),
      explained: /^I11: take_over .* was refused, but is kept as done/m,
    },
    {
      what: 'a room taken without an audit row beside it',
      sql: `update room set owner = 'requested', fence = fence + 1 where tenant_id = :tenant`,
      explained: /^I11: room \d+ \(update requested\) was changed without an audit row/m,
    },
    {
      what: 'readiness that lies',
      change: () => ({ readiness: [{ at: 0, ready: true, able: false }] }),
      explained: /^I12: readiness said true at 1970-01-01T00:00:00.000Z, but the hub was unable/m,
    },
  ];

  it.each(planted)('finds $what', async ({ change, sql, explained }) => {
    await live();
    if (sql !== undefined)
      await w.rows(
        sql
          .replaceAll(':tenant', `'${w.tenantId}'`)
          .replaceAll(/(client_message_id = '\w+')/g, `$1 and tenant_id = '${w.tenantId}'`),
      );
    expect(await found(change?.(good))).toMatch(explained);
  });

  it('asks for less before everything is at rest', async () => {
    await live();
    await w.say('新的', { cmid: 'c3' });
    expect(await found({ feeds: [] })).toMatch(/^I1: turn \d+ is still open at rest/m);
    expect(await found({ feeds: [], atRest: false })).toBe('');
  });
});
