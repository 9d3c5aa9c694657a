-- Passages by id, as they stand in the knowledge base now, each looked up by its key: a join was planned while the tables were small, over
-- all passages of the tenant, and read their whole index for the five that a turn shows its model.
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
    cross join lateral (select o.id, o.name from document o where o.id = v.document_id limit 1) d;
end
$$;
--;;
-- One live session a customer, without a partial index: like that of rooms it was scanned whole for one session by its id, because all live
-- sessions seemed few when the plan was made.
drop index session_live;
--;;
create unique index session_live on session ((case when closed_at is null then customer_id end));
--;;
-- Every claim leaves entries in its worker's index until the next vacuum; only a plain index scan marks those it met, so that the next one
-- passes them by.
alter function renew_claims(text) set enable_bitmapscan = off;
--;;
alter function renew_claims(text) set enable_seqscan = off;
