-- What the spine's functions share: events, lines born in the hub, and the ways of a turn between open, held and settled.
--
--   open    collects lines; has a row in turn_claim; a worker may hold it
--   held    waits for a person; at most one a session; no row in turn_claim
--   settled has its outcome
--
--   open -> settled   settle (006)                  held -> open      reopen_session: hand-back, expired request, phone gone quiet
--   open -> held      hold_session: handoff, fence  held -> settled   a person answered, or the session was closed
--   settled -> held   void_replies: every bubble of the answer is void, so its lines count as unanswered again
--
-- Functions that read or write tables are plpgsql, because it keeps their plans; a function of plain SQL is planned at every call.
--
-- Locks: every function takes the room first (several ORDER BY id), then the sessions; turns, replies, handoffs and customers
-- belong to one room and are covered by its lock. claim and renew take claims with SKIP LOCKED and wait for nobody.

create function this_tenant() returns uuid language sql stable as
$$ select current_setting('app.tenant')::uuid $$;
--;;
-- A number of the tenant's settings, or its default.
create function tenant_number(p_key text, p_default numeric) returns numeric language plpgsql stable as $$
begin
  return (select coalesce((select (settings ->> p_key)::numeric from tenant), p_default));
end
$$;
--;;
-- Refuses with one of the hub's error codes; the detail says what about.
create function refuse(p_code text, p_detail jsonb default '{}') returns void language plpgsql as $$
begin
  raise exception using errcode = 'KH001', message = p_code, detail = p_detail::text;
end
$$;
--;;
-- Writes one event: ids of what changed, for the feeds. p_to_agents names the agents of every account in the room.
create function emit(p_kind text, p_room bigint, p_session bigint, p_data jsonb, p_to_agents boolean default false)
returns void language plpgsql as $$
begin
  insert into event (tenant_id, kind, room_id, session_id, account_ids, data)
  values (this_tenant(), p_kind, p_room, p_session,
    case when p_to_agents then coalesce((select array_agg(account_id) from chat where room_id = p_room), '{}') else '{}' end,
    p_data);
end
$$;
--;;
-- Adds a line that begins in the hub (model, operator, system) and returns its id.
create function add_line(p_session bigint, p_role text, p_content text, p_turn bigint, p_user bigint, p_sender text)
returns bigint language plpgsql as $$
declare
  v_id bigint;
begin
  insert into message (tenant_id, session_id, room_id, customer_id, account_id, chat_id, role, content, turn_id, user_id, sender)
  select this_tenant(), s.id, s.room_id, s.customer_id, s.account_id, s.chat_id, p_role, p_content, p_turn, p_user, p_sender
  from session s where s.id = p_session
  returning id into v_id;
  if p_role <> 'system' then
    update session set last_message_id = v_id, last_active_at = clock_timestamp() where id = p_session;
  end if;
  return v_id;
end
$$;
--;;
-- Adds a line together with the bubble that carries it to the chat; returns the reply's id.
create function add_bubble(p_session bigint, p_origin text, p_text text, p_turn bigint, p_user bigint, p_sender text)
returns uuid language plpgsql as $$
declare
  v_message bigint := add_line(p_session, case when p_origin = 'operator' then 'operator' else 'model' end, p_text, p_turn, p_user, p_sender);
  v_id uuid;
begin
  insert into reply (tenant_id, room_id, session_id, chat_id, account_id, turn_id, message_id, origin, text, fence)
  select this_tenant(), s.room_id, s.id, s.chat_id, s.account_id, p_turn, v_message, p_origin, p_text, r.fence
  from session s join room r on r.id = s.room_id where s.id = p_session
  returning id into v_id;
  return v_id;
end
$$;
--;;
-- Makes one turn of all the unsettled turns of a session and returns it; null when there is none.
create function merge_turns(p_session bigint) returns bigint language plpgsql as $$
declare
  v_all bigint[];
  v_keep bigint;
  v_gone bigint[];
