-- As in 017, without passages of documents that are removed or have expired: a node's index forgets them up to 30 s later.
create or replace function passages(p_tenant uuid, p_ids bigint[])
returns table (id text, document_id text, document_name text, heading text, page integer, question text, answer text)
language plpgsql stable set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  perform set_config('app.tenant', p_tenant::text, true);
  return query
    select c.id::text, d.id::text, d.name, c.heading, c.page, c.question, c.answer
    from unnest(p_ids) x(id)
    cross join lateral (select k.id, k.version_id, k.heading, k.page, k.question, k.answer from chunk k where k.id = x.id limit 1) c
    cross join lateral (select v.document_id from document_version v where v.id = c.version_id limit 1) v
    cross join lateral (select o.id, o.name, o.removed_at, o.expires_at from document o where o.id = v.document_id limit 1) d
    where d.removed_at is null and (d.expires_at is null or d.expires_at > clock_timestamp());
end
$$;
