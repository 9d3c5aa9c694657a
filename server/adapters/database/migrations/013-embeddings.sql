-- What stored texts mean: vectors by the text they were made from, so that a new version of a document embeds only what is new in it.
-- Vectors of different models (spaces) stand side by side; a tenant's index is in one space at a time.

create table embedding (
  tenant_id uuid not null references tenant on delete cascade,
  space text not null,             -- provider, model, manner and dimensions
  purpose text not null check (purpose in ('query', 'passage')),
  text_hash text not null,         -- 128 bits of SHA-256, base64url
  vector bytea not null,           -- float32, little endian, length 1; empty: the model refuses this text
  primary key (tenant_id, space, purpose, text_hash)
);
--;;
-- Numbers do not compress.
alter table embedding alter vector set storage external;
--;;
-- How far a version of a document has been embedded in a space.
create table embedded_version (
  tenant_id uuid not null references tenant on delete cascade,
  version_id bigint not null references document_version on delete cascade,
  space text not null,
  texts_version integer not null,  -- of the rule that makes texts of chunks
  done integer not null,           -- chunks whose texts have vectors
  next_position integer not null,  -- where to go on
  complete boolean not null,
  primary key (version_id, space)
);
--;;
create index embedded_version_tenant on embedded_version (tenant_id, space);
--;;
-- The space of the tenant's index, and the hub that embeds for it now.
create table embedding_state (
  tenant_id uuid primary key references tenant on delete cascade,
  space text,                      -- null: by words alone
  dimensions integer,
  holder text,
  lease_until timestamptz
);
--;;
do $$
declare
  name text;
begin
  foreach name in array array['embedding', 'embedded_version', 'embedding_state'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant_wall on %I using (tenant_id = (select current_setting(''app.tenant''))::uuid) with check (tenant_id = (select current_setting(''app.tenant''))::uuid)', name);
    execute format('grant select, insert, update, delete on %I to kefu_runtime', name);
  end loop;
end
$$;
--;;
-- The space that a tenant's index is to be in, with the versions that have all their vectors in it; one row without a version when none has.
create function embedded_versions(p_tenant uuid) returns table (space text, dimensions integer, version_id text) language plpgsql as $$
#variable_conflict use_column
begin
  perform set_config('app.tenant', p_tenant::text, true);
  return query
    select s.space, s.dimensions, e.version_id::text
    from embedding_state s left join embedded_version e on e.tenant_id = s.tenant_id and e.space = s.space and e.complete
    where s.tenant_id = p_tenant and s.space is not null;
end
$$;
