import type { EntityManager } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../../server/modules/audit/audit.service.ts';
import { listCustomers } from '../../../server/modules/customer/customer.service.ts';
import { listHandoffs } from '../../../server/modules/handoff/handoff.service.ts';
import { listMessages } from '../../../server/modules/message/message.service.ts';
import type { Page } from '../../../server/modules/page/keyset.ts';
import { countInbox, listSessions } from '../../../server/modules/session/session.service.ts';
import { tenantFigures } from '../../../server/modules/statistics/statistics.service.ts';
import { listTurns } from '../../../server/modules/turn/turn.service.ts';
import { databaseKinds } from '../../support/database.ts';
import { BIG, writeBigTenant } from '../../support/spine/big-tenant.ts';
import { openBed, type SpineBed } from '../../support/spine/spine-bed.ts';

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Plan[];
}

const SMALL_TABLES = new Set(['tenant', 'app_user', 'agent', 'account']);
/** Rows of a page as the console asks for it, and one more. */
const PAGE: Page = { limit: 51, inverted: false };

/** Rows a plan has taken from tables, kept or not. */
function rowsRead(plan: Plan): number {
  const below = (plan.Plans ?? []).reduce((sum, part) => sum + rowsRead(part), 0);
  const here =
    plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0);
  return (
    below +
    (plan['Relation Name'] === undefined || SMALL_TABLES.has(plan['Relation Name']) ? 0 : here * plan['Actual Loops'])
  );
}

function scannedWhole(plan: Plan): string[] {
  const here =
    plan['Node Type'] === 'Seq Scan' && !SMALL_TABLES.has(plan['Relation Name'] ?? '')
      ? [plan['Relation Name'] ?? '']
      : [];
  return [...here, ...(plan.Plans ?? []).flatMap(scannedWhole)];
}

