-- Delivery: what an agent may type, and what became of it.
--
--   queued -> leased -> typed -> confirmed
--   queued | leased -> void        fenced, expired, taken back, or the agent says it never typed it
--   leased | typed -> unknown      the agent is gone, or could not see its own line; never typed again
--   unknown -> confirmed | void    by reading the chat back, or by an operator
--
-- Connection lease: an agent types only while its connection holds the lease (10 s, renewed every 3 s). A newer connection
-- waits until the older one's lease has ended; a newer connection of the same journal (the same process, or its restart:
-- the journal is locked by one process) takes it at once.

-- A new connection of an agent announces itself. The newest one is the next to hold the lease.
create function connect_agent(p_tenant uuid, p_agent bigint, p_journal text, p_connection text) returns void language plpgsql as $$
begin
  perform set_config('app.tenant', p_tenant::text, true);
  update agent set next_connection_id = p_connection, next_journal_id = p_journal where id = p_agent and revoked_at is null;
  if not found then
    perform refuse('UNAUTHENTICATED');
  end if;
  perform emit('agent', null, null, jsonb_build_object('agent', p_agent));
end
$$;
--;;
-- Renews the lease of a connection. connected = false: another connection replaced this one, or an older lease still runs.
create function renew_connection(p_tenant uuid, p_agent bigint, p_journal text, p_connection text)
returns table (lease_seconds integer, connected boolean) language plpgsql as $$
declare
  v_agent agent;
  v_now timestamptz;
begin
  perform set_config('app.tenant', p_tenant::text, true);
  select * into v_agent from agent where id = p_agent and revoked_at is null for no key update;
  if not found then
    perform refuse('UNAUTHENTICATED');
  end if;
  v_now := clock_timestamp();
  if v_agent.next_connection_id = p_connection and (v_agent.lease_until is null or v_agent.lease_until < v_now or v_agent.journal_id = p_journal) then
    update agent set connection_id = p_connection, journal_id = p_journal, next_connection_id = null, next_journal_id = null where id = p_agent;
    if v_agent.journal_id is distinct from p_journal then
      perform lose_journal(p_agent, p_journal);
      -- A journal that begins has leased nothing: no fence raised before now can catch it typing.
      update chat c set acknowledged_fence = r.fence from room r
      where r.id = c.room_id and c.acknowledged_fence < r.fence and c.account_id in (select id from account where agent_id = p_agent);
    end if;
  elsif v_agent.connection_id is distinct from p_connection or v_agent.next_connection_id is not null then
    return query select 10, false;
    return;
  end if;
  update agent set lease_until = v_now + interval '10 s' where id = p_agent;
  return query select 10, true;
end
$$;
--;;
-- Bubbles that another journal had leased can no longer be told from typed ones.
create function lose_journal(p_agent bigint, p_journal text) returns void language plpgsql as $$
declare
  v_room bigint;
begin
  for v_room in
    select distinct room_id from reply where account_id in (select id from account where agent_id = p_agent)
      and state in ('leased', 'typed') and journal_id is distinct from p_journal order by 1
  loop
    perform make_unknown(v_room, array(select id from reply where room_id = v_room and state in ('leased', 'typed') and journal_id is distinct from p_journal
      and account_id in (select id from account where agent_id = p_agent)), 'JOURNAL_LOST');
  end loop;
end
$$;
--;;
create function make_unknown(p_room bigint, p_ids uuid[], p_reason text) returns void language plpgsql as $$
declare
  v_changed uuid[];
begin
  perform 1 from room where id = p_room for no key update;
  with changed as (
    update reply set state = 'unknown', void_reason = p_reason, state_at = clock_timestamp()
    where id = any(p_ids) and state in ('leased', 'typed') returning id)
  select array_agg(id) into v_changed from changed;
  if v_changed is not null then
    perform emit('delivered', p_room, null, jsonb_build_object('deliveries', to_jsonb(v_changed)));
  end if;
