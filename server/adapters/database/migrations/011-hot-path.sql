-- The hot path, cheaper: places, accept, claim, gather and settle walk to each row by its own key, in few statements.
--
-- A plan is made once a session and kept, often while the tables were small. Then all indexes look alike, and a join or an index of the
-- whole tenant, or of all live sessions, costs the planner nothing: it is walked again at every call, when it has long become large.
-- So a row is read by its whole key into a variable, or one by one (lateral … order by … limit 1), never by a join.

-- Was partial (where closed_at is null): a look-up of any live session could be planned to read all of it.
drop index session_room_live;
--;;
create index session_room_live on session (room_id, closed_at);
--;;
-- The next turn to become due, in one step.
create index turn_claim_next on turn_claim (due_at);
--;;
-- Creates what is missing of account, room, chat and customer and answers their ids with the row's n. Nothing is written, and nobody
-- waits, when all of them exist. New ones are made in one order, so that two calls never wait for each other.
-- A row: {n, agent_id, account, window, group, name, external_id, ambiguous, member_key, sender}.
create or replace function ensure_places(p_tenant uuid, p_rows jsonb)
returns table (n integer, account_id bigint, room_id bigint, chat_id bigint, customer_id bigint, own boolean)
language plpgsql set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  r record;
  v_account account;
  v_chat chat;
begin
  perform set_config('app.tenant', p_tenant::text, true);
  for r in
    select x.* from jsonb_to_recordset(p_rows) as x(n integer, agent_id bigint, account text, "window" text, "group" boolean, name text, external_id text,
      ambiguous boolean, member_key text, sender text)
    order by x.account, x."group", x.external_id, x."window", x.member_key
  loop
    if r.account is distinct from v_account.name or v_account.agent_id <> r.agent_id then
      v_account := account_of(r.account, r.agent_id);
    end if;
    select * into v_chat from chat c where c.account_id = v_account.id and c.window_key = r."window";
    if not found then
      v_chat := new_chat(v_account.id, place_key(v_account.id, r."group", r.external_id, r."window"), to_jsonb(r));
    end if;
    if v_chat.ambiguous <> r.ambiguous or v_chat.name <> r.name then
      update chat set ambiguous = r.ambiguous, name = r.name where id = v_chat.id;
    end if;
    n := r.n;
    account_id := v_account.id;
    room_id := v_chat.room_id;
    chat_id := v_chat.id;
    customer_id := (select u.id from customer u where u.room_id = v_chat.room_id and u.member_key = r.member_key);
    if customer_id is null and r.member_key is not null and (r.member_key = '' or not exists (select 1 from account o where o.tenant_id = p_tenant and o.name = r.sender)) then
      insert into customer (tenant_id, room_id, member_key, name) values (p_tenant, v_chat.room_id, r.member_key, r.sender)
      on conflict (room_id, member_key) do nothing;
      customer_id := (select u.id from customer u where u.room_id = v_chat.room_id and u.member_key = r.member_key);
    end if;
    own := r.member_key <> '' and customer_id is null;
    return next;
  end loop;
end
$$;
--;;
-- The account of this name, made or given to this agent; refuses while another agent that is connected has it.
create function account_of(p_name text, p_agent bigint) returns account language plpgsql as $$
declare
  v_account account;
begin
  select * into v_account from account a where a.tenant_id = this_tenant() and a.name = p_name;
  if not found then
    insert into account (tenant_id, agent_id, name) values (this_tenant(), p_agent, p_name) on conflict (tenant_id, name) do nothing;
    select * into v_account from account a where a.tenant_id = this_tenant() and a.name = p_name;
  end if;
  if v_account.agent_id <> p_agent then
    if exists (select 1 from agent g where g.id = v_account.agent_id and g.lease_until > clock_timestamp() and g.revoked_at is null) then
      perform refuse('ACCOUNT_TAKEN');
    end if;
    update account set agent_id = p_agent where id = v_account.id;
    v_account.agent_id := p_agent;
  end if;
  return v_account;