begin
  select array_agg(id order by id) into v_all from turn where session_id = p_session and state <> 'settled';
  if v_all is null then
    return null;
  end if;
  v_keep := v_all[array_upper(v_all, 1)];
  v_gone := trim_array(v_all, 1);
  if cardinality(v_gone) = 0 then
    return v_keep;
  end if;
  update message set turn_id = v_keep where turn_id = any(v_gone);
  update reply set turn_id = v_keep where turn_id = any(v_gone);
  update handoff set turn_id = v_keep where turn_id = any(v_gone);
  update turn set
    revision = revision + 1,
    first_line_at = (select min(first_line_at) from turn where id = any(v_all)),
    trace = trace || jsonb_build_object('merged', coalesce(trace -> 'merged', '[]') || coalesce(
      (select jsonb_agg(o.trace order by o.id) from turn o where o.id = any(v_gone) and o.trace <> '{}'), '[]'))
  where id = v_keep;
  delete from turn_claim where turn_id = any(v_gone);
  delete from turn where id = any(v_gone);
  return v_keep;
end
$$;
--;;
-- Takes a session's unanswered lines out of the model's hands: one held turn, no claim. Returns it, or null.
create function hold_session(p_session bigint) returns bigint language plpgsql as $$
declare
  v_turn bigint := merge_turns(p_session);
begin
  delete from turn_claim where session_id = p_session;
  update turn set state = 'held', due_at = null, deadline_at = null where id = v_turn and state = 'open';
  return v_turn;
end
$$;
--;;
create function hold_room(p_room bigint) returns void language plpgsql as $$
declare
  v_session bigint;
begin
  for v_session in select distinct session_id from turn where room_id = p_room and state = 'open' order by 1 loop
    perform emit('held', p_room, v_session, jsonb_build_object('turn', hold_session(v_session)));
  end loop;
end
$$;
--;;
create function claim_priority(p_customer bigint) returns smallint language plpgsql stable as $$
begin
  return (select (case when level = 'white' then 2 else 0 end)::smallint from customer where id = p_customer);
end
$$;
--;;
-- Gives a held turn back to the model, due at once. Lines that were missed or may be repeated are never the model's:
-- a turn of nothing else is closed.
create function reopen_session(p_session bigint) returns bigint language plpgsql as $$
declare
  v_turn bigint;
  v_now timestamptz := clock_timestamp();
begin
  select id into v_turn from turn where session_id = p_session and state = 'held';
  if v_turn is null then
    return null;
  end if;
  if not exists (select 1 from message where turn_id = v_turn and role = 'customer' and not missed_offline and not possibly_repeated) then
    update turn set state = 'settled', outcome = 'closed', outcome_at = v_now where id = v_turn;
    return v_turn;
  end if;
  update turn set state = 'open', revision = revision + 1, replans = 0, attempts = 0, first_line_at = v_now, due_at = v_now, deadline_at = v_now + interval '12 s'
  where id = v_turn;
  insert into turn_claim (turn_id, tenant_id, session_id, room_id, priority, due_at, deadline_at, revision, first_line_at)
  select t.id, t.tenant_id, t.session_id, t.room_id, claim_priority(s.customer_id), t.due_at, t.deadline_at, t.revision, t.first_line_at
  from turn t join session s on s.id = t.session_id where t.id = v_turn;
  return v_turn;
end
$$;
--;;
-- Puts a session before an operator: one open handoff, the model silent, its unanswered lines held. In a room that a person
-- owns the handoff is held by that person from the start. Returns the handoff's id.
create function open_handoff(p_session bigint, p_turn bigint, p_reason text, p_detail text, p_priority int) returns bigint language plpgsql as $$
declare
  v_id bigint;
  v_room room;
