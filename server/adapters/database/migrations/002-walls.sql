-- The wall between tenants: every table of a tenant is under forced row-level security, and the hub works as a role
-- that owns nothing and cannot pass it. The closed list outside (ids and hashes only): epoch, turn_claim, login_lookup,
-- key_lookup, link_lookup, refresh_lookup, tenant_lookup.

do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'kefu_runtime') then
    create role kefu_runtime nologin nosuperuser nobypassrls nocreatedb nocreaterole noinherit;
  end if;
exception when duplicate_object or unique_violation then
  null; -- another hub made it in the same moment
end
$$;
--;;
do $$
begin
  if not pg_has_role(current_user, 'kefu_runtime', 'member') then
    execute format('grant kefu_runtime to %I', current_user);
  end if;
exception when unique_violation then
  null;
end
$$;
--;;
do $$
declare
  name text;
begin
  foreach name in array array[
    'app_user', 'agent', 'account', 'room', 'chat', 'customer', 'session', 'turn', 'message', 'reply', 'handoff', 'event',
    'usage', 'audit', 'request', 'media', 'document', 'chunk', 'auth_session']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant_wall on %I using (tenant_id = (select current_setting(''app.tenant''))::uuid) with check (tenant_id = (select current_setting(''app.tenant''))::uuid)', name);
    execute format('grant select, insert, update, delete on %I to kefu_runtime', name);
  end loop;
end
$$;
--;;
alter table tenant enable row level security;
--;;
alter table tenant force row level security;
--;;
create policy tenant_wall on tenant using (id = (select current_setting('app.tenant'))::uuid) with check (id = (select current_setting('app.tenant'))::uuid);
--;;
grant select, insert, update, delete on tenant to kefu_runtime;
--;;
-- What is booked or audited is never changed by the hub; the owner's retention may delete.
revoke update, delete on usage, audit from kefu_runtime;
--;;
grant select, insert, update, delete on turn_claim, login_lookup, key_lookup, link_lookup, refresh_lookup, tenant_lookup to kefu_runtime;
--;;
grant select on epoch to kefu_runtime;
--;;
grant usage on all sequences in schema public to kefu_runtime;