end
$$;
--;;
-- Makes a chat and, when nobody has seen it, its room. Nothing can have been leased in a chat that is new: its room's fence needs no
-- acknowledgement there.
create function new_chat(p_account bigint, p_key text, p jsonb) returns chat language plpgsql as $$
declare
  v_chat chat;
  v_room bigint;
  v_fence integer;
begin
  insert into room (tenant_id, kind, key, name)
  values (this_tenant(), case when (p ->> 'group')::boolean then 'group' else 'private' end, p_key, p ->> 'name')
  on conflict (tenant_id, key) do nothing returning id, fence into v_room, v_fence;
  if v_room is null then
    select o.id, o.fence into v_room, v_fence from room o where o.tenant_id = this_tenant() and o.key = p_key;
  end if;
  insert into chat (tenant_id, account_id, room_id, window_key, name, ambiguous, acknowledged_fence)
  values (this_tenant(), p_account, v_room, p ->> 'window', p ->> 'name', (p ->> 'ambiguous')::boolean, v_fence)
  on conflict (account_id, window_key) do nothing;
  select * into v_chat from chat c where c.account_id = p_account and c.window_key = p ->> 'window';
  return v_chat;
end
$$;
--;;
-- Opens a live session for each of these customers that has none. It begins with the summary of the last. A customer's live session
-- is the newest, so that one is looked at.
create or replace function open_sessions(p_tenant uuid, p_rows jsonb) returns void
language plpgsql set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan as $$
begin
  insert into session (tenant_id, room_id, customer_id, account_id, chat_id, previous_session_id, summary)
  select distinct on (r.customer_id) p_tenant, r.room_id, r.customer_id, r.account_id, r.chat_id, l.id, case when l.id is not null then session_summary(l.id) end
  from jsonb_to_recordset(p_rows) r(room_id bigint, customer_id bigint, account_id bigint, chat_id bigint, seen boolean, cmid text)
  cross join lateral (select o.kind, o.speaker_account_id from room o where o.id = r.room_id limit 1) o
  left join lateral (select s.id, s.closed_at from session s where s.customer_id = r.customer_id order by s.id desc limit 1) l on true
  where r.customer_id is not null and not r.seen and (l.id is null or l.closed_at is not null)
    and (o.kind = 'private' or o.speaker_account_id = r.account_id)
    and not exists (select 1 from message m where m.account_id = r.account_id and m.client_message_id = r.cmid offset 0)
  order by r.customer_id, r.chat_id;
end
$$;
--;;
-- Claims up to p_limit due turns for a worker: VIPs first, database time, lease 5 s, a new attempt token each. No turn of a
-- session is claimed while an earlier one is open; after 3 attempts it is left to the sweeper.
-- A claim need not outlive the server, as its worker then has nothing to settle: nobody waits for the disk.
create or replace function claim(p_worker text, p_limit integer)
returns table (turn_id bigint, tenant_id uuid, session_id bigint, attempt_token uuid, attempts integer, revision integer, due_at timestamptz, deadline_at timestamptz)
language plpgsql set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  v_now timestamptz := clock_timestamp();
begin
  perform set_config('synchronous_commit', 'off', true);
  return query
  with due as (
    select k.turn_id from turn_claim k
    where k.due_at <= v_now and (k.lease_until is null or k.lease_until < v_now) and k.attempts < 3
      and not exists (select 1 from turn_claim e where e.session_id = k.session_id and e.turn_id < k.turn_id)
    order by k.priority desc, k.due_at limit p_limit for update skip locked
  )
  update turn_claim k set worker_id = p_worker, lease_until = clock_timestamp() + interval '5 s', attempt_token = gen_random_uuid(), attempts = k.attempts + 1
  from due where k.turn_id = due.turn_id
  returning k.turn_id, k.tenant_id, k.session_id, k.attempt_token, k.attempts::integer, k.revision, k.due_at, k.deadline_at;
end
$$;
--;;
drop function next_due();
--;;
-- One look of a worker: what it claims, everything each of these turns needs (gather), and milliseconds by the database's clock until the
-- next turn becomes due, for its timer (null when none waits). What is due but waits for an earlier turn of its session is left out, its
-- worker looks again when that one is done.
create function claim_due(p_worker text, p_limit integer) returns table (claimed jsonb, next_due double precision)
language plpgsql set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan as $$
declare
  v_since timestamptz := clock_timestamp();
