-- Accept: a line is stored once, belongs to a session and a turn, and has a receipt only after the commit.

-- Creates what is missing of account, room, chat and customer (on conflict do nothing) and answers their ids in the order given.
-- A row: {n, agent_id, account, window, group, name, external_id, ambiguous, member_key, sender}.
-- A batch is taken for 100 rows by the planner, which would rather read all of the tenant's rooms than look up a few: nested loops only.
create function ensure_places(p_tenant uuid, p_rows jsonb)
returns table (n integer, account_id bigint, room_id bigint, chat_id bigint, customer_id bigint, own boolean)
language plpgsql set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off
set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  perform set_config('app.tenant', p_tenant::text, true);
  perform 1 from account a join agent g on g.id = a.agent_id
  where a.name in (select r.account from jsonb_to_recordset(p_rows) r(account text, agent_id bigint) where r.agent_id <> a.agent_id)
    and g.lease_until > clock_timestamp() and g.revoked_at is null;
  if found then
    perform refuse('ACCOUNT_TAKEN');
  end if;
  insert into account (tenant_id, agent_id, name)
  select distinct p_tenant, r.agent_id, r.account from jsonb_to_recordset(p_rows) r(agent_id bigint, account text) order by 3
  on conflict (tenant_id, name) do update set agent_id = excluded.agent_id where account.agent_id <> excluded.agent_id;
  insert into room (tenant_id, kind, key, name)
  select distinct on (3) p_tenant, case when r."group" then 'group' else 'private' end, place_key(a.id, r."group", r.external_id, r."window"), r.name
  from jsonb_to_recordset(p_rows) r(account text, "window" text, "group" boolean, name text, external_id text)
  join account a on a.name = r.account order by 3
  on conflict (tenant_id, key) do nothing;
  -- Nothing can have been leased in a chat that is new: its room's fence needs no acknowledgement there.
  insert into chat (tenant_id, account_id, room_id, window_key, name, ambiguous, acknowledged_fence)
  select distinct on (a.id, r."window") p_tenant, a.id, o.id, r."window", r.name, r.ambiguous, o.fence
  from jsonb_to_recordset(p_rows) r(account text, "window" text, "group" boolean, name text, external_id text, ambiguous boolean)
  join account a on a.name = r.account
  join room o on o.key = place_key(a.id, r."group", r.external_id, r."window")
  order by a.id, r."window"
  on conflict (account_id, window_key) do update set ambiguous = excluded.ambiguous, name = excluded.name
    where (chat.ambiguous, chat.name) is distinct from (excluded.ambiguous, excluded.name);
  insert into customer (tenant_id, room_id, member_key, name)
  select distinct on (c.room_id, r.member_key) p_tenant, c.room_id, r.member_key, r.sender
  from jsonb_to_recordset(p_rows) r(account text, "window" text, member_key text, sender text)
  join account a on a.name = r.account
  join chat c on c.account_id = a.id and c.window_key = r."window"
  where r.member_key is not null and (r.member_key = '' or not exists (select 1 from account o where o.name = r.sender))
  order by c.room_id, r.member_key
  on conflict (room_id, member_key) do nothing;
  return query
    select r.n, a.id, c.room_id, c.id, u.id, r.member_key <> '' and u.id is null
    from jsonb_to_recordset(p_rows) r(n integer, account text, "window" text, member_key text)
    join account a on a.name = r.account
    join chat c on c.account_id = a.id and c.window_key = r."window"
    left join customer u on u.room_id = c.room_id and u.member_key = r.member_key
    order by r.n;
end
$$;
--;;
-- The key of a room: a group's own id for the whole tenant, else account and window.
create function place_key(p_account bigint, p_group boolean, p_external text, p_window text) returns text language sql immutable as
$$ select case when p_group and p_external is not null then 'group:' || p_external else p_account || ':' || p_window end $$;
--;;
-- What a session was about, in at most 200 characters and without a model: what the customer said last and what was answered.
create function session_summary(p_session bigint) returns text language plpgsql stable as $$
begin
  return (
    select left(string_agg(case when l.role = 'customer' then '客户：' else '客服：' end || l.content, '；' order by l.id), 200)
    from (
      select m.id, m.role, left(regexp_replace(m.content, '\s+', ' ', 'g'), 45) as content
      from message m left join reply p on p.message_id = m.id
      where m.session_id = p_session and m.role <> 'system' and m.kind in ('text', 'quote') and (p.id is null or p.state <> 'void')
      order by m.id desc limit 6) l);