describe.runIf(databaseKinds().includes('postgres'))(`plans at ${BIG.messages} messages a tenant`, () => {
  let bed: SpineBed;
  let tenantId = '';
  let agentId = '';
  let some = { session: '', customer: '', chat: '', room: '' };

  beforeAll(async () => {
    bed = await openBed('postgres');
    await writeBigTenant(bed, 'another');
    ({ tenantId, agentId } = await writeBigTenant(bed, 'the one'));
    // As autovacuum does: block ranges are summarised by it, and the planner hears what the tables hold.
    await bed.owner('vacuum analyze');
    const [row] = await bed.owner<typeof some>(
      'select id as session, customer_id as customer, chat_id as chat, room_id as room from session where tenant_id = $1 order by id desc offset 500 limit 1',
      [tenantId],
    );
    some = row!;
  });
  afterAll(() => bed?.close());

  /** Explains what a list would run, under the wall, and runs it. */
  async function explain(list: (em: EntityManager) => Promise<unknown>): Promise<Plan[]> {
    const plans: Plan[] = [];
    await bed.database.inTenant(tenantId, async (em) => {
      const explaining = new Proxy(em, {
        get: (target, key) =>
          key === 'execute'
            ? async (sql: string, parameters?: unknown[]) => {
                const [row] = await target.execute<{ 'QUERY PLAN': [{ Plan: Plan }] | string }[]>(
                  `explain (analyze, format json) ${sql}`,
                  parameters,
                );
                const answer = row!['QUERY PLAN'];
                plans.push((typeof answer === 'string' ? (JSON.parse(answer) as [{ Plan: Plan }]) : answer)[0].Plan);
                return target.execute(sql, parameters as never);
              }
            : (Reflect.get(target, key) as unknown),
      });
      await list(explaining);
    });
    return plans;
  }

  /** What each list reads of the 100,000 at most; the counts of the inbox go over all live sessions and their rooms. */
  const lists: Record<
    string,
    {
      readonly run: (em: EntityManager) => Promise<unknown>;
      readonly reads: number;
      readonly whole?: readonly string[];
    }
  > = {
    'messages, newest first': { run: (em) => listMessages(em, {}, PAGE), reads: 60 },
    'messages of a session': { run: (em) => listMessages(em, { sessionId: some.session }, PAGE), reads: 60 },
    'messages of a customer': { run: (em) => listMessages(em, { customerId: some.customer }, PAGE), reads: 120 },
    'messages of operators': { run: (em) => listMessages(em, { role: 'operator' }, PAGE), reads: 60 * 61 },
    'messages since yesterday': {
      run: (em) => listMessages(em, { since: new Date(Date.now() - 86_400_000) }, PAGE),
      reads: 60,
    },
    'all sessions': { run: (em) => listSessions(em, { filter: {}, userId: '1' }, PAGE), reads: 60 },
    'sessions waiting': {
      run: (em) => listSessions(em, { filter: { tab: 'waiting' }, userId: '1' }, PAGE),
      reads: 120,
    },
    'sessions of mine': { run: (em) => listSessions(em, { filter: { tab: 'mine' }, userId: '1' }, PAGE), reads: 200 },
    'sessions people have': {
      run: (em) => listSessions(em, { filter: { tab: 'human' }, userId: '1' }, PAGE),
      reads: 200,
    },
    'sessions the model has': {
      run: (em) => listSessions(em, { filter: { tab: 'ai' }, userId: '1' }, PAGE),
      reads: 200,
    },
    'sessions of a customer': {
      run: (em) => listSessions(em, { filter: { customerId: some.customer }, userId: '1' }, PAGE),
      reads: 60,
    },
    'counts of the inbox': { run: (em) => countInbox(em, '1'), reads: 5 * BIG.rooms, whole: ['room', 'session'] },
    'turns, newest first': { run: (em) => listTurns(em, {}, PAGE), reads: 60 },
    'turns of a session': { run: (em) => listTurns(em, { sessionId: some.session }, PAGE), reads: 60 },
    'dead letters': { run: (em) => listTurns(em, { outcome: 'dead_letter' }, PAGE), reads: 60 },
    'handoffs waiting': { run: (em) => listHandoffs(em, 'waiting', PAGE), reads: 450 },
    'handoffs, newest first': { run: (em) => listHandoffs(em, null, PAGE), reads: 60 },
    customers: { run: (em) => listCustomers(em, {}, PAGE), reads: 60 },
    'the audit trail': { run: (em) => listAudit(em, PAGE), reads: 60 },
    statistics: { run: (em) => tenantFigures(em), reads: 20_000 },
  };

  it.each(Object.keys(lists))('%s come from indexes', async (name) => {
    const { run, reads, whole = [] } = lists[name]!;
    const plans = await explain(run);
    const found = {
      whole: plans.flatMap(scannedWhole).filter((table) => !whole.includes(table)),
      few: plans.reduce((sum, plan) => sum + rowsRead(plan), 0) <= reads,
    };
    // The plans themselves are shown only when they are wrong.
    const good = plans.length > 0 && found.whole.length === 0 && found.few;
    expect(good ? [] : plans).toEqual([]);
  });

  it('the functions of the spine read no big table whole', async () => {
    const big = ['message', 'turn', 'reply', 'session', 'room', 'chat', 'customer', 'event', 'handoff'];
    const counters = async () => {
      await bed.owner('select pg_stat_clear_snapshot()');
      return bed.owner<{ relname: string; seq_tup_read: string; idx_scan: string }>(
        'select relname, seq_tup_read, idx_scan from pg_stat_user_tables where relname = any($1) order by relname',
        [big],
      );
    };
    const call = (fn: Parameters<SpineBed['database']['call']>[0], ...args: unknown[]) =>
      bed.database.call<Record<string, string>>(fn, args);
    const place = {
      account: '号',
      window: '7',
      group: false,
      name: '7',
      external_id: null,
      ambiguous: false,
      member_key: '',
      sender: '7',
      n: 0,
      agent_id: agentId,
    };
    // Sessions tell what they have read up to ten seconds late: the lists above must be told by now.
    const tell = 'select pg_stat_force_next_flush(), pg_sleep(0.3)';
    const telling = Array.from({ length: 16 }, () => bed.database.inTenant(tenantId, (em) => em.execute(tell)));
    await Promise.all(telling);
    const before = await counters();
    await call('connect_agent', tenantId, agentId, 'j', 'c');
    await call('renew_connection', tenantId, agentId, 'j', 'c');
    const [found] = await call('ensure_places', tenantId, JSON.stringify([place]));
    const line = {
      n: 0,
      ...found,
      cmid: 'x',
      hash: 'h',
      role: 'customer',
      kind: 'text',
      content: '问',
      seq: 0,
      mentioned: false,
      due_now: true,
      priority: 0,
      missed: false,
      repeated: false,
      seen: false,
    };
    await call('accept', tenantId, JSON.stringify([line]), false);
    await call('accept_own', tenantId, JSON.stringify({ ...line, cmid: 'y', content: '手机', age_ms: 700_000 }));
    await call('accept', tenantId, JSON.stringify([{ ...line, cmid: 'z' }]), false);
    const [claim] = await call('claim', 'w', 1);
    await call('gather', tenantId, claim!['turn_id'], claim!['attempt_token']);
    const decision = {
      turnId: claim!['turn_id'],
      token: claim!['attempt_token'],
      revision: 1,
      fence: 0,
      outcome: 'replied',
      bubbles: ['答'],
    };
    const [settled] = await bed.database.call<{ result: { replies: string[] } }>('settle', [
      tenantId,
      JSON.stringify(decision),
    ]);
    await bed.database.call('lease_replies', [tenantId, agentId, 'j', settled!.result.replies]);
    await call(
      'report_deliveries',
      tenantId,
      agentId,
      'j',
      JSON.stringify([{ replyId: settled!.result.replies[0], state: 'confirmed' }]),
    );
    await call('pending_feed', tenantId, agentId, 'j');
    await call('chat_tail', tenantId, some.chat);
    await call('feed', tenantId, '0', '0', 100);
    await call('feed_head', tenantId);
    await bed.owner('select pg_stat_force_next_flush()');
    const after = await counters();
    const read = after.map((row, index) => ({
      table: row.relname,
      rows: Number(row.seq_tup_read) - Number(before[index]!.seq_tup_read),
    }));
    expect(read.filter(({ rows }) => rows > 0)).toEqual([]);
  });
});
