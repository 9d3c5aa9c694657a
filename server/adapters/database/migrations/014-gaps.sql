-- What answers tell about the knowledge: which passages are cited, and which questions it cannot answer. Both are made from events by
-- cursor, not when a turn is settled.
create table answer_cursor (
  tenant_id uuid primary key references tenant on delete cascade,
  epoch text not null,
  xid xid8 not null,
  id bigint not null
);
--;;
create table chunk_citation (
  chunk_id bigint primary key references chunk on delete cascade,
  tenant_id uuid not null references tenant on delete cascade,
  count integer not null,
  last_at timestamptz not null
);
--;;
create index chunk_citation_tenant on chunk_citation (tenant_id, chunk_id);
--;;
-- Questions that were handed off for lack of knowledge or asked back, alike ones together.
create table knowledge_gap (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references tenant on delete cascade,
  question text not null,          -- the first one; alike ones are counted
  state text not null default 'open' check (state in ('open', 'answered', 'dismissed')),
  count integer not null default 1,
  samples jsonb not null default '[]',   -- the last five: {turn, question, at}
  document_id bigint references document on delete set null,   -- the entry that answered it
  first_at timestamptz not null,
  last_at timestamptz not null
);
--;;
create index knowledge_gap_recent on knowledge_gap (tenant_id, state, last_at desc, id desc);
--;;
do $$
declare
  name text;
begin
  foreach name in array array['answer_cursor', 'chunk_citation', 'knowledge_gap'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant_wall on %I using (tenant_id = (select current_setting(''app.tenant''))::uuid) with check (tenant_id = (select current_setting(''app.tenant''))::uuid)', name);
    execute format('grant select, insert, update, delete on %I to kefu_runtime', name);
  end loop;
end
$$;
--;;
grant usage on all sequences in schema public to kefu_runtime;
--;;
-- Turns that were settled since the cursor, oldest first, and the horizon up to which nothing is missing. A restored backup starts over.
create function settled_turns(p_tenant uuid, p_limit integer)
returns table (xid text, id text, turn_id text, outcome text, reason text, query text, cited jsonb, at timestamptz, horizon text) language plpgsql as $$
#variable_conflict use_column
declare
  v_cursor answer_cursor;
  v_epoch text := (select value from epoch);
  v_horizon xid8 := pg_snapshot_xmin(pg_current_snapshot());
begin
  perform set_config('app.tenant', p_tenant::text, true);
  select * into v_cursor from answer_cursor where tenant_id = p_tenant and epoch = v_epoch;
  return query
    select e.xid::text, e.id::text, t.id::text, t.outcome, t.handoff_reason, t.trace ->> 'query', t.trace -> 'citations', e.at, v_horizon::text
    from event e join turn t on t.id = (e.data ->> 'turn')::bigint
    where e.tenant_id = p_tenant and (e.xid, e.id) > (coalesce(v_cursor.xid, '0'::xid8), coalesce(v_cursor.id, 0)) and e.xid < v_horizon and e.kind = 'settled'
    order by e.xid, e.id limit p_limit;
end
$$;
--;;
-- Moves the cursor on from where it was read. False: another node was faster.
create function move_answer_cursor(p_xid xid8, p_id bigint) returns boolean language plpgsql as $$
declare
  v_epoch text := (select value from epoch);
begin
  insert into answer_cursor (tenant_id, epoch, xid, id) values (this_tenant(), v_epoch, '0', 0)
    on conflict (tenant_id) do update set epoch = excluded.epoch, xid = excluded.xid, id = excluded.id where answer_cursor.epoch <> excluded.epoch;
  update answer_cursor set xid = p_xid, id = p_id where tenant_id = this_tenant() and (xid, id) < (p_xid, p_id);
  return found;
end
$$;
