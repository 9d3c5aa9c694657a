-- Work: workers claim turns, read what a turn needs in one round trip, and settle it in one transaction.

-- Claims up to p_limit due turns for a worker: VIPs first, database time, lease 5 s, a new attempt token each. No turn of a
-- session is claimed while an earlier one is open; after 3 attempts it is left to the sweeper.
create function claim(p_worker text, p_limit integer)
returns table (turn_id bigint, tenant_id uuid, session_id bigint, attempt_token uuid, attempts integer, revision integer, due_at timestamptz, deadline_at timestamptz)
language plpgsql as $$
#variable_conflict use_column
begin
  return query
    with due as (
    select k.turn_id from turn_claim k
    where k.due_at <= clock_timestamp() and (k.lease_until is null or k.lease_until < clock_timestamp()) and k.attempts < 3
      and not exists (select 1 from turn_claim e where e.session_id = k.session_id and e.turn_id < k.turn_id)
    order by k.priority desc, k.due_at limit p_limit for update skip locked
  )
  update turn_claim k set worker_id = p_worker, lease_until = clock_timestamp() + interval '5 s', attempt_token = gen_random_uuid(), attempts = k.attempts + 1
  from due where k.turn_id = due.turn_id
  returning k.turn_id, k.tenant_id, k.session_id, k.attempt_token, k.attempts::integer, k.revision, k.due_at, k.deadline_at;
end
$$;
--;;
-- Renews the leases of a worker that are older than 0.8 s, for it asks at every news, and answers what it still holds, with the revision of each.
create function renew_claims(p_worker text) returns table (turn_id bigint, attempt_token uuid, revision integer) language plpgsql as $$
#variable_conflict use_column
begin
  with mine as (select k.turn_id from turn_claim k where k.worker_id = p_worker and k.lease_until < clock_timestamp() + interval '4.2 s'
    order by k.turn_id for update skip locked)
  update turn_claim k set lease_until = clock_timestamp() + interval '5 s' from mine where k.turn_id = mine.turn_id;
  return query select k.turn_id, k.attempt_token, k.revision from turn_claim k where k.worker_id = p_worker;
end
$$;
--;;
-- Gives a worker's claims back. p_refund: the attempt does not count (drain); at the start of a worker whose process died
-- it does, so that a turn that kills its hub is not tried for ever.
create function release_claims(p_worker text, p_refund boolean) returns integer language plpgsql as $$
declare
  v_count integer;
begin
  with mine as (select k.turn_id from turn_claim k where k.worker_id = p_worker for update skip locked)
  update turn_claim k set worker_id = null, lease_until = null, attempt_token = null,
    attempts = case when p_refund then greatest(k.attempts - 1, 0) else k.attempts end
  from mine where k.turn_id = mine.turn_id;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
--;;
-- New lines came while a worker was at a turn: it starts over, at most twice, which is not an attempt. False when the claim is lost.
create function replan(p_turn bigint, p_token uuid) returns boolean language plpgsql as $$
begin
  update turn_claim set replans = replans + 1 where turn_id = p_turn and attempt_token = p_token;
  return found;
end
$$;
--;;
-- An attempt failed: the claim is given back, the attempt counts, the next one starts after a pause.
create function fail_attempt(p_turn bigint, p_token uuid, p_pause_ms integer) returns void language plpgsql as $$
begin
  update turn_claim set worker_id = null, lease_until = null, attempt_token = null, due_at = clock_timestamp() + make_interval(secs => p_pause_ms / 1000.0)
  where turn_id = p_turn and attempt_token = p_token;
end
$$;
--;;
-- A rate limit moves due and deadline together; lines that arrive meanwhile join. Not an attempt.
create function postpone(p_turn bigint, p_token uuid, p_until timestamptz) returns boolean language plpgsql as $$
begin
  update turn_claim set due_at = p_until, deadline_at = deadline_at + (p_until - due_at), postponed = true,
    worker_id = null, lease_until = null, attempt_token = null, attempts = greatest(attempts - 1, 0)
  where turn_id = p_turn and attempt_token = p_token;
  return found;
