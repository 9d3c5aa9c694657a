-- What became of answers whose confidence was measured, and the maps that were refitted on it.
create table answer_label (
  turn_id bigint primary key,
  tenant_id uuid not null references tenant on delete cascade,
  confidence real not null,        -- as measured then
  features jsonb not null,         -- what it was measured from
  map_version text not null,       -- which map measured it
  was_right boolean not null,      -- whether the best passage was the answer
  source text not null check (source in ('customer', 'operator', 'rating')),
  labelled_at timestamptz not null default now()
);
--;;
create index answer_label_recent on answer_label (tenant_id, turn_id desc);
--;;
-- How far the turns of a tenant have been looked at: those up to this one have their label or never get one.
create table label_cursor (
  tenant_id uuid primary key references tenant on delete cascade,
  turn_id bigint not null
);
--;;
create table confidence_map (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references tenant on delete cascade,
  kind text not null,              -- which of the shipped maps it takes the place of
  version text not null,
  map jsonb not null,
  labels integer not null,
  error_before real not null,      -- of the map before and of this one, on labels that neither was fitted on
  error_after real not null,
  fitted_at timestamptz not null default now()
);
--;;
create index confidence_map_newest on confidence_map (tenant_id, kind, id desc);
--;;
do $$
declare
  name text;
begin
  foreach name in array array['answer_label', 'label_cursor', 'confidence_map']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant_wall on %I using (tenant_id = (select current_setting(''app.tenant''))::uuid) with check (tenant_id = (select current_setting(''app.tenant''))::uuid)', name);
    execute format('grant select, insert, update, delete on %I to kefu_runtime', name);
  end loop;
end
$$;
--;;
grant usage on all sequences in schema public to kefu_runtime;
