import { randomUUID } from 'node:crypto';
import type { SpineBed } from './spine-bed.ts';

/** How much a tenant has in the tests of query plans. */
export const BIG = {
  rooms: 2_000,
  sessions: 12_000,
  turns: 40_000,
  messages: 100_000,
  events: 100_000,
  audits: 20_000,
  calls: 40_000,
};

/**
 * Writes a tenant with 100,000 messages over 60 days: most sessions closed, the last of each customer live, a few rooms
 * owned by a person, 200 handoffs waiting, 300 bubbles on their way.
 */
export async function writeBigTenant(bed: SpineBed, name: string): Promise<{ tenantId: string; agentId: string }> {
  const tenantId = randomUUID();
  const at = (column: string, of: number) => `now() - (${of} - ${column}) * interval '60 days' / ${of}`;
  await bed.owner('insert into tenant (id, name) values ($1, $2)', [tenantId, name]);
  const [user] = await bed.owner<{ id: string }>(
    `insert into app_user (tenant_id, email, name, role) values ($1, 'a', 'A', 'operator') returning id`,
    [tenantId],
  );
  const [agent] = await bed.owner<{ id: string }>(
    `insert into agent (tenant_id, name) values ($1, 'PC') returning id`,
    [tenantId],
  );
  const [account] = await bed.owner<{ id: string }>(
    `insert into account (tenant_id, agent_id, name) values ($1, $2, '号') returning id`,
    [tenantId, agent!.id],
  );
  const all = { tenant: tenantId, user: user!.id, account: account!.id };
  const write = (sql: string): Promise<object[]> =>
    bed.owner(
      sql.replaceAll(/:(\w+)/g, (whole, key: string) => (key in all ? `'${all[key as keyof typeof all]}'` : whole)),
    );
  // The n-th row of each kind, in the order of ids: names carry n, so that later kinds find it.
  await write(`insert into room (tenant_id, kind, key, name, owner, owner_user_id)
    select :tenant, 'private', n, n, case when n % 100 = 0 then 'human' else 'model' end, case when n % 100 = 0 then :user::bigint end
    from generate_series(1, ${BIG.rooms}) n`);
  await write(
    `insert into chat (tenant_id, account_id, room_id, window_key, name) select :tenant, :account, id, key, name from room where tenant_id = :tenant order by id`,
  );
  await write(`insert into customer (tenant_id, room_id, member_key, name, last_active_at)
    select :tenant, id, '', name, ${at('key::int', BIG.rooms)} from room where tenant_id = :tenant order by id`);
  await write(`create table big_places as select r.key::int as n, r.id as room, c.id as chat, u.id as customer
    from room r join chat c on c.room_id = r.id join customer u on u.room_id = r.id where r.tenant_id = :tenant`);
  await write(`insert into session (tenant_id, room_id, customer_id, account_id, chat_id, last_active_at, closed_at, resolution)
    select :tenant, p.room, p.customer, :account, p.chat, ${at('n.n', BIG.sessions)},
      case when n.n <= ${BIG.sessions - BIG.rooms} then ${at('n.n', BIG.sessions)} end, case when n.n <= ${BIG.sessions - BIG.rooms} then 'solved' end
    from generate_series(1, ${BIG.sessions}) n(n) join big_places p on p.n = 1 + n.n % ${BIG.rooms} order by n.n`);
  await write(
    `create table big_talks as select row_number() over (order by id)::int as n, s.* from session s where tenant_id = :tenant`,
  );
  await write(`insert into turn (tenant_id, session_id, room_id, state, outcome, outcome_at, first_line_at, latency_ms)
    select :tenant, t.id, t.room_id, 'settled', case when n.n % 20 = 0 then 'handed_off' when n.n % 2000 = 1 then 'dead_letter' else 'replied' end,
      ${at('n.n', BIG.turns)}, ${at('n.n', BIG.turns)}, 900
    from generate_series(1, ${BIG.turns}) n(n) join big_talks t on t.n = 1 + n.n * ${BIG.sessions}::bigint / (${BIG.turns} + 1) order by n.n`);
  await write(
    `create table big_rounds as select row_number() over (order by id)::int as n, id, session_id from turn where tenant_id = :tenant`,
  );
  await write(`insert into message (tenant_id, session_id, room_id, customer_id, account_id, chat_id, client_message_id, role, content, turn_id, received_at)
    select :tenant, t.id, t.room_id, t.customer_id, :account, t.chat_id, case when n.n % 3 <> 0 then n.n::text end,
      case when n.n % 60 = 0 then 'operator' when n.n % 3 = 0 then 'model' else 'customer' end, 'line ' || n.n, o.id, ${at('n.n', BIG.messages)}
    from generate_series(1, ${BIG.messages}) n(n) join big_rounds o on o.n = 1 + n.n * ${BIG.turns}::bigint / (${BIG.messages} + 1)
    join big_talks t on t.id = o.session_id order by n.n`);
  await write(`insert into reply (tenant_id, room_id, session_id, chat_id, account_id, turn_id, message_id, origin, text, fence, state, created_at)
    select :tenant, room_id, session_id, chat_id, account_id, turn_id, id, case role when 'operator' then 'operator' else 'model' end, content, 0,
      case when id > (select max(id) - 900 from message where tenant_id = :tenant) then 'queued' else 'confirmed' end, received_at
    from message where tenant_id = :tenant and role <> 'customer' order by id`);
  await write(`insert into handoff (tenant_id, session_id, room_id, state, reason, priority, opened_at, due_at, expires_at, closed_at)
    select :tenant, id, room_id, case when n > ${BIG.sessions} - 200 then 'waiting' else 'closed' end, 'COMPLAINT', n % 3, last_active_at, last_active_at, now() + interval '1 day', closed_at
    from big_talks where n % 2 = 0 or n > ${BIG.sessions} - 200 order by n`);
  await write(`insert into event (tenant_id, kind, room_id, session_id) select :tenant, 'accepted', t.room_id, t.id
    from generate_series(1, ${BIG.events}) n(n) join big_talks t on t.n = 1 + n.n % ${BIG.sessions}`);
  await write(
    `insert into audit (tenant_id, actor, action) select :tenant, 'user:1', 'take_over' from generate_series(1, ${BIG.audits})`,
  );
  await write(`insert into usage (tenant_id, call_id, entry, provider, model, prompt_tokens, completion_tokens, at)
    select :tenant, gen_random_uuid(), 'booked', 'p', 'm', 100, 50, ${at('n', BIG.calls)} from generate_series(1, ${BIG.calls}) n`);
  await write('drop table big_places, big_talks, big_rounds');
  return { tenantId, agentId: agent!.id };
}