end
$$;
--;;
-- Closes live sessions of these customers that have been silent for longer than a session lives, unless a person or the
-- model still owes them something. The caller holds the rooms.
create function expire_sessions(p_customers bigint[]) returns void language plpgsql as $$
declare
  v_id bigint;
  v_room bigint;
begin
  for v_id, v_room in
    update session s set closed_at = clock_timestamp()
    where s.customer_id = any(p_customers) and s.closed_at is null and s.handoff_id is null
      and s.last_active_at < clock_timestamp() - make_interval(secs => tenant_number('sessionSeconds', 1800)::double precision)
      and not exists (select 1 from turn t where t.session_id = s.id and t.state <> 'settled')
    returning s.id, s.room_id
  loop
    perform emit('expired', v_room, v_id, '{}');
  end loop;
end
$$;
--;;
-- Opens a live session for each of these customers that has none. It begins with the summary of the last.
create function open_sessions(p_tenant uuid, p_rows jsonb) returns void language plpgsql as $$
begin
  insert into session (tenant_id, room_id, customer_id, account_id, chat_id, previous_session_id, summary)
  select distinct on (r.customer_id) p_tenant, r.room_id, r.customer_id, r.account_id, r.chat_id, l.id, session_summary(l.id)
  from jsonb_to_recordset(p_rows) r(room_id bigint, customer_id bigint, account_id bigint, chat_id bigint, seen boolean, cmid text)
  cross join lateral (select o.kind, o.speaker_account_id from room o where o.id = r.room_id limit 1) o
  left join lateral (select s.id from session s where s.customer_id = r.customer_id order by s.id desc limit 1) l on true
  where r.customer_id is not null and not r.seen
    and (o.kind = 'private' or o.speaker_account_id = r.account_id)
    and not exists (select 1 from session s where s.customer_id = r.customer_id and s.closed_at is null offset 0)
    and not exists (select 1 from message m where m.account_id = r.account_id and m.client_message_id = r.cmid offset 0)
  order by r.customer_id, r.chat_id;
end
$$;
--;;
-- Accepts customers' lines, several requests of one tenant at once, and answers a receipt for each.
-- A row: {n, account_id, room_id, chat_id, customer_id, cmid, hash, role, kind, sender, content, quote, media_hash, mentioned, seq,
-- shown_at, captured_at, due_now, priority, missed, repeated, seen}. p_special: some row is missed or possibly repeated.
-- Burst: due = last line + 1.5 s, at most first line + 6 s; deadline = due + 12 s. What is due already stays due, and words that cannot
-- wait (due_now) end every wait, also a rate limit's. A turn that a worker holds takes lines for 10 s
-- from its first and for 2 re-plans, then new lines open the next turn.
-- Rows of tables are looked up one by one (lateral … limit 1) and changed by upserts on their keys: whatever the tables held when the
-- plan was made, it walks those keys. A plain join or update may be planned over the tenant's index and then read all its rows every time.
-- Nothing is decided before the locks: each statement after them sees what the one before it waited for.
create function accept(p_tenant uuid, p_rows jsonb, p_special boolean)
returns table (n integer, state text, message_id bigint, session_id bigint, turn_id bigint, due_at timestamptz)
language plpgsql set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  v_rooms bigint[];
  v_customers bigint[];
  v_locked integer;
  v_live integer;
  v_answered integer;
  v_groups boolean;
  v_quietest timestamptz;
  v_now timestamptz;
