-- Documents have versions, and chunks belong to a version. At most one version of a document is published; publishing is one
-- transaction. Chunks of published versions of documents that are neither removed nor expired are what questions are answered from.

-- The owner is under the wall as well; what is stored already has to be rewritten for every tenant.
alter table document no force row level security;
--;;
alter table chunk no force row level security;
--;;
alter table tenant no force row level security;
--;;
-- Rises with every change of what questions are answered from.
alter table tenant add knowledge_revision bigint not null default 0;
--;;
alter table document
  add folder text not null default '',          -- path without a slash at either end; '' is the top
  add source text not null default 'upload' check (source in ('upload', 'folder', 'written', 'sample')),
  add current_version_id bigint,
  add expires_at timestamptz,                    -- not answered from after this moment
  add removed_at timestamptz;                    -- can be restored for 7 days, then it is purged
--;;
-- Version states: importing -> published, held (personal data was found: a person publishes it), refused, failed or cancelled;
-- held -> published or cancelled; published -> replaced -> published (roll-back).
create table document_version (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references tenant on delete cascade,
  document_id bigint not null references document on delete cascade,
  number integer not null,
  file_name text not null,
  file_hash text,                                -- names the bytes in document_file; null when they are not kept (folder, written)
  content_hash text not null,                    -- of the bytes, the reader's and the tokens' version: the same file twice changes nothing
  size bigint not null default 0,
  format text,
  state text not null check (state in ('importing', 'held', 'published', 'replaced', 'refused', 'cancelled', 'failed')),
  stage text check (stage in ('queued', 'reading', 'recognising', 'storing', 'checking')),
  done integer not null default 0,               -- of the stage: pages read, chunks stored
  total integer,                                 -- null while unknown
  attempts integer not null default 0,
  error text,                                    -- code of ports/errors.ts, when refused or failed
  error_detail jsonb not null default '{}',
  chunk_count integer not null default 0,
  tokens_version integer not null default 0,     -- of the tokeniser its chunks' tokens were made by
  report jsonb not null default '{}',            -- what was taken, what was left out and why
  findings jsonb not null default '[]',          -- personal data found, masked
  created_by text not null,                      -- 'user:7', 'hub'
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  published_at timestamptz,
  unique (document_id, number)
);
--;;
create index document_version_importing on document_version (tenant_id, id) where state = 'importing';
--;;
create index document_version_recent on document_version (tenant_id, id desc);
--;;
insert into document_version (tenant_id, document_id, number, file_name, content_hash, state, chunk_count, tokens_version, created_by, created_at, published_at)
  select d.tenant_id, d.id, 1, d.name, d.content_hash, 'published', (select count(*) from chunk c where c.document_id = d.id), 1, 'hub', d.created_at, d.updated_at
  from document d;
--;;
alter table chunk add version_id bigint references document_version on delete cascade;
--;;
update chunk c set version_id = v.id from document_version v where v.document_id = c.document_id;
--;;
alter table chunk alter version_id set not null, drop document_id, add unique (version_id, position);
--;;
alter table document drop constraint document_tenant_id_name_key, drop content_hash;
--;;
-- So far documents came from the owner's folder, named by their path, or from the sample.
update document d set
  current_version_id = v.id,
  source = case when t.demo and d.name = 'ev-charging.csv' then 'sample' else 'folder' end,
  folder = case when strpos(d.name, '/') > 0 then regexp_replace(d.name, '/[^/]*$', '') else '' end,
  name = regexp_replace(d.name, '^.*/', '')
from document_version v, tenant t where v.document_id = d.id and t.id = d.tenant_id;
--;;
alter table document add foreign key (current_version_id) references document_version on delete set null;
--;;
create unique index document_place on document (tenant_id, folder, name) where removed_at is null;
--;;
create index document_recent on document (tenant_id, updated_at desc, id desc);
--;;
create index document_current on document (current_version_id) where current_version_id is not null;
--;;
-- Bytes of uploaded files in pieces of 1 MiB. They arrive under the id of their upload and get their name, the SHA-256, when they
-- are complete and what they claim to be; uploads that were cut short are swept away.
create table document_file (
  tenant_id uuid not null references tenant on delete cascade,
  hash text not null,
  upload_id uuid not null,
  size bigint not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, hash)
);
--;;
create table document_piece (
  tenant_id uuid not null references tenant on delete cascade,
  upload_id uuid not null,
  piece integer not null,
  bytes bytea not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, upload_id, piece)
);
--;;
alter table document_piece alter bytes set storage external;
--;;
-- Scanned pages that an interrupted import has recognised already.
create table page_text (
  tenant_id uuid not null references tenant on delete cascade,
  file_hash text not null,
  page integer not null,
  blocks jsonb not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, file_hash, page)
);
--;;
do $$
declare
  name text;