begin
  claimed := coalesce((select jsonb_agg(jsonb_build_object('turnId', c.turn_id::text, 'tenantId', c.tenant_id, 'sessionId', c.session_id::text,
    'token', c.attempt_token, 'attempt', c.attempts, 'revision', c.revision, 'dueAt', c.due_at, 'deadlineAt', c.deadline_at)) from claim(p_worker, p_limit) c), '[]');
  -- In a statement of its own, which sees the claims.
  if claimed <> '[]' then
    claimed := (select jsonb_agg(c.value || jsonb_build_object('known', gather_if_sound((c.value ->> 'tenantId')::uuid, (c.value ->> 'turnId')::bigint, (c.value ->> 'token')::uuid)))
      from jsonb_array_elements(claimed) c);
  end if;
  next_due := (select extract(epoch from k.due_at - clock_timestamp()) * 1000 from turn_claim k
    where k.due_at > v_since and k.lease_until is null order by k.due_at limit 1);
  return next;
end
$$;
--;;
-- Null when a turn cannot be read: it must not keep the others from being claimed, and its own attempt meets the fault when it reads again.
create function gather_if_sound(p_tenant uuid, p_turn bigint, p_token uuid) returns jsonb language plpgsql as $$
begin
  return (select g.gathered from gather(p_tenant, p_turn, p_token) g);
exception when others then
  return null;
end
$$;
--;;
-- Everything a turn needs, in one round trip: its lines, customer, session, room, the last lines before it, the counts of the
-- rate limits. Null when the claim is no longer ours. Stable: all of it is read as of one moment.
-- The day's bubbles are counted, newest first, up to the account's limit and at least 1000: from there on the turn is handed off, whatever
-- the other counts are.
create or replace function gather(p_tenant uuid, p_turn bigint, p_token uuid) returns table (gathered jsonb)
language plpgsql stable set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
set plan_cache_mode = force_generic_plan as $$
declare
  k turn_claim;
  s session;
  c customer;
  r room;
  v_now timestamptz := clock_timestamp();
  v_trace jsonb;
  v_settings jsonb;
  v_limit bigint;
