-- What happens because time passes. The sweeper calls sweep(tenant, step) for each step about once a second; a step finds its
-- candidates without locks, then locks the room and looks again. A step is one transaction, so that it takes rooms in order of
-- their ids like everything else, and stays short: at most 100 rooms.

create function sweep(p_tenant uuid, p_step text) returns table (changed integer) language plpgsql as $$
declare
  v_changed integer;
begin
  perform set_config('app.tenant', p_tenant::text, true);
  v_changed := case p_step
    when 'requests' then sweep_requests()
    when 'phones' then sweep_phones()
    when 'late' then sweep_late()
    when 'gone' then sweep_gone()
    when 'unknown' then sweep_unknown()
    when 'handoffs' then sweep_handoffs()
  end;
  if v_changed is null then
    perform refuse('BAD_INPUT', jsonb_build_object('step', p_step));
  end if;
  return query select v_changed;
end
$$;
--;;
-- Requested rooms become human when the leases have run out, or the model's again when the request has expired.
create function sweep_requests() returns integer language plpgsql as $$
declare
  v_id bigint;
  v_room room;
  v_count integer := 0;
begin
  for v_id in select id from room where owner = 'requested' order by id limit 100 loop
    select * into v_room from room where id = v_id for no key update;
    continue when v_room.owner <> 'requested';
    if try_own(v_id) then
      v_count := v_count + 1;
    elsif v_room.request_expires_at < clock_timestamp() then
      perform drop_request(v_id, v_room.owner_user_id, 'REQUEST_EXPIRED');
      v_count := v_count + 1;
    end if;
  end loop;
  return v_count;
end
$$;
--;;
-- A phone that has gone quiet gives its room back to the model.
create function sweep_phones() returns integer language plpgsql as $$
declare
  v_id bigint;
  v_room room;
  v_count integer := 0;
begin
  for v_id in select id from room where owner = 'phone' and phone_until < clock_timestamp() order by id limit 100 loop
    select * into v_room from room where id = v_id for no key update;
    continue when v_room.owner <> 'phone' or v_room.phone_until >= clock_timestamp();
    perform give_back(v_id, 'PHONE_QUIET', null);
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
--;;
-- Bubbles of the model that no agent leased within 10 min are void.
create function sweep_late() returns integer language plpgsql as $$
declare
  v_room bigint;
  v_late uuid[];
  v_count integer := 0;
begin
  for v_room in
    select distinct p.room_id from reply p where p.state = 'queued' and p.origin <> 'operator' and p.created_at < clock_timestamp() - interval '10 min' order by 1 limit 100
  loop
    perform 1 from room where id = v_room for no key update;
    v_late := array(select id from reply where room_id = v_room and state = 'queued' and origin <> 'operator' and created_at < clock_timestamp() - interval '10 min' order by seq);
    continue when cardinality(v_late) = 0;
    perform void_replies(v_late, 'EXPIRED');
    perform emit('voided', v_room, null, jsonb_build_object('voided', to_jsonb(v_late), 'deliveries', to_jsonb(v_late)), true);
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
--;;
-- Bubbles are unknown that were leased by an agent whose connection lease ended 30 s ago, or by a journal that may not type any more
-- (the account has moved to another agent).
create function sweep_gone() returns integer language plpgsql as $$
declare
  v_room bigint;
  v_count integer := 0;
begin
  for v_room in
    select distinct p.room_id from reply p join account a on a.id = p.account_id join agent g on g.id = a.agent_id
    where p.state in ('leased', 'typed') and (g.lease_until is null or g.lease_until < clock_timestamp() - interval '30 s' or g.journal_id <> p.journal_id)
    order by 1 limit 100
  loop
    perform make_unknown(v_room, array(select p.id from reply p join account a on a.id = p.account_id join agent g on g.id = a.agent_id
      where p.room_id = v_room and p.state in ('leased', 'typed')
        and (g.lease_until is null or g.lease_until < clock_timestamp() - interval '30 s' or g.journal_id <> p.journal_id)), 'AGENT_GONE');
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
--;;
-- A bubble nobody can vouch for holds back the model's later bubbles of its room for 10 s; then they are void and their turns handed
-- off, also a turn that keeps its outcome because the first half of its answer may have been typed.
create function sweep_unknown() returns integer language plpgsql as $$
declare
  v_room bigint;
  v_turn turn;
  v_behind uuid[];
  v_count integer := 0;
begin
  for v_room in
    select distinct b.room_id from reply u join reply b on b.room_id = u.room_id and b.seq > u.seq
    where u.state = 'unknown' and u.state_at < clock_timestamp() - interval '10 s' and b.state = 'queued' and b.origin <> 'operator'
      and b.created_at < u.state_at + interval '10 s' order by 1 limit 100
  loop
    perform 1 from room where id = v_room for no key update;
    v_behind := array(select b.id from reply u join reply b on b.room_id = u.room_id and b.seq > u.seq
      where u.room_id = v_room and u.state = 'unknown' and u.state_at < clock_timestamp() - interval '10 s' and b.state = 'queued' and b.origin <> 'operator'
        and b.created_at < u.state_at + interval '10 s' order by b.seq);
    continue when cardinality(v_behind) = 0;
    perform void_replies(v_behind, 'BEHIND_UNKNOWN');
    for v_turn in
      select t.* from turn t join session s on s.id = t.session_id join room r on r.id = s.room_id
      where t.id in (select turn_id from reply where id = any(v_behind)) and t.outcome in ('replied', 'clarified')
        and s.closed_at is null and s.handoff_id is null and r.owner = 'model' order by t.session_id, t.id
    loop
      perform open_handoff(v_turn.session_id, v_turn.id, 'UNDELIVERED', 'BEHIND_UNKNOWN', 1);
    end loop;
    perform emit('voided', v_room, null, jsonb_build_object('voided', to_jsonb(v_behind), 'deliveries', to_jsonb(v_behind)), true);
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
--;;
-- A handoff that nobody took within the tenant's limit closes with a notice; the next line goes to the model.
create function sweep_handoffs() returns integer language plpgsql as $$
declare
  v_handoff handoff;
  v_turn bigint;
  v_reply uuid;
  v_notice text := coalesce((select settings ->> 'handoffExpiredNotice' from tenant), '抱歉让您久等了，暂时没有人工客服能接待您。您可以继续留言，我会先为您解答。');
  v_count integer := 0;