begin
  perform set_config('app.tenant', p_tenant::text, true);
  select array_agg(distinct r.room_id), array_agg(distinct r.customer_id) filter (where r.customer_id is not null)
  into v_rooms, v_customers from jsonb_to_recordset(p_rows) r(room_id bigint, customer_id bigint);
  with locked as (
    select r.* from (select x.id from unnest(v_rooms) x(id) order by x.id) o
    cross join lateral (select kind, speaker_account_id from room where room.id = o.id limit 1 for no key update) r
  )
  select count(*), bool_or(kind = 'group' and speaker_account_id is null) into v_locked, v_groups from locked;
  if v_locked <> cardinality(v_rooms) then
    perform refuse('PLACES_MISSING');
  end if;
  with live as (
    select l.id from unnest(v_customers) x(id)
    cross join lateral (select s.id from session s where s.customer_id = x.id and s.closed_at is null limit 1) l
  ), locked as (
    select s.* from (select l.id from live l order by l.id) o
    cross join lateral (select last_active_at, handoff_id from session where session.id = o.id and closed_at is null limit 1 for no key update) s
  )
  select count(*), min(last_active_at) filter (where handoff_id is null) into v_live, v_quietest from locked;
  v_now := clock_timestamp();
  if v_groups then
    update room set speaker_account_id = r.account_id
    from (select distinct on (x.room_id) x.room_id, x.account_id from jsonb_to_recordset(p_rows) x(n integer, room_id bigint, account_id bigint) order by x.room_id, x.n) r
    where room.id = r.room_id and room.kind = 'group' and room.speaker_account_id is null;
  end if;
  if v_quietest < v_now - make_interval(secs => tenant_number('sessionSeconds', 1800)::double precision) then
    perform expire_sessions(v_customers);
    v_live := 0;
  end if;
  if v_live < cardinality(v_customers) then
    perform open_sessions(p_tenant, p_rows);
  end if;
  if p_special then
    perform open_handoff(x.id, null, x.reason, null, 0) from (
      select s.id, case when bool_or(r.repeated) then 'POSSIBLY_REPEATED' else 'MISSED_OFFLINE' end as reason
      from jsonb_to_recordset(p_rows) r(customer_id bigint, account_id bigint, cmid text, missed boolean, repeated boolean, seen boolean)
      join session s on s.customer_id = r.customer_id and s.closed_at is null
      join room o on o.id = s.room_id
      where (r.missed or r.repeated) and not r.seen and (o.kind = 'private' or o.speaker_account_id = r.account_id)
        and not exists (select 1 from message m where m.account_id = r.account_id and m.client_message_id = r.cmid)
      group by s.id order by s.id) x;
  end if;
  return query
  with input as (
    select * from jsonb_to_recordset(p_rows) as r(n integer, account_id bigint, room_id bigint, chat_id bigint, customer_id bigint, cmid text,
      hash text, role text, kind text, sender text, content text, quote text, media_hash text, mentioned boolean, seq integer,
      shown_at timestamptz, captured_at timestamptz, due_now boolean, priority smallint, missed boolean, repeated boolean, seen boolean)
  ), fresh as (
    select i.*, o.owner <> 'model' or s.handoff_id is not null as hold, s.id as sid, s.account_id as s_account, s.chat_id as s_chat,
      i.seen or s.id is null or (o.kind = 'group' and o.speaker_account_id <> i.account_id) as seen_line,
      case when c.level = 'white' then 2 else 0 end as vip, c.member_key, c.name as c_name
    from input i
    cross join lateral (select r.kind, r.owner, r.speaker_account_id from room r where r.id = i.room_id limit 1) o
    left join lateral (select u.level, u.member_key, u.name from customer u where u.id = i.customer_id limit 1) c on true
    left join lateral (select l.id, l.handoff_id, l.account_id, l.chat_id from session l where l.customer_id = i.customer_id and l.closed_at is null limit 1) s on true
    where not exists (select 1 from message m where m.account_id = i.account_id and m.client_message_id = i.cmid offset 0)
  ), spoken as (
    select f.sid, f.room_id, f.customer_id, f.hold, bool_or(f.due_now) as due_now, max(f.priority + f.vip)::smallint as priority, count(*)::integer as lines,
      min(f.s_account) as account_id, min(f.s_chat) as chat_id, min(f.member_key) as member_key, min(f.c_name) as name
    from fresh f where not f.seen_line group by f.sid, f.room_id, f.customer_id, f.hold
  ), placed as (
    select p.*, t.id as found, coalesce(t.id, nextval('turn_id_seq')) as tid, coalesce(t.first_line_at, v_now) as first_line_at
    from spoken p left join lateral (
      select t.id, t.first_line_at from turn t left join turn_claim k on k.turn_id = t.id
      where t.session_id = p.sid and t.state <> 'settled'
        and (t.state = 'held' or k.lease_until is null or k.lease_until < v_now
          or (k.replans < 2 and v_now <= k.first_line_at + interval '10 s'))
      order by t.id desc limit 1) t on true
  ), timed as (
    select p.*, case when p.due_now then v_now else least(v_now + interval '1.5 s', p.first_line_at + interval '6 s') end as due from placed p
  ), turned as (
    insert into turn (id, tenant_id, session_id, room_id, state, first_line_at, due_at, deadline_at)
    overriding system value
    select t.tid, p_tenant, t.sid, t.room_id, case when t.hold then 'held' else 'open' end, v_now,
      case when not t.hold then t.due end, case when not t.hold then t.due + interval '12 s' end
    from timed t
    on conflict (id) do update set revision = turn.revision + 1
  ), claimed as (
    insert into turn_claim as k (turn_id, tenant_id, session_id, room_id, priority, due_at, deadline_at, first_line_at)
    select t.tid, p_tenant, t.sid, t.room_id, t.priority, t.due, t.due + interval '12 s', v_now
    from timed t where not t.hold
    on conflict (turn_id) do update set
      revision = k.revision + 1,
      priority = greatest(k.priority, excluded.priority),
      due_at = case when excluded.due_at <= v_now and k.lease_until is null then least(k.due_at, excluded.due_at)
        when k.attempts > 0 or k.lease_until is not null or k.postponed or k.due_at <= v_now then k.due_at else excluded.due_at end,
      deadline_at = case when excluded.due_at <= v_now and k.postponed and k.lease_until is null then least(k.deadline_at, excluded.deadline_at)
        when k.attempts > 0 or k.lease_until is not null or k.postponed or k.due_at <= v_now then k.deadline_at else excluded.deadline_at end
    returning k.turn_id, k.due_at
  ), stored as (
    insert into message (tenant_id, session_id, room_id, customer_id, account_id, chat_id, client_message_id, content_hash, role, kind, sender, content,
      quote, media_hash, mentioned, turn_id, seen_only, missed_offline, possibly_repeated, seq, shown_at, captured_at, received_at)
    select p_tenant, case when not f.seen_line then f.sid end, f.room_id, case when not f.seen_line then f.customer_id end, f.account_id, f.chat_id, f.cmid, f.hash,
      f.role, f.kind, f.sender, f.content, f.quote, f.media_hash, f.mentioned, t.tid, f.seen_line, f.missed, f.repeated, f.seq, f.shown_at, f.captured_at, v_now
    from fresh f left join timed t on t.sid = f.sid and not f.seen_line
    order by f.n
    returning id, account_id, client_message_id, session_id, turn_id
  ), said as (
    select m.session_id, max(m.id) as last, jsonb_agg(m.id order by m.id) as ids from stored m where m.session_id is not null group by m.session_id
  ), touched as (
    insert into session as s (id, tenant_id, room_id, customer_id, account_id, chat_id, unread, last_active_at, last_message_id)
    overriding system value
    select t.sid, p_tenant, t.room_id, t.customer_id, t.account_id, t.chat_id, t.lines, v_now, d.last from timed t join said d on d.session_id = t.sid
    on conflict (id) do update set unread = s.unread + excluded.unread, last_active_at = excluded.last_active_at, last_message_id = excluded.last_message_id
  ), counted as (
    insert into customer as c (id, tenant_id, room_id, member_key, name, total_messages, last_active_at)
    overriding system value
    select t.customer_id, p_tenant, t.room_id, t.member_key, t.name, t.lines, v_now from timed t
    on conflict (id) do update set total_messages = c.total_messages + excluded.total_messages, last_active_at = excluded.last_active_at
  ), told as (
    insert into event (tenant_id, kind, room_id, session_id, data)
    select p_tenant, 'accepted', t.room_id, t.sid, jsonb_build_object('turn', t.tid, 'messages', d.ids) from timed t join said d on d.session_id = t.sid
  )
  select i.n, case when m.turn_id is null then 'SEEN' when i.missed or i.repeated then 'QUEUED_FOR_HUMAN' else 'STORED' end,
    m.id, m.session_id, m.turn_id, k.due_at
  from input i
  join stored m on m.account_id = i.account_id and m.client_message_id = i.cmid
  left join claimed k on k.turn_id = m.turn_id;
  -- Whatever has no receipt yet was stored before: the same content gets the same receipt, other content is a conflict.
  -- message rows of this very statement's batch are excluded by their time.
  get diagnostics v_answered = row_count;
  if v_answered < jsonb_array_length(p_rows) then
    return query
      select r.n, case when m.content_hash is distinct from r.hash then 'CONFLICT' else 'DUPLICATE' end, m.id, m.session_id, m.turn_id, null::timestamptz
      from jsonb_to_recordset(p_rows) r(n integer, account_id bigint, cmid text, hash text)
      cross join lateral (select o.id, o.session_id, o.turn_id, o.content_hash from message o
        where o.account_id = r.account_id and o.client_message_id = r.cmid and o.received_at <> v_now limit 1) m;
  end if;