begin
  foreach name in array array['document_version', 'document_file', 'document_piece', 'page_text'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy tenant_wall on %I using (tenant_id = (select current_setting(''app.tenant''))::uuid) with check (tenant_id = (select current_setting(''app.tenant''))::uuid)', name);
    execute format('grant select, insert, update, delete on %I to kefu_runtime', name);
  end loop;
  foreach name in array array['document_version', 'document_file', 'document_piece', 'page_text', 'document', 'chunk', 'tenant'] loop
    execute format('alter table %I force row level security', name);
  end loop;
end
$$;
--;;
-- What questions are answered from now.
create function living_versions(p_tenant uuid) returns table (document_id text, version_id text, tokens_version integer) language plpgsql as $$
begin
  perform set_config('app.tenant', p_tenant::text, true);
  return query
    select d.id::text, v.id::text, v.tokens_version from document d join document_version v on v.id = d.current_version_id
    where d.removed_at is null and (d.expires_at is null or d.expires_at > clock_timestamp()) order by d.id;
end
$$;
--;;
-- Chunks of a version as the index wants them, from a position on.
create function version_chunks(p_tenant uuid, p_version bigint, p_from integer, p_limit integer)
returns table (id text, "position" integer, tokens jsonb) language plpgsql as $$
#variable_conflict use_column
begin
  perform set_config('app.tenant', p_tenant::text, true);
  return query
    select c.id::text, c.position, c.tokens from chunk c
    where c.version_id = p_version and c.position >= p_from order by c.position limit p_limit;
end
$$;
--;;
drop function passages(uuid, bigint[]);
--;;
create function passages(p_tenant uuid, p_ids bigint[])
returns table (id text, document_id text, document_name text, heading text, page integer, question text, answer text) language plpgsql as $$
#variable_conflict use_column
begin
  perform set_config('app.tenant', p_tenant::text, true);
  return query
    select c.id::text, d.id::text, d.name, c.heading, c.page, c.question, c.answer
    from chunk c join document_version v on v.id = c.version_id join document d on d.id = v.document_id where c.id = any(p_ids);
end
$$;
--;;
-- Stores some chunks of a version that is being imported, each once however often it is sent, and says how far it has come. False: the
-- import has been cancelled.
create function store_chunks(p_tenant uuid, p_version bigint, p_chunks jsonb) returns table (going boolean) language plpgsql as $$
begin
  perform set_config('app.tenant', p_tenant::text, true);
  perform 1 from document_version where id = p_version and state = 'importing' for no key update;
  if not found then
    return query select false;
    return;
  end if;
  insert into chunk (tenant_id, version_id, position, question, answer, heading, page, phrasings, tokens)
    select p_tenant, p_version, x.position, x.question, x.answer, x.heading, x.page, x.phrasings, x.tokens
    from jsonb_to_recordset(p_chunks) as x (position integer, question text, answer text, heading text, page integer, phrasings text[], tokens jsonb)
    on conflict do nothing;
  return query select note_import(p_version, 'storing', (select count(*)::int from chunk where version_id = p_version), null::integer);
end
$$;
--;;
-- Notes how far an import has come and tells whoever watches. False: it has been cancelled.
create function note_import(p_version bigint, p_stage text, p_done integer, p_total integer) returns boolean language plpgsql as $$
begin
  update document_version set stage = p_stage, done = p_done,
    total = case when stage is distinct from p_stage then p_total else coalesce(p_total, total) end,
    chunk_count = case when p_stage = 'storing' then p_done else chunk_count end
  where id = p_version and state = 'importing';
  if not found then
    return false;
  end if;
  perform emit('import', null, null, jsonb_build_object('version', p_version));
  return true;
end
$$;
--;;
create function import_progress(p_tenant uuid, p_version bigint, p_stage text, p_done integer, p_total integer)
returns table (going boolean) language plpgsql as $$
begin
  perform set_config('app.tenant', p_tenant::text, true);
  return query select note_import(p_version, p_stage, p_done, p_total);
end
$$;