begin
  for v_handoff in
    select h.* from handoff h join room r on r.id = h.room_id
    where h.state = 'waiting' and h.expires_at < clock_timestamp() and r.owner = 'model' order by h.room_id limit 100
  loop
    perform 1 from room where id = v_handoff.room_id for no key update;
    continue when not exists (select 1 from handoff h join room r on r.id = h.room_id where h.id = v_handoff.id and h.state = 'waiting' and r.owner = 'model');
    v_turn := hold_session(v_handoff.session_id);
    update turn set state = 'settled', outcome = 'closed', outcome_at = clock_timestamp() where id = v_turn;
    perform close_handoff(v_handoff.session_id);
    v_reply := add_bubble(v_handoff.session_id, 'notice', v_notice, null, null, null);
    perform emit('handoff_expired', v_handoff.room_id, v_handoff.session_id, jsonb_build_object('handoff', v_handoff.id, 'turn', v_turn,
      'replies', jsonb_build_array(v_reply), 'messages', jsonb_build_array((select message_id from reply where id = v_reply),
        add_line(v_handoff.session_id, 'system', 'HANDOFF_EXPIRED', null, null, null))), true);
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
--;;
-- Removes what is older than it is kept for: events and repeated answers 7 days. Answers how many rows went.
create function prune(p_tenant uuid) returns table (pruned integer) language plpgsql as $$
declare
  v_events integer;
  v_last xid8;
  v_requests integer;
begin
  perform set_config('app.tenant', p_tenant::text, true);
  with old as (delete from event where at < now() - interval '7 days' returning xid)
    select (select count(*) from old), (select xid from old order by xid desc limit 1) into v_events, v_last;
  update tenant set pruned_xid = v_last where v_last > pruned_xid;
  with old as (delete from request where at < now() - interval '7 days' returning 1) select count(*) into v_requests from old;
  return query select v_events + v_requests;
end
$$;
--;;
-- Removes a tenant with everything it has. Security definer: audit and usage rows are not the runtime role's to delete.
create function remove_tenant(p_tenant uuid) returns void language plpgsql security definer set search_path = public as $$
begin
  perform set_config('app.tenant', p_tenant::text, true);
  if not (select demo from tenant where id = p_tenant) then
    perform refuse('FORBIDDEN', jsonb_build_object('reason', 'only a demo tenant is removed'));
  end if;
  -- The owner may be one whom no wall binds (the embedded database's is): each statement names the tenant itself.
  delete from turn_claim where tenant_id = p_tenant;
  delete from event where tenant_id = p_tenant;
  delete from request where tenant_id = p_tenant;
  delete from reply where tenant_id = p_tenant;
  delete from message where tenant_id = p_tenant;
  delete from turn where tenant_id = p_tenant;
  delete from tenant where id = p_tenant;
end
$$;
--;;
-- A page of a tenant's events after a cursor, up to the oldest transaction still running: ids become visible out of order,
-- and reading past a running transaction would lose its rows.
create function feed(p_tenant uuid, p_xid xid8, p_id bigint, p_limit integer)
returns table (id bigint, xid text, kind text, room_id bigint, session_id bigint, account_ids bigint[], data jsonb, at timestamptz) language plpgsql as $$
#variable_conflict use_column
begin
  perform set_config('app.tenant', p_tenant::text, true);
  return query
    select e.id, e.xid::text, e.kind, e.room_id, e.session_id, e.account_ids, e.data, e.at from event e
    where e.tenant_id = p_tenant and (e.xid, e.id) > (p_xid, p_id) and e.xid < pg_snapshot_xmin(pg_current_snapshot())
    order by e.xid, e.id limit p_limit;
end
$$;
--;;
-- Where a feed that starts now begins (everything before it is visible already), and how far back a cursor may lie: what was
-- removed is remembered, because the oldest event that is left does not tell whether there ever was an older one.
create function feed_head(p_tenant uuid) returns table (epoch text, xid text, id bigint, oldest_xid text, next_xid text) language plpgsql as $$
#variable_conflict use_column
begin
  perform set_config('app.tenant', p_tenant::text, true);
  return query
    select (select value from epoch),
      coalesce((select e.xid::text from event e where e.tenant_id = p_tenant and e.xid < pg_snapshot_xmin(pg_current_snapshot()) order by e.xid desc, e.id desc limit 1), '0'),
      coalesce((select e.id from event e where e.tenant_id = p_tenant and e.xid < pg_snapshot_xmin(pg_current_snapshot()) order by e.xid desc, e.id desc limit 1), 0),
      coalesce((select t.pruned_xid::text from tenant t), '0'),
      pg_snapshot_xmax(pg_current_snapshot())::text;
end
$$;
--;;
create function all_tenants() returns table (tenant_id uuid) language sql stable as
$$ select tenant_id from tenant_lookup order by tenant_id $$;
