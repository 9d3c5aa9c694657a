-- Ownership of a room: model -> requested -> human -> model, and model -> phone -> model.
--
--   take_over         model | phone -> requested   fence + 1; at once human when no agent has to acknowledge
--   try_own           requested -> human           every agent able to type there acknowledged, or its lease has run out
--   cancel, expiry    requested -> model, or phone while its pause lasts
--   hand_back         human | phone -> model       the operator's own bubbles are confirmed, void or unknown
--   close_session     human -> model               when it was the last held session of the room
--   phone_spoke (004) model -> phone, and back by the sweeper
--
-- Every mutation of an operator goes through command(): one transaction holds the effect, the audit row and the first answer.

create function command(p_tenant uuid, p_actor jsonb, p_request text, p_name text, p_input jsonb) returns table (answer jsonb) language plpgsql as $$
declare
  v_actor text := (p_actor ->> 'kind') || ':' || (p_actor ->> 'id');
  v_hash text := md5(p_name || p_input::text);
  v_known request;
  v_answer jsonb;
  v_user bigint := case when p_actor ->> 'kind' = 'user' then (p_actor ->> 'id')::bigint end;
begin
  perform set_config('app.tenant', p_tenant::text, true);
  insert into request (tenant_id, actor, request_id, name, input_hash) values (p_tenant, v_actor, p_request, p_name, v_hash) on conflict do nothing;
  if not found then
    select * into v_known from request r where r.tenant_id = p_tenant and r.actor = v_actor and r.request_id = p_request;
    if v_known.input_hash <> v_hash or v_known.name <> p_name then
      perform refuse('IDEMPOTENCY_CONFLICT');
    end if;
    return query select v_known.answer;
    return;
  end if;
  v_answer := case p_name
    when 'take_over' then take_over(v_user, p_input)
    when 'cancel_take_over' then cancel_take_over(v_user, p_input)
    when 'send_operator_message' then send_operator_message(v_user, p_input)
    when 'hand_back' then hand_back(v_user, p_input)
    when 'close_session' then close_session(v_user, p_input)
    when 'resolve_unknown' then resolve_unknown(v_user, p_input)
    when 'void_reply' then void_reply(v_user, p_input)
    when 'retry_turn' then retry_turn(v_user, p_input)
    when 'mark_read' then mark_read(v_user, p_input)
    when 'set_agent_paused' then set_agent_paused(v_user, p_input)
  end;
  if v_answer is null then
    perform refuse('BAD_INPUT', jsonb_build_object('name', p_name));
  end if;
  if p_name <> 'mark_read' then
    insert into audit (tenant_id, actor, action, subject, detail)
    values (p_tenant, v_actor, p_name, (select key || ':' || value from jsonb_each_text(p_input) where key like '%Id' limit 1), p_input - 'text');
  end if;
  update request set answer = v_answer where tenant_id = p_tenant and actor = v_actor and request_id = p_request;
  return query select v_answer;
end
$$;
--;;
-- Locks a room and returns it; NOT_FOUND when there is none in this tenant.
create function lock_room(p_room bigint) returns room language plpgsql as $$
declare
  v_room room;
begin
  select * into v_room from room where id = p_room for no key update;
  if not found then
    perform refuse('NOT_FOUND', jsonb_build_object('room', p_room));
  end if;
  return v_room;
end
$$;
--;;
-- Locks the room of a session, then the session.
create function lock_session(p_session bigint) returns session language plpgsql as $$
declare
  v_session session;
  v_room bigint := (select room_id from session where id = p_session);
begin
  if v_room is null then
    perform refuse('NOT_FOUND', jsonb_build_object('session', p_session));
  end if;
  perform lock_room(v_room);
  select * into v_session from session where id = p_session for no key update;
  return v_session;
end
$$;
--;;
create function refuse_other_owner(p_room room, p_user bigint) returns void language plpgsql as $$
begin
  if p_room.owner in ('requested', 'human') and p_room.owner_user_id is distinct from p_user then
    perform refuse('OWNED_BY', jsonb_build_object('userId', p_room.owner_user_id, 'name', (select name from app_user where id = p_room.owner_user_id)));
  end if;
end
$$;
--;;
create function take_over(p_user bigint, p_input jsonb) returns jsonb language plpgsql as $$
declare
  v_room room := lock_room((p_input ->> 'roomId')::bigint);
begin
  perform refuse_other_owner(v_room, p_user);
  if v_room.owner in ('model', 'phone') then
    perform raise_fence(v_room.id, 'requested', p_user, 'TAKEN_OVER');
    perform try_own(v_room.id);
  end if;
  return (select jsonb_build_object('roomId', r.id::text, 'state', r.owner) from room r where r.id = v_room.id);