begin
  select r.* into v_room from room r join session s on s.room_id = r.id where s.id = p_session;
  select id into v_id from handoff where session_id = p_session and state <> 'closed';
  if v_id is not null then
    update handoff set priority = greatest(priority, p_priority) where id = v_id;
  else
    insert into handoff (tenant_id, session_id, room_id, turn_id, state, reason, detail, priority, due_at, expires_at, taken_by, taken_at)
    values (this_tenant(), p_session, v_room.id, p_turn, case when v_room.owner = 'human' then 'held' else 'waiting' end,
      p_reason, p_detail, p_priority,
      clock_timestamp() + make_interval(secs => tenant_number('handoffSlaSeconds', 120)::double precision),
      clock_timestamp() + make_interval(secs => tenant_number('handoffExpirySeconds', 43200)::double precision),
      case when v_room.owner = 'human' then v_room.owner_user_id end,
      case when v_room.owner = 'human' then clock_timestamp() end)
    returning id into v_id;
  end if;
  update session set handoff_id = v_id where id = p_session;
  perform emit('handoff', v_room.id, p_session, jsonb_strip_nulls(jsonb_build_object('handoff', v_id, 'turn', hold_session(p_session))));
  return v_id;
end
$$;
--;;
-- The person's line that came after a turn's last customer line and is not void; null when there is none.
create function human_answer(p_turn bigint) returns bigint language plpgsql stable as $$
begin
  return (select m.id from message m left join reply p on p.message_id = m.id
  where m.session_id = (select session_id from turn where id = p_turn) and m.role = 'operator' and (p.id is null or p.state <> 'void')
    and m.id > (select coalesce(max(c.id), 0) from message c where c.turn_id = p_turn and c.role = 'customer')
  order by m.id limit 1);
end
$$;
--;;
-- A turn whose whole answer is void has lost its outcome (kept in the trace). A person's later line answers it; in a closed
-- session it is closed; else its lines count as unanswered again: the turn is held, and in a room of the model handed off.
create function withdraw_turn(p_turn bigint, p_reason text) returns void language plpgsql as $$
declare
  v_turn turn;
  v_closed boolean;
  v_handoff bigint;
  v_owner text;
  v_answer bigint := human_answer(p_turn);
  v_outcome text;
begin
  select * into v_turn from turn where id = p_turn;
  select s.closed_at is not null, s.handoff_id, r.owner into v_closed, v_handoff, v_owner
  from session s join room r on r.id = s.room_id where s.id = v_turn.session_id;
  v_outcome := case when v_answer is not null then 'answered_by_human' when v_closed then 'closed' end;
  update turn set
    state = case when v_outcome is null then 'open' else 'settled' end,
    outcome = v_outcome,
    outcome_at = case when v_outcome is not null then clock_timestamp() end,
    answer_message_id = v_answer,
    trace = trace || jsonb_build_object('withdrawn', coalesce(trace -> 'withdrawn', '[]') || jsonb_build_array(
      jsonb_build_object('outcome', v_turn.outcome, 'at', clock_timestamp(), 'reason', p_reason)))
  where id = p_turn;
  if v_outcome is null then
    p_turn := hold_session(v_turn.session_id);
  end if;
  perform emit('withdrawn', v_turn.room_id, v_turn.session_id, jsonb_build_object('turn', p_turn));
  if v_outcome is null and v_owner = 'model' and v_handoff is null then
    perform open_handoff(v_turn.session_id, p_turn, 'UNDELIVERED', p_reason, 1);
  end if;
end
$$;
--;;
-- Makes bubbles void that nobody will type, and withdraws the outcome of turns that have nothing typed or unknown left.
create function void_replies(p_ids uuid[], p_reason text) returns void language plpgsql as $$
declare
  v_turn bigint;