end
$$;
--;;
-- Milliseconds until the next turn can be claimed, by the database's clock; null when there is none. For the worker's timer: what waits
-- for an earlier turn of its session is left out, its worker looks again when it is done.
create function next_due() returns double precision language plpgsql stable as $$
begin
  return (select extract(epoch from min(greatest(k.due_at, coalesce(k.lease_until, k.due_at))) - clock_timestamp()) * 1000 from turn_claim k
    where k.attempts < 3 and not exists (select 1 from turn_claim e where e.session_id = k.session_id and e.turn_id < k.turn_id));
end
$$;
--;;
-- Everything a turn needs, in one round trip: its lines, customer, session, room, the last lines before it, the counts of the
-- rate limits. Null when the claim is no longer ours.
-- Few rows each by their keys, whatever the tables held when the plan was made: nested loops over indexes only. The same holds for settle.
create function gather(p_tenant uuid, p_turn bigint, p_token uuid) returns table (gathered jsonb)
language plpgsql set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off
set plan_cache_mode = force_generic_plan as $$
begin
  perform set_config('app.tenant', p_tenant::text, true);
  return query
  select jsonb_build_object(
    'now', clock_timestamp(),
    'turn', jsonb_build_object('id', t.id::text, 'revision', k.revision, 'attempts', k.attempts, 'replans', k.replans, 'firstLineAt', k.first_line_at,
      'dueAt', k.due_at, 'deadlineAt', k.deadline_at, 'trace', t.trace),
    'lines', (select coalesce(jsonb_agg(jsonb_build_object('id', m.id::text, 'kind', m.kind, 'content', m.content, 'quote', m.quote, 'mentioned', m.mentioned,
      'setAside', m.missed_offline or m.possibly_repeated, 'receivedAt', m.received_at) order by m.id), '[]')
      from message m where m.turn_id = t.id and m.role = 'customer'),
    'session', jsonb_build_object('id', s.id::text, 'kind', s.kind, 'summary', s.summary, 'turnCount', s.turn_count, 'clarifyOpen', s.clarify_open,
      'createdAt', s.created_at, 'previousId', s.previous_session_id::text),
    'customer', jsonb_build_object('id', c.id::text, 'name', c.name, 'level', c.level, 'levelPinned', c.level_pinned, 'state', c.state, 'score', c.score,
      'totalMessages', c.total_messages, 'messages30d', (select count(*) from message m where m.customer_id = c.id and m.role = 'customer' and m.received_at > now() - interval '30 days'),
      'ratedDialogs', c.rated_dialogs, 'positiveDialogs', c.positive_dialogs, 'negativeSignals', c.negative_signals, 'dealAmount', c.deal_amount,
      'averageOrderAmount', c.average_order_amount, 'lastActiveAt', c.last_active_at, 'lastAnsweredAt', c.last_answered_at, 'createdAt', c.created_at),
    'room', jsonb_build_object('id', r.id::text, 'kind', r.kind, 'owner', r.owner, 'fence', r.fence),
    'ambiguous', h.ambiguous,
    'history', (select coalesce(jsonb_agg(jsonb_build_object('role', x.role, 'content', x.content, 'kind', x.kind, 'turnId', x.turn_id::text, 'at', x.received_at) order by x.id), '[]')
      from (select m.* from message m left join reply p on p.message_id = m.id
        where m.session_id = s.id and m.role <> 'system' and m.turn_id is distinct from t.id and (p.id is null or p.state <> 'void')
        order by m.id desc limit 30) x),
    'counts', (select jsonb_build_object(
        'accountMinute', count(*) filter (where p.created_at > clock_timestamp() - interval '1 min'),
        'roomMinute', count(*) filter (where p.room_id = r.id and p.created_at > clock_timestamp() - interval '1 min'),
        'accountDay', count(*), 'roomDay', count(*) filter (where p.room_id = r.id),
        'oldestMinuteAt', min(p.created_at) filter (where p.created_at > clock_timestamp() - interval '1 min'))
      from reply p where p.account_id = s.account_id and p.created_at > date_trunc('day', clock_timestamp()) and p.origin = 'model' and p.state <> 'void'),
    'settings', (select settings from tenant))
  from turn_claim k join turn t on t.id = k.turn_id join session s on s.id = t.session_id join customer c on c.id = s.customer_id
    join room r on r.id = s.room_id join chat h on h.id = s.chat_id
  where k.turn_id = p_turn and k.attempt_token = p_token and t.state = 'open';