end
$$;
--;;
-- Completes a requested takeover as soon as nothing of the model can still be typed in the room. The caller holds the room.
create function try_own(p_room bigint) returns boolean language plpgsql as $$
declare
  v_user bigint;
  v_session bigint;
  v_handoff bigint;
  v_name text;
  v_waiting uuid[];
begin
  if exists (select 1 from agents_to_wait_for(p_room)) then
    return false;
  end if;
  update room set owner = 'human', owner_since = clock_timestamp(), request_expires_at = null, phone_until = null
  where id = p_room and owner = 'requested' returning owner_user_id into v_user;
  if not found then
    return false;
  end if;
  v_name := (select name from app_user where id = v_user);
  -- Sessions that wait or have unanswered lines are now held; with none of these, the one spoken in last.
  for v_session in
    select s.id from session s where s.room_id = p_room and s.closed_at is null
      and (s.handoff_id is not null or exists (select 1 from turn t where t.session_id = s.id and t.state = 'held'))
    union
    (select s.id from session s where s.room_id = p_room and s.closed_at is null order by s.last_active_at desc limit 1)
    order by 1
  loop
    v_handoff := open_handoff(v_session, null, 'OPERATOR', null, 0);
    update handoff set state = 'held', taken_by = v_user, taken_at = clock_timestamp() where id = v_handoff;
    perform emit('owned', p_room, v_session, jsonb_build_object('owner', 'human', 'handoff', v_handoff,
      'messages', jsonb_build_array(add_line(v_session, 'system', 'TAKEN_OVER', null, v_user, v_name))));
  end loop;
  v_waiting := array(select id from reply where room_id = p_room and state = 'queued' and origin = 'operator' order by seq);
  perform emit('owned', p_room, null, jsonb_build_object('owner', 'human', 'replies', to_jsonb(v_waiting)), cardinality(v_waiting) > 0);
  return true;
end
$$;
--;;
create function cancel_take_over(p_user bigint, p_input jsonb) returns jsonb language plpgsql as $$
declare
  v_room room := lock_room((p_input ->> 'roomId')::bigint);
begin
  perform refuse_other_owner(v_room, p_user);
  if v_room.owner <> 'requested' then
    perform refuse(case when v_room.owner = 'human' then 'CONFLICT' else 'NOT_OWNER' end, jsonb_build_object('owner', v_room.owner));
  end if;
  perform drop_request(v_room.id, p_user, 'REQUEST_CANCELLED');
  return (select jsonb_build_object('roomId', r.id::text, 'state', r.owner) from room r where r.id = v_room.id);
end
$$;
--;;
-- A request that is cancelled or has expired: what its operator wrote meanwhile is void. The room is the model's again, or the
-- phone's when somebody typed there less than 10 min ago.
create function drop_request(p_room bigint, p_user bigint, p_reason text) returns void language plpgsql as $$
declare
  v_voided uuid[] := array(select id from reply where room_id = p_room and state = 'queued' and origin = 'operator' order by seq);
begin
  perform void_replies(v_voided, p_reason);
  if cardinality(v_voided) > 0 then
    perform emit('voided', p_room, null, jsonb_build_object('voided', to_jsonb(v_voided), 'deliveries', to_jsonb(v_voided)), true);
  end if;
  update room set owner = 'phone', owner_user_id = null, owner_since = clock_timestamp(), request_expires_at = null
  where id = p_room and phone_until > clock_timestamp();
  if found then
    perform emit(p_reason, p_room, null, jsonb_build_object('owner', 'phone'));
  else
    perform give_back(p_room, p_reason, p_user);
  end if;
end
$$;
--;;
create function send_operator_message(p_user bigint, p_input jsonb) returns jsonb language plpgsql as $$
declare
  v_session session := lock_session((p_input ->> 'sessionId')::bigint);
  v_room room;
  v_reply uuid;
  v_message bigint;
  v_turn bigint;
