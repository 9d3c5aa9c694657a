-- What the knowledge page shows and steers.

-- Answers that cited a document, a row a day (UTC) of the last seven; made with chunk_citation.
create table document_citation (
  document_id bigint not null references document on delete cascade,
  day date not null,
  tenant_id uuid not null references tenant on delete cascade,
  count integer not null,
  primary key (document_id, day)
);
--;;
alter table document_citation enable row level security;
--;;
alter table document_citation force row level security;
--;;
create policy tenant_wall on document_citation using (tenant_id = (select current_setting('app.tenant'))::uuid) with check (tenant_id = (select current_setting('app.tenant'))::uuid);
--;;
grant select, insert, update, delete on document_citation to kefu_runtime;
--;;
-- Expected calibration error of the map before and of this one, 0–1, on labels that neither was fitted on; null in older rows.
alter table confidence_map add calibration_before real, add calibration_after real;
--;;
-- As before, but while the tenant's imports are paused nothing is taken up: the version keeps its place and its job ends.
create or replace function start_import(p_tenant uuid, p_version bigint, p_worker text)
returns table (document_id text, name text, file_hash text, content_hash text, attempts integer) language plpgsql as $$
#variable_conflict use_column
begin
  perform set_config('app.tenant', p_tenant::text, true);
  if (select t.settings -> 'importsPaused' = 'true' from tenant t where t.id = p_tenant) then
    update document_version v set stage = 'queued', done = 0, total = null, worker_id = null where v.id = p_version and v.state = 'importing';
    return;
  end if;
  return query
    update document_version v set attempts = v.attempts + 1, started_at = clock_timestamp(), stage = 'reading', done = 0, total = null, error = null, error_detail = '{}', worker_id = p_worker
    where v.id = p_version and v.state = 'importing'
    returning v.document_id::text, v.file_name, v.file_hash, v.content_hash, v.attempts;
  if found then
    perform emit('import', null, null, jsonb_build_object('version', p_version));
  end if;
end
$$;
--;;
-- Gives every import that waits a job again, in order, in the transaction of whoever calls.
create function requeue_imports() returns void language plpgsql as $$
declare
  v_version record;
begin
  for v_version in select id, job_id from document_version where state = 'importing' and stage = 'queued' and file_hash is not null order by id for no key update loop
    delete from pgboss.job_common where id = v_version.job_id;
    update document_version set job_id = enqueue('import', this_tenant(), v_version.id) where id = v_version.id;
  end loop;
end
$$;