end
$$;
--;;
-- Settles a turn if attempt, revision and fence still hold; writes outcome, bubbles, trace and one event, or nothing.
-- p: {turnId, token, revision, fence, outcome, confidence, handoffReason, handoffDetail, priority, bubbles[], notice, clarify, evidenceIds[],
-- trace, tokensTotal, latencyMs, kind, customer{score, satisfactionPart, activityPart, valuePart, level, state}}
-- Answers {state: settled | replan | fenced | lost, …}.
create function settle(p_tenant uuid, p jsonb) returns table (result jsonb)
language plpgsql set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off
set plan_cache_mode = force_generic_plan as $$
declare
  v_turn bigint := (p ->> 'turnId')::bigint;
  v_claim turn_claim;
  v_room room;
  v_session bigint;
  v_replies uuid[];
  v_handoff bigint;
  v_now timestamptz;
begin
  perform set_config('app.tenant', p_tenant::text, true);
  select r.* into v_room from room r where r.id = (select room_id from turn where id = v_turn) for no key update;
  select s.id into v_session from session s where s.id = (select session_id from turn where id = v_turn) for no key update;
  select * into v_claim from turn_claim where turn_id = v_turn and tenant_id = p_tenant and attempt_token = (p ->> 'token')::uuid for update;
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
  select array_agg(add_bubble(v_session, 'model', b.value, v_turn, null, null) order by b.ordinality) into v_replies
  from jsonb_array_elements_text(coalesce(p -> 'bubbles', '[]')) with ordinality b;
  if p ->> 'notice' is not null and not exists (select 1 from session where id = v_session and handoff_id is not null) then
    v_replies := v_replies || add_bubble(v_session, 'notice', p ->> 'notice', v_turn, null, null);
  end if;
  update turn set state = 'settled', outcome = p ->> 'outcome', outcome_at = v_now, confidence = (p ->> 'confidence')::real,
    handoff_reason = p ->> 'handoffReason', tokens_total = tokens_total + coalesce((p ->> 'tokensTotal')::integer, 0), latency_ms = (p ->> 'latencyMs')::integer,
    evidence_ids = coalesce((select array_agg(e::bigint) from jsonb_array_elements_text(p -> 'evidenceIds') e), '{}'),
    trace = trace || coalesce(p -> 'trace', '{}'), revision = v_claim.revision, replans = v_claim.replans, attempts = v_claim.attempts,
    due_at = v_claim.due_at, deadline_at = v_claim.deadline_at
  where id = v_turn;
  delete from turn_claim where turn_id = v_turn;
  update session set turn_count = turn_count + 1, total_tokens = total_tokens + coalesce((p ->> 'tokensTotal')::integer, 0),
    clarify_open = coalesce((p ->> 'clarify')::boolean, false), kind = coalesce(p ->> 'kind', kind) where id = v_session;
  perform settle_customer(v_session, p -> 'customer', v_replies is not null, v_now);
  if p ->> 'outcome' in ('handed_off', 'dead_letter') then
    v_handoff := open_handoff(v_session, v_turn, p ->> 'handoffReason', p ->> 'handoffDetail', coalesce((p ->> 'priority')::integer, 0));
  end if;
  perform emit('settled', v_room.id, v_session, jsonb_strip_nulls(jsonb_build_object('turn', v_turn, 'handoff', v_handoff, 'replies', to_jsonb(v_replies),
    'messages', (select jsonb_agg(message_id order by seq) from reply where id = any(v_replies)))), v_replies is not null);
  return query select jsonb_strip_nulls(jsonb_build_object('state', 'settled', 'replies', to_jsonb(v_replies), 'handoff', v_handoff));