begin
  perform set_config('app.tenant', p_tenant::text, true);
  select * into k from turn_claim where turn_id = p_turn and attempt_token = p_token;
  if not found then
    return;
  end if;
  select t.trace into v_trace from turn t where t.id = p_turn and t.state = 'open';
  if not found then
    return;
  end if;
  select * into s from session where id = k.session_id;
  select * into c from customer where id = s.customer_id;
  select * into r from room where id = s.room_id;
  v_settings := (select t.settings from tenant t where t.id = p_tenant);
  v_limit := case when jsonb_typeof(v_settings -> 'accountBubblesPerDay') = 'number' then least((v_settings ->> 'accountBubblesPerDay')::numeric, 1e9)::bigint end;
  gathered := jsonb_build_object(
    'now', v_now,
    'turn', jsonb_build_object('id', p_turn::text, 'revision', k.revision, 'attempts', k.attempts, 'replans', k.replans, 'firstLineAt', k.first_line_at,
      'dueAt', k.due_at, 'deadlineAt', k.deadline_at, 'trace', v_trace),
    'lines', (select coalesce(jsonb_agg(jsonb_build_object('id', m.id::text, 'kind', m.kind, 'content', m.content, 'quote', m.quote, 'mentioned', m.mentioned,
      'setAside', m.missed_offline or m.possibly_repeated, 'receivedAt', m.received_at) order by m.id), '[]')
      from message m where m.turn_id = p_turn and m.role = 'customer'),
    'session', jsonb_build_object('id', s.id::text, 'kind', s.kind, 'summary', s.summary, 'turnCount', s.turn_count, 'clarifyOpen', s.clarify_open,
      'createdAt', s.created_at, 'previousId', s.previous_session_id::text),
    'customer', jsonb_build_object('id', c.id::text, 'name', c.name, 'level', c.level, 'levelPinned', c.level_pinned, 'state', c.state, 'score', c.score,
      'totalMessages', c.total_messages, 'messages30d', case when c.created_at > v_now - interval '30 days' then c.total_messages else
        (select count(*) from message m where m.customer_id = c.id and m.role = 'customer' and m.received_at > v_now - interval '30 days') end,
      'ratedDialogs', c.rated_dialogs, 'positiveDialogs', c.positive_dialogs, 'negativeSignals', c.negative_signals, 'dealAmount', c.deal_amount,
      'averageOrderAmount', c.average_order_amount, 'lastActiveAt', c.last_active_at, 'lastAnsweredAt', c.last_answered_at, 'createdAt', c.created_at),
    'room', jsonb_build_object('id', r.id::text, 'kind', r.kind, 'owner', r.owner, 'fence', r.fence),
    'ambiguous', (select h.ambiguous from chat h where h.id = s.chat_id),
    'history', (select coalesce(jsonb_agg(jsonb_build_object('role', x.role, 'content', x.content, 'kind', x.kind, 'turnId', x.turn_id::text, 'at', x.received_at) order by x.id), '[]')
      from (select m.id, m.role, m.content, m.kind, m.turn_id, m.received_at from message m left join lateral (select p.state from reply p where p.message_id = m.id limit 1) p on true
        where m.session_id = s.id and m.role <> 'system' and m.turn_id is distinct from p_turn and p.state is distinct from 'void'
        order by m.id desc limit 30) x),
    'counts', (select jsonb_build_object(
        'accountMinute', count(*) filter (where x.created_at > v_now - interval '1 min'),
        'roomMinute', count(*) filter (where x.room_id = r.id and x.created_at > v_now - interval '1 min'),
        'accountDay', count(*), 'roomDay', count(*) filter (where x.room_id = r.id),
        'oldestMinuteAt', min(x.created_at) filter (where x.created_at > v_now - interval '1 min'))
      from (select p.room_id, p.created_at from reply p
        where p.account_id = s.account_id and p.created_at > date_trunc('day', v_now) and p.origin = 'model' and p.state <> 'void'
        order by p.created_at desc limit greatest(1000, v_limit)) x),
    'settings', v_settings);
  return next;
end
$$;
--;;
-- Settles a turn if attempt, revision and fence still hold; writes outcome, bubbles, trace and one event, or nothing but what the model
-- call cost.
-- p: {turnId, token, revision, fence, outcome, confidence, handoffReason, handoffDetail, priority, bubbles[], notice, clarify, evidenceIds[],
-- trace, tokensTotal, latencyMs, kind, customer{score, satisfactionPart, activityPart, valuePart, level, state}, usage as book_usage takes it}
-- Answers {state: settled | replan | fenced | lost, …}.
create or replace function settle(p_tenant uuid, p jsonb) returns table (result jsonb)
language plpgsql set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
set plan_cache_mode = force_generic_plan as $$
declare
  v_turn bigint := (p ->> 'turnId')::bigint;
  v_claim turn_claim;
  v_room room;
  v_session session;
  v_bubbles text[];
  v_messages bigint[];
  v_replies uuid[];
  v_handoff bigint;
  v_now timestamptz;