begin
  select * into v_room from room where id = v_session.room_id;
  perform refuse_other_owner(v_room, p_user);
  if v_room.owner not in ('requested', 'human') then
    perform refuse('NOT_OWNER', jsonb_build_object('owner', v_room.owner));
  end if;
  if v_session.closed_at is not null then
    perform refuse('ALREADY_CLOSED');
  end if;
  if (select ambiguous from chat where id = v_session.chat_id) then
    perform refuse('AMBIGUOUS_WINDOW');
  end if;
  v_reply := add_bubble(v_session.id, 'operator', p_input ->> 'text', null, p_user, (select name from app_user where id = p_user));
  select message_id into v_message from reply where id = v_reply;
  v_turn := answer_by_human(v_session.id, v_message);
  if v_room.owner = 'human' and v_session.handoff_id is null then
    update handoff set state = 'held', taken_by = p_user, taken_at = clock_timestamp() where id = open_handoff(v_session.id, null, 'OPERATOR', null, 0);
  end if;
  perform emit('operator', v_room.id, v_session.id, jsonb_strip_nulls(jsonb_build_object('messages', jsonb_build_array(v_message), 'replies', jsonb_build_array(v_reply), 'turn', v_turn)), true);
  return jsonb_build_object('messageId', v_message::text, 'replyId', v_reply);
end
$$;
--;;
create function hand_back(p_user bigint, p_input jsonb) returns jsonb language plpgsql as $$
declare
  v_room room := lock_room((p_input ->> 'roomId')::bigint);
  v_open integer;
begin
  perform refuse_other_owner(v_room, p_user);
  if v_room.owner not in ('human', 'phone') then
    perform refuse('NOT_OWNER', jsonb_build_object('owner', v_room.owner));
  end if;
  if coalesce((p_input ->> 'voidQueued')::boolean, false) then
    perform void_queued_of_operators(v_room.id);
  end if;
  select count(*) into v_open from reply where room_id = v_room.id and origin = 'operator' and state in ('queued', 'leased', 'typed');
  if v_open > 0 then
    perform refuse('HAND_BACK_PENDING', jsonb_build_object('bubbles', v_open));
  end if;
  perform give_back(v_room.id, 'HANDED_BACK', p_user);
  return jsonb_build_object('roomId', v_room.id::text, 'state', 'model');
end
$$;
--;;
create function void_queued_of_operators(p_room bigint) returns void language plpgsql as $$
declare
  v_ids uuid[] := array(select id from reply where room_id = p_room and state = 'queued' and origin = 'operator' order by seq);
begin
  if cardinality(v_ids) > 0 then
    perform void_replies(v_ids, 'TAKEN_BACK');
    perform emit('voided', p_room, null, jsonb_build_object('voided', to_jsonb(v_ids), 'deliveries', to_jsonb(v_ids)), true);
  end if;
end
$$;
--;;
-- Closes a session with a resolution. Lines nobody answered get the outcome closed; bubbles of the session nobody has leased are void.
create function close_session(p_user bigint, p_input jsonb) returns jsonb language plpgsql as $$
declare
  v_session session := lock_session((p_input ->> 'sessionId')::bigint);
  v_room room;
begin
  select * into v_room from room where id = v_session.room_id;
  perform refuse_other_owner(v_room, p_user);
  if v_session.closed_at is not null then
    perform refuse('ALREADY_CLOSED');
  end if;
  perform end_session(v_session.id, lower(p_input ->> 'resolution'), 'human', p_user, 'CLOSED');
  return jsonb_build_object('sessionId', v_session.id::text);
end
$$;
--;;
create function end_session(p_session bigint, p_resolution text, p_by text, p_user bigint, p_reason text) returns void language plpgsql as $$
declare
  v_room bigint := (select room_id from session where id = p_session);
  v_turn bigint := hold_session(p_session);
  v_handoff bigint;
  v_voided uuid[];
begin
  update turn set state = 'settled', outcome = 'closed', outcome_at = clock_timestamp() where id = v_turn;
  v_handoff := close_handoff(p_session);
  update session set closed_at = clock_timestamp(), resolution = p_resolution, resolved_by = p_by, unread = 0 where id = p_session;
  v_voided := array(select id from reply where session_id = p_session and state = 'queued' order by seq);
  perform void_replies(v_voided, p_reason);
  perform emit('closed', v_room, p_session, jsonb_strip_nulls(jsonb_build_object('turn', v_turn, 'handoff', v_handoff, 'voided', to_jsonb(v_voided),
    'deliveries', to_jsonb(v_voided),
    'messages', jsonb_build_array(add_line(p_session, 'system', p_reason, null, p_user, (select name from app_user where id = p_user))))), cardinality(v_voided) > 0);
  if (select owner from room where id = v_room) = 'human' and not exists (select 1 from handoff where room_id = v_room and state = 'held') then
    perform give_back(v_room, 'HANDED_BACK', p_user);
  end if;