end
$$;
--;;
create function settle_customer(p_session bigint, p jsonb, p_answered boolean, p_now timestamptz) returns void language plpgsql as $$
begin
  update customer c set
    score = coalesce((p ->> 'score')::real, c.score),
    satisfaction_part = coalesce((p ->> 'satisfactionPart')::real, c.satisfaction_part),
    activity_part = coalesce((p ->> 'activityPart')::real, c.activity_part),
    value_part = coalesce((p ->> 'valuePart')::real, c.value_part),
    level = case when c.level_pinned then c.level else coalesce(p ->> 'level', c.level) end,
    state = coalesce(p ->> 'state', c.state),
    last_answered_at = case when p_answered then p_now else c.last_answered_at end
  where c.id = (select customer_id from session where id = p_session);
end
$$;
--;;
-- Turns whose attempts are spent: for the sweeper, which does not use the pipeline.
create function spent_claims() returns table (tenant_id uuid, turn_id bigint) language plpgsql stable as $$
#variable_conflict use_column
begin
  return query
    select k.tenant_id, k.turn_id from turn_claim k where k.attempts >= 3 and (k.lease_until is null or k.lease_until < clock_timestamp()) order by k.turn_id limit 100;
end
$$;
--;;
-- Ends a spent turn as dead_letter with a handoff.
create function bury(p_tenant uuid, p_turn bigint) returns table (buried boolean) language plpgsql as $$
declare
  v_room bigint;
  v_session bigint;
  v_handoff bigint;
begin
  perform set_config('app.tenant', p_tenant::text, true);
  select t.room_id, t.session_id into v_room, v_session from turn t where t.id = p_turn;
  perform 1 from room where id = v_room for no key update;
  delete from turn_claim where turn_id = p_turn and tenant_id = p_tenant and attempts >= 3 and (lease_until is null or lease_until < clock_timestamp());
  if not found then
    return query select false;
    return;
  end if;
  update turn set state = 'settled', outcome = 'dead_letter', outcome_at = clock_timestamp(), handoff_reason = 'DEAD_LETTER', attempts = 3 where id = p_turn;
  v_handoff := open_handoff(v_session, p_turn, 'DEAD_LETTER', null, 1);
  perform emit('buried', v_room, v_session, jsonb_build_object('turn', p_turn, 'handoff', v_handoff));
  return query select true;
end
$$;
--;;
-- Reserves (before the call) or books (after it) what a model call costs; insert-only, a repeat changes nothing.
create function book_usage(p_tenant uuid, p jsonb) returns void language plpgsql as $$
begin
  perform set_config('app.tenant', p_tenant::text, true);
  insert into usage (tenant_id, turn_id, call_id, entry, provider, model, prompt_tokens, completion_tokens, cost)
  values (p_tenant, (p ->> 'turnId')::bigint, (p ->> 'callId')::uuid, p ->> 'entry', p ->> 'provider', p ->> 'model',
    (p ->> 'promptTokens')::integer, (p ->> 'completionTokens')::integer, coalesce((p ->> 'cost')::numeric, 0))
  on conflict (call_id, entry) do nothing;
end
$$;
--;;
-- Passages by id, as they stand in the knowledge base now.
create function passages(p_tenant uuid, p_ids bigint[])
returns table (id text, document_id text, document_name text, heading text, question text, answer text) language plpgsql as $$
#variable_conflict use_column
begin
  perform set_config('app.tenant', p_tenant::text, true);
  return query
    select c.id::text, d.id::text, d.name, c.heading, c.question, c.answer
    from chunk c join document d on d.id = c.document_id where c.id = any(p_ids);
end
$$;