begin
  update reply set state = 'void', void_reason = p_reason, state_at = clock_timestamp()
  where id = any(p_ids) and state in ('queued', 'leased', 'typed', 'unknown');
  for v_turn in
    select t.id from turn t
    where t.id in (select turn_id from reply where id = any(p_ids)) and t.outcome in ('replied', 'clarified')
      and not exists (select 1 from reply r where r.turn_id = t.id and r.origin = 'model' and r.state <> 'void')
    union
    select t.id from turn t
    where t.session_id in (select session_id from reply where id = any(p_ids)) and t.outcome = 'answered_by_human'
      and t.answer_message_id in (select message_id from reply where id = any(p_ids) and state = 'void')
    order by 1
  loop
    perform withdraw_turn(v_turn, p_reason);
  end loop;
end
$$;
--;;
-- Raises a room's fence and gives the room to an owner: whatever the model has not begun to type will never be typed.
create function raise_fence(p_room bigint, p_owner text, p_user bigint, p_reason text) returns integer language plpgsql as $$
declare
  v_voided uuid[];
  v_fence integer;
begin
  update room set fence = fence + 1, owner = p_owner, owner_user_id = p_user, owner_since = clock_timestamp(),
    request_expires_at = case when p_owner = 'requested' then clock_timestamp() + make_interval(secs => tenant_number('takeOverExpirySeconds', 60)::double precision) end,
    phone_until = case when p_owner = 'phone' then clock_timestamp() + make_interval(secs => tenant_number('phonePauseSeconds', 600)::double precision) else phone_until end
  where id = p_room returning fence into v_fence;
  perform hold_room(p_room);
  v_voided := array(select id from reply where room_id = p_room and state = 'queued' and origin <> 'operator' order by seq);
  perform void_replies(v_voided, p_reason);
  perform emit('fence', p_room, null,
    jsonb_build_object('fence', v_fence, 'owner', p_owner, 'voided', to_jsonb(v_voided), 'deliveries', to_jsonb(v_voided)), true);
  return v_fence;
end
$$;
--;;
-- A person's line answers what a session still had open.
create function answer_by_human(p_session bigint, p_message bigint) returns bigint language plpgsql as $$
declare
  v_turn bigint := hold_session(p_session);
begin
  update turn set state = 'settled', outcome = 'answered_by_human', outcome_at = clock_timestamp(), answer_message_id = p_message
  where id = v_turn;
  return v_turn;
end
$$;
--;;
-- Closes the open handoff of a session and returns its id; null when there is none.
create function close_handoff(p_session bigint) returns bigint language plpgsql as $$
declare
  v_id bigint;
begin
  update handoff set state = 'closed', closed_at = clock_timestamp() where session_id = p_session and state <> 'closed' returning id into v_id;
  update session set handoff_id = null where id = p_session;
  return v_id;
end
$$;
--;;
-- Gives a room back to the model: its handoffs are closed and every session with unanswered lines gets one open turn.
create function give_back(p_room bigint, p_reason text, p_user bigint) returns void language plpgsql as $$
declare
  v_session bigint;
  v_handoff bigint;
  v_turn bigint;
  v_sender text := (select name from app_user where id = p_user);
begin
  update room set owner = 'model', owner_user_id = null, owner_since = clock_timestamp(), request_expires_at = null, phone_until = null
  where id = p_room;
  for v_session in
    select s.id from session s where s.room_id = p_room and s.closed_at is null
      and (s.handoff_id in (select id from handoff where room_id = p_room and state = 'held')
        or (s.handoff_id is null and exists (select 1 from turn t where t.session_id = s.id and t.state = 'held')))
    order by s.id
  loop
    v_handoff := close_handoff(v_session);
    v_turn := reopen_session(v_session);
    perform emit(p_reason, p_room, v_session, jsonb_build_object('owner', 'model', 'handoff', v_handoff, 'turn', v_turn,
      'messages', jsonb_build_array(add_line(v_session, 'system', p_reason, null, p_user, v_sender))));
  end loop;
  perform emit(p_reason, p_room, null, jsonb_build_object('owner', 'model'));
end
$$;