end
$$;
--;;
-- An agent's figures; accounts it reports are created. Answers the hub's time and whether the agent is paused.
create function heartbeat(p_tenant uuid, p_agent bigint, p_beat jsonb)
returns table (server_time timestamptz, paused boolean) language plpgsql as $$
begin
  perform set_config('app.tenant', p_tenant::text, true);
  update agent set last_heartbeat_at = clock_timestamp(), version = p_beat ->> 'version',
    cpu_percent = (p_beat ->> 'cpuPercent')::real, memory_percent = (p_beat ->> 'memoryPercent')::real, wx_online = (p_beat ->> 'wxOnline')::boolean,
    messages_processed = (p_beat ->> 'messagesProcessed')::bigint, outbox_depth = (p_beat ->> 'outboxDepth')::integer
  where id = p_agent and revoked_at is null;
  if not found then
    perform refuse('UNAUTHENTICATED');
  end if;
  insert into account as a (tenant_id, agent_id, name, state, detail)
  select p_tenant, p_agent, x.name, lower(x.state), x.detail from jsonb_to_recordset(p_beat -> 'accounts') x(name text, state text, detail text) order by x.name
  on conflict (tenant_id, name) do update set state = excluded.state, detail = excluded.detail where a.agent_id = excluded.agent_id;
  perform emit('agent', null, null, jsonb_build_object('agent', p_agent));
  return query select clock_timestamp(), g.paused from agent g where g.id = p_agent;
end
$$;
--;;
-- Whether this journal may type now: null, or the code of the refusal.
create function lease_refusal(p_agent agent, p_journal text) returns text language sql stable as $$
  select case
    when p_agent.revoked_at is not null then 'UNAUTHENTICATED'
    when p_agent.journal_id is distinct from p_journal or p_agent.lease_until is null or p_agent.lease_until < clock_timestamp() then 'LEASE_LOST'
    when p_agent.paused then 'PAUSED'
  end
$$;
--;;
-- Why one bubble may not be typed now: null when it may. FENCED, EXPIRED, AMBIGUOUS, VOID and GONE are final; the others may pass later.
create function reply_refusal(p_reply reply, p_room room, p_ambiguous boolean, p_journal text) returns text language plpgsql stable as $$
begin
  return (select case
    when p_reply.state in ('void', 'confirmed', 'typed', 'unknown') then upper(p_reply.state)
    when p_reply.state = 'leased' and p_reply.journal_id is distinct from p_journal then 'LEASED'
    when p_ambiguous then 'AMBIGUOUS'
    when p_reply.origin = 'operator' and p_room.owner = 'requested' then 'WAITING'
    when p_reply.origin <> 'operator' and (p_reply.fence <> p_room.fence or p_room.owner <> 'model') then 'FENCED'
    when p_reply.origin <> 'operator' and p_reply.state = 'queued' and p_reply.created_at < clock_timestamp() - interval '10 min' then 'EXPIRED'
    when exists (select 1 from reply e where e.room_id = p_reply.room_id and e.seq < p_reply.seq and e.state in ('queued', 'leased')) then 'NOT_NEXT'
    when p_reply.origin <> 'operator' and exists (select 1 from reply u where u.room_id = p_reply.room_id and u.state = 'unknown'
      and u.state_at > clock_timestamp() - interval '10 s') then 'BLOCKED'
  end);
end
$$;
--;;
-- Leases bubbles to a journal; only a granted one may be typed, and only while the connection lease and the fence hold.
create function lease_replies(p_tenant uuid, p_agent bigint, p_journal text, p_ids uuid[])
returns table (reply_id uuid, granted boolean, code text) language plpgsql as $$
#variable_conflict use_column
declare
  v_agent agent;
  v_reply reply;
  v_code text;
begin
  perform set_config('app.tenant', p_tenant::text, true);
  perform 1 from room where id in (select room_id from reply where id = any(p_ids)) order by id for no key update;
  select * into v_agent from agent where id = p_agent;
  for v_reply in select * from reply where id = any(p_ids) and account_id in (select id from account where agent_id = p_agent) order by room_id, seq loop
    v_code := coalesce(lease_refusal(v_agent, p_journal), (select reply_refusal(v_reply, r, c.ambiguous, p_journal) from room r, chat c where r.id = v_reply.room_id and c.id = v_reply.chat_id));
    if v_code is null and v_reply.state = 'queued' then
      update reply set state = 'leased', journal_id = p_journal, state_at = clock_timestamp() where id = v_reply.id;
      perform emit('leased', v_reply.room_id, v_reply.session_id, jsonb_build_object('deliveries', jsonb_build_array(v_reply.id)));
    elsif v_code = 'AMBIGUOUS' then
      -- Nobody will type here, and a bubble that waits would hold back those behind it.
      perform void_replies(array[v_reply.id], 'AMBIGUOUS_WINDOW');
      perform emit('voided', v_reply.room_id, v_reply.session_id, jsonb_build_object('voided', jsonb_build_array(v_reply.id),
        'deliveries', jsonb_build_array(v_reply.id), 'turn', v_reply.turn_id), true);
    end if;
    return query select v_reply.id, v_code is null, v_code;
  end loop;
  return query select x, false, 'GONE' from unnest(p_ids) x
    where not exists (select 1 from reply p join account a on a.id = p.account_id where p.id = x and a.agent_id = p_agent);