begin
  perform set_config('app.tenant', p_tenant::text, true);
  if p -> 'usage' <> 'null' then
    perform book_usage(p_tenant, p -> 'usage');
  end if;
  -- Where the locks are, by the claim: without it there is nothing to settle.
  select * into v_claim from turn_claim where turn_id = v_turn and tenant_id = p_tenant and attempt_token = (p ->> 'token')::uuid;
  if found then
    select * into v_room from room where id = v_claim.room_id for no key update;
    select * into v_session from session where id = v_claim.session_id for no key update;
    select * into v_claim from turn_claim where turn_id = v_turn and attempt_token = (p ->> 'token')::uuid for update;
  end if;
  if not found then
    return query select jsonb_build_object('state', 'lost');
    return;
  end if;
  if v_room.owner <> 'model' or v_room.fence <> (p ->> 'fence')::integer then
    return query select jsonb_build_object('state', 'fenced');
    return;
  end if;
  if v_claim.revision <> (p ->> 'revision')::integer then
    return query select jsonb_build_object('state', 'replan');
    return;
  end if;
  v_now := clock_timestamp();
  v_bubbles := array(select jsonb_array_elements_text(p -> 'bubbles'));
  if p ->> 'notice' is not null and v_session.handoff_id is null then
    v_bubbles := v_bubbles || (p ->> 'notice');
  end if;
  if cardinality(v_bubbles) > 0 then
    with line as (
      insert into message (tenant_id, session_id, room_id, customer_id, account_id, chat_id, role, content, turn_id)
      select p_tenant, v_session.id, v_room.id, v_session.customer_id, v_session.account_id, v_session.chat_id, 'model', b.text, v_turn
      from unnest(v_bubbles) with ordinality b(text, n) order by b.n
      returning id
    )
    select array_agg(id order by id) into v_messages from line;
    with bubble as (
      insert into reply (tenant_id, room_id, session_id, chat_id, account_id, turn_id, message_id, origin, text, fence)
      select p_tenant, v_room.id, v_session.id, v_session.chat_id, v_session.account_id, v_turn, b.id,
        case when b.n <= jsonb_array_length(p -> 'bubbles') then 'model' else 'notice' end, b.text, v_room.fence
      from unnest(v_messages, v_bubbles) with ordinality b(id, text, n) order by b.n
      returning id, seq
    )
    select array_agg(id order by seq) into v_replies from bubble;
  end if;
  update turn set state = 'settled', outcome = p ->> 'outcome', outcome_at = v_now, confidence = (p ->> 'confidence')::real,
    handoff_reason = p ->> 'handoffReason', tokens_total = tokens_total + coalesce((p ->> 'tokensTotal')::integer, 0), latency_ms = (p ->> 'latencyMs')::integer,
    evidence_ids = array(select jsonb_array_elements_text(p -> 'evidenceIds')::bigint),
    trace = trace || coalesce(p -> 'trace', '{}'), revision = v_claim.revision, replans = v_claim.replans, attempts = v_claim.attempts,
    due_at = v_claim.due_at, deadline_at = v_claim.deadline_at
  where id = v_turn;
  delete from turn_claim where turn_id = v_turn;
  update session set turn_count = turn_count + 1, total_tokens = total_tokens + coalesce((p ->> 'tokensTotal')::integer, 0),
    clarify_open = coalesce((p ->> 'clarify')::boolean, false), kind = coalesce(p ->> 'kind', kind),
    last_message_id = coalesce(v_messages[cardinality(v_messages)], last_message_id),
    last_active_at = case when v_messages is null then last_active_at else v_now end
  where id = v_session.id;
  perform settle_customer(v_session.customer_id, p -> 'customer', v_messages is not null, v_now);
  if p ->> 'outcome' in ('handed_off', 'dead_letter') then
    v_handoff := open_handoff(v_session.id, v_turn, p ->> 'handoffReason', p ->> 'handoffDetail', coalesce((p ->> 'priority')::integer, 0));
  end if;
  perform emit('settled', v_room.id, v_session.id, jsonb_strip_nulls(jsonb_build_object('turn', v_turn, 'handoff', v_handoff, 'replies', to_jsonb(v_replies),
    'messages', to_jsonb(v_messages))), v_messages is not null);
  return query select jsonb_strip_nulls(jsonb_build_object('state', 'settled', 'replies', to_jsonb(v_replies), 'handoff', v_handoff));
end
$$;
--;;
drop function settle_customer(bigint, jsonb, boolean, timestamptz);
--;;
create function settle_customer(p_customer bigint, p jsonb, p_answered boolean, p_now timestamptz) returns void language plpgsql as $$
begin
  update customer set
    score = coalesce((p ->> 'score')::real, score),
    satisfaction_part = coalesce((p ->> 'satisfactionPart')::real, satisfaction_part),
    activity_part = coalesce((p ->> 'activityPart')::real, activity_part),
    value_part = coalesce((p ->> 'valuePart')::real, value_part),
    level = case when level_pinned then level else coalesce(p ->> 'level', level) end,
    state = coalesce(p ->> 'state', state),
    last_answered_at = case when p_answered then p_now else last_answered_at end
  where id = p_customer;
end
$$;