end
$$;
--;;
-- Accepts one outgoing line of an account: an echo of a bubble of ours confirms it; anything else was typed by a person on the
-- phone or the PC, who thereby takes the room until 10 min after the last such line.
-- The row: {account_id, room_id, chat_id, customer_id, cmid, hash, kind, content, seq, shown_at, captured_at, age_ms}.
create function accept_own(p_tenant uuid, p_row jsonb)
returns table (state text, message_id bigint, session_id bigint, reply_id uuid)
language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  r record;
  v_known message;
  v_reply reply;
  v_session bigint;
  v_message bigint;
begin
  perform set_config('app.tenant', p_tenant::text, true);
  select * into r from jsonb_to_record(p_row) as x(account_id bigint, room_id bigint, chat_id bigint, customer_id bigint, cmid text, hash text, kind text,
    content text, seq integer, shown_at timestamptz, captured_at timestamptz, age_ms bigint);
  perform 1 from room where id = r.room_id for no key update;
  if not found then
    perform refuse('PLACES_MISSING');
  end if;
  select * into v_known from message m where m.account_id = r.account_id and m.client_message_id = r.cmid;
  if found then
    return query select case when v_known.content_hash is distinct from r.hash then 'CONFLICT' else 'DUPLICATE' end, v_known.id, v_known.session_id, v_known.matched_reply_id;
    return;
  end if;
  select * into v_reply from reply p
  where p.chat_id = r.chat_id and not p.echo_seen
    and (p.state in ('leased', 'typed', 'unknown') or (p.state = 'confirmed' and p.state_at > clock_timestamp() - interval '2 min'))
    and same_text(p.text, r.content)
  order by p.seq limit 1;
  if found then
    return query select 'MATCHED_REPLY', echo_reply(v_reply, r.cmid, r.hash, r.content, r.seq), v_reply.session_id, v_reply.id;
    return;
  end if;
  if r.customer_id is not null then
    perform expire_sessions(array[r.customer_id]);
    perform open_sessions(p_tenant, jsonb_build_array(p_row || '{"seen": false}'));
  end if;
  select s.id into v_session from session s where s.room_id = r.room_id and s.closed_at is null order by s.last_active_at desc limit 1;
  insert into message (tenant_id, session_id, room_id, customer_id, account_id, chat_id, client_message_id, content_hash, role, kind, content, via_phone, seen_only, seq, shown_at, captured_at)
  select p_tenant, v_session, r.room_id, (select customer_id from session where id = v_session), r.account_id, r.chat_id, r.cmid, r.hash, 'operator', r.kind, r.content,
    true, v_session is null, r.seq, r.shown_at, r.captured_at
  returning id into v_message;
  update session set last_message_id = v_message, last_active_at = clock_timestamp() where id = v_session;
  perform phone_spoke(r.room_id, v_session, v_message, r.age_ms);
  return query select 'STORED', v_message, v_session, null::uuid;