end
$$;
--;;
-- What an agent says of bubbles its journal leased: [{replyId, state typed|confirmed|void|unknown, detail}]. Saying it again changes nothing.
create function report_deliveries(p_tenant uuid, p_agent bigint, p_journal text, p_items jsonb)
returns table (reply_id uuid, state text) language plpgsql as $$
#variable_conflict use_column
declare
  v_item record;
  v_reply reply;
begin
  perform set_config('app.tenant', p_tenant::text, true);
  perform 1 from room where id in (select room_id from reply where id in (select x."replyId" from jsonb_to_recordset(p_items) x("replyId" uuid))) order by id for no key update;
  for v_item in select x."replyId" as id, lower(x.state) as state, x.detail from jsonb_to_recordset(p_items) x("replyId" uuid, state text, detail text) loop
    select * into v_reply from reply p where p.id = v_item.id and p.account_id in (select id from account where agent_id = p_agent);
    continue when not found;
    if v_reply.journal_id = p_journal and delivery_allowed(v_reply.state, v_item.state) then
      if v_item.state = 'void' then
        perform void_replies(array[v_reply.id], coalesce(v_item.detail, 'NOT_TYPED'));
      else
        update reply set state = v_item.state, state_at = clock_timestamp() where id = v_reply.id;
      end if;
      perform emit('delivered', v_reply.room_id, v_reply.session_id, jsonb_build_object('deliveries', jsonb_build_array(v_reply.id), 'turn', v_reply.turn_id));
    end if;
    return query select p.id, p.state from reply p where p.id = v_item.id;
  end loop;
end
$$;
--;;
create function delivery_allowed(p_from text, p_to text) returns boolean language sql immutable as $$
  select (p_from, p_to) in (('leased', 'typed'), ('leased', 'confirmed'), ('leased', 'void'), ('leased', 'unknown'),
    ('typed', 'confirmed'), ('typed', 'unknown'), ('unknown', 'confirmed'), ('unknown', 'void'))
$$;
--;;
-- An agent has seen a fence under its UI mutex: it will type nothing older in that room. May complete a takeover. Only the journal
-- that may lease counts: a newer one, which waits for its lease to end, knows nothing of what the older is typing.
create function acknowledge_fence(p_tenant uuid, p_agent bigint, p_journal text, p_room bigint, p_fence integer) returns boolean language plpgsql as $$
declare
  v_owner text;
begin
  perform set_config('app.tenant', p_tenant::text, true);
  select owner into v_owner from room where id = p_room for no key update;
  if not exists (select 1 from agent where id = p_agent and revoked_at is null and journal_id = p_journal) then
    return false;
  end if;
  update chat set acknowledged_fence = greatest(acknowledged_fence, p_fence)
  where room_id = p_room and account_id in (select id from account where agent_id = p_agent);
  if v_owner = 'requested' then
    perform try_own(p_room);
  end if;
  return true;
end
$$;
--;;
-- Agents that may still be typing an older bubble in a room: their lease runs and they have not acknowledged its fence.
create function agents_to_wait_for(p_room bigint) returns setof bigint language plpgsql stable as $$
#variable_conflict use_column
begin
  return query
    select distinct g.id from chat c join room r on r.id = c.room_id join account a on a.id = c.account_id join agent g on g.id = a.agent_id
  where c.room_id = p_room and (not c.ambiguous or exists (select 1 from reply p where p.chat_id = c.id and p.state = 'leased')) and c.acknowledged_fence < r.fence and g.lease_until > clock_timestamp();
end
$$;
--;;
-- Where an agent's feed begins: every fence of its rooms it has not acknowledged, and every bubble it may still have to do with
-- (queued; leased or unknown under this journal), in typing order.
create function pending_feed(p_tenant uuid, p_agent bigint, p_journal text) returns table (kind text, data jsonb) language plpgsql as $$
begin
  perform set_config('app.tenant', p_tenant::text, true);
  return query
    select 'fence'::text, jsonb_build_object('roomId', r.id::text, 'fence', r.fence, 'owner', r.owner)
    from room r where r.fence > 0 and exists (
      select 1 from chat c join account a on a.id = c.account_id where c.room_id = r.id and a.agent_id = p_agent and c.acknowledged_fence < r.fence)
    order by r.id;
  return query
    select 'reply'::text, jsonb_build_object('replyId', p.id)
    from reply p join account a on a.id = p.account_id
    where a.agent_id = p_agent and (p.state = 'queued' or (p.state in ('leased', 'typed', 'unknown') and p.journal_id = p_journal))
    order by p.seq;
end
$$;
