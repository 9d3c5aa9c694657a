-- Lines that a company has labelled itself: they teach what its own customers mean beside the shipped examples.
create table kind_example (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references tenant on delete cascade,
  text text not null,
  kind text not null check (kind in ('chitchat', 'inquiry', 'business', 'complaint')),
  created_at timestamptz not null default now(),
  unique (tenant_id, text)
);
--;;
alter table kind_example enable row level security;
--;;
alter table kind_example force row level security;
--;;
create policy tenant_wall on kind_example using (tenant_id = (select current_setting('app.tenant'))::uuid) with check (tenant_id = (select current_setting('app.tenant'))::uuid);
--;;
grant select, insert, update, delete on kind_example to kefu_runtime;
--;;
grant usage on all sequences in schema public to kefu_runtime;