end
$$;
--;;
-- WeChat folds white space at the ends and between lines; two texts are the same line when they agree without it.
create function same_text(a text, b text) returns boolean language sql immutable as
$$ select regexp_replace(a, '\s+', '', 'g') = regexp_replace(b, '\s+', '', 'g') $$;
--;;
-- Confirms a bubble by its own line in the chat; keeps the line for its receipt only.
create function echo_reply(p_reply reply, p_cmid text, p_hash text, p_content text, p_seq integer) returns bigint language plpgsql as $$
declare
  v_message bigint;
begin
  update reply set echo_seen = true, state = 'confirmed', state_at = case when state = 'confirmed' then state_at else clock_timestamp() end where id = p_reply.id;
  insert into message (tenant_id, room_id, account_id, chat_id, client_message_id, content_hash, role, content, seen_only, matched_reply_id, seq)
  values (this_tenant(), p_reply.room_id, p_reply.account_id, p_reply.chat_id, p_cmid, p_hash, 'system', p_content, true, p_reply.id, p_seq)
  returning id into v_message;
  perform emit('delivered', p_reply.room_id, p_reply.session_id, jsonb_build_object('deliveries', jsonb_build_array(p_reply.id)));
  return v_message;
end
$$;
--;;
-- A person typed in the room outside the console. An old line (read late) answers what came before it
-- and closes the handoff that waited for it, but takes nothing over.
create function phone_spoke(p_room bigint, p_session bigint, p_message bigint, p_age_ms bigint) returns void language plpgsql as $$
declare
  v_owner text := (select owner from room where id = p_room);
  v_pause interval := make_interval(secs => tenant_number('phonePauseSeconds', 600)::double precision);
  v_until timestamptz := clock_timestamp() + v_pause - make_interval(secs => coalesce(p_age_ms, 0) / 1000.0);
  v_turn bigint;
  v_handoff bigint;
