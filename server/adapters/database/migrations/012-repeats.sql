-- After a gap a block of lines is laid over the end of its chat, and what is there already is acknowledged as a line stored
-- under another id. When that receipt is lost the block comes again, but the end of the chat may have grown meanwhile: the
-- ids are remembered, so that a repeat is known by them and gets the same receipt.

create table line_alias (
  tenant_id uuid not null references tenant on delete cascade,
  account_id bigint not null,
  client_message_id text not null,
  message_id bigint not null,
  at timestamptz not null default now(),
  primary key (account_id, client_message_id)
);
--;;
create index line_alias_at on line_alias (tenant_id, at);
--;;
alter table line_alias enable row level security;
--;;
alter table line_alias force row level security;
--;;
create policy tenant_wall on line_alias using (tenant_id = (select current_setting('app.tenant'))::uuid) with check (tenant_id = (select current_setting('app.tenant'))::uuid);
--;;
grant select, insert, update, delete on line_alias to kefu_runtime;
--;;
-- Which of these ids the hub has acknowledged: as a line of its own, or (other = true) as one that was stored under another id.
create function known_ids(p_tenant uuid, p_account bigint, p_ids text[])
returns table (client_message_id text, message_id bigint, session_id bigint, other boolean) language plpgsql set enable_seqscan = off as $$
#variable_conflict use_column
begin
  perform set_config('app.tenant', p_tenant::text, true);
  return query
    select m.client_message_id, m.id, m.session_id, false from message m where m.account_id = p_account and m.client_message_id = any(p_ids)
    union all
    select l.client_message_id, l.message_id, (select session_id from message where id = l.message_id), true
    from line_alias l where l.account_id = p_account and l.client_message_id = any(p_ids);
end
$$;
--;;
-- Remembers that the lines with these ids are stored already: [{cmid, messageId}]. What is a week old nobody repeats.
create function remember_ids(p_tenant uuid, p_account bigint, p_lines jsonb) returns void language plpgsql as $$
begin
  perform set_config('app.tenant', p_tenant::text, true);
  insert into line_alias (tenant_id, account_id, client_message_id, message_id)
  select p_tenant, p_account, x.cmid, x."messageId" from jsonb_to_recordset(p_lines) x(cmid text, "messageId" bigint) order by 3
  on conflict do nothing;
  delete from line_alias where at < now() - interval '7 days';
end
$$;