end
$$;
--;;
-- An operator looked at the phone: the bubble was typed, or it was not.
create function resolve_unknown(p_user bigint, p_input jsonb) returns jsonb language plpgsql as $$
declare
  v_reply reply;
begin
  perform lock_room((select room_id from reply where id = (p_input ->> 'replyId')::uuid));
  select * into v_reply from reply where id = (p_input ->> 'replyId')::uuid;
  if v_reply.state <> 'unknown' then
    perform refuse('CONFLICT', jsonb_build_object('state', v_reply.state));
  end if;
  if (p_input ->> 'typed')::boolean then
    update reply set state = 'confirmed', state_at = clock_timestamp() where id = v_reply.id;
  else
    perform void_replies(array[v_reply.id], 'NOT_TYPED');
  end if;
  perform emit('delivered', v_reply.room_id, v_reply.session_id, jsonb_build_object('deliveries', jsonb_build_array(v_reply.id), 'turn', v_reply.turn_id));
  return jsonb_build_object('replyId', v_reply.id);
end
$$;
--;;
create function void_reply(p_user bigint, p_input jsonb) returns jsonb language plpgsql as $$
declare
  v_reply reply;
begin
  perform lock_room((select room_id from reply where id = (p_input ->> 'replyId')::uuid));
  select * into v_reply from reply where id = (p_input ->> 'replyId')::uuid;
  perform refuse_other_owner((select r from room r where r.id = v_reply.room_id), p_user);
  if v_reply.state <> 'queued' or v_reply.origin <> 'operator' then
    perform refuse('CONFLICT', jsonb_build_object('state', v_reply.state, 'origin', v_reply.origin));
  end if;
  perform void_replies(array[v_reply.id], 'TAKEN_BACK');
  perform emit('voided', v_reply.room_id, v_reply.session_id, jsonb_build_object('voided', jsonb_build_array(v_reply.id), 'deliveries', jsonb_build_array(v_reply.id)), true);
  return jsonb_build_object('replyId', v_reply.id);
end
$$;
--;;
-- Gives a turn that ended as dead_letter, or was handed off and not yet taken, to the model once more.
create function retry_turn(p_user bigint, p_input jsonb) returns jsonb language plpgsql as $$
declare
  v_turn turn;
  v_session session;
begin
  select * into v_turn from turn where id = (p_input ->> 'turnId')::bigint;
  if not found then
    perform refuse('NOT_FOUND', p_input);
  end if;
  v_session := lock_session(v_turn.session_id);
  select * into v_turn from turn where id = v_turn.id;
  if v_turn.outcome is null or v_turn.outcome not in ('dead_letter', 'handed_off') or v_session.closed_at is not null
    or (select owner from room where id = v_session.room_id) <> 'model'
    or exists (select 1 from turn where session_id = v_session.id and id > v_turn.id and state = 'settled') then
    perform refuse('CONFLICT', jsonb_build_object('outcome', v_turn.outcome));
  end if;
  update turn set state = 'open', outcome = null, outcome_at = null, handoff_reason = null,
    trace = trace || jsonb_build_object('withdrawn', coalesce(trace -> 'withdrawn', '[]') || jsonb_build_array(
      jsonb_build_object('outcome', v_turn.outcome, 'at', clock_timestamp(), 'reason', 'RETRIED')))
  where id = v_turn.id;
  perform hold_session(v_session.id);
  perform emit('retried', v_session.room_id, v_session.id, jsonb_build_object('handoff', close_handoff(v_session.id), 'turn', reopen_session(v_session.id)));
  return jsonb_build_object('turnId', (select max(id)::text from turn where session_id = v_session.id and state <> 'settled'));
end
$$;
--;;
create function mark_read(p_user bigint, p_input jsonb) returns jsonb language plpgsql as $$
declare
  v_session session;
begin
  update session set unread = 0 where id = (p_input ->> 'sessionId')::bigint returning * into v_session;
  if v_session.id is null then
    perform refuse('NOT_FOUND', p_input);
  end if;
  perform emit('read', v_session.room_id, v_session.id, '{}');
  return jsonb_build_object('sessionId', v_session.id::text);
end
$$;
--;;
create function set_agent_paused(p_user bigint, p_input jsonb) returns jsonb language plpgsql as $$
begin
  update agent set paused = (p_input ->> 'paused')::boolean where id = (p_input ->> 'agentId')::bigint;
  if not found then
    perform refuse('NOT_FOUND', p_input);
  end if;
  perform emit('agent', null, null, jsonb_build_object('agent', p_input ->> 'agentId'));
  return jsonb_build_object('agentId', p_input ->> 'agentId');
end
$$;