begin
  if v_owner = 'model' and v_until > clock_timestamp() then
    perform raise_fence(p_room, 'phone', null, 'PHONE');
    update room set phone_until = v_until where id = p_room;
    v_owner := 'phone';
  end if;
  if v_owner = 'phone' then
    update room set phone_until = greatest(phone_until, v_until) where id = p_room;
    update handoff set state = 'held', taken_at = clock_timestamp() where room_id = p_room and state = 'waiting';
  end if;
  if p_session is not null then
    v_turn := answer_by_human(p_session, p_message);
    v_handoff := case when v_owner = 'model' then close_handoff(p_session) else (select handoff_id from session where id = p_session) end;
    perform emit('phone', p_room, p_session, jsonb_build_object('owner', v_owner, 'turn', v_turn, 'messages', jsonb_build_array(p_message),
      'handoff', v_handoff));
  end if;
end
$$;
--;;
-- The last lines of a chat as WeChat shows them, newest first: what a block of lines read after a gap is aligned with. A bubble
-- stands where it was typed, which is after lines that came while it waited.
create function chat_tail(p_tenant uuid, p_chat bigint) returns table (message_id bigint, session_id bigint, outgoing boolean, content text) language plpgsql as $$
begin
  perform set_config('app.tenant', p_tenant::text, true);
  return query
    select x.id, x.session_id, x.role <> 'customer', x.content from (
      select m.id, m.session_id, m.role, m.content, coalesce(p.state_at, m.received_at) as shown
      from message m left join reply p on p.message_id = m.id
      where m.chat_id = p_chat and m.role <> 'system' and (p.id is null or p.state in ('typed', 'confirmed', 'unknown'))
      order by m.id desc limit 100) x
    order by x.shown desc, x.id desc limit 50;
end
$$;
