/**
 * A log of tests only: which row a transaction changed in a way that somebody must hear of. Triggers write it, whatever
 * function did the change; moving clocks is no such change.
 */
const STATEMENTS = [
  `create table spine_change (
     id bigint generated always as identity primary key, tenant_id uuid not null, xid xid8 not null default pg_current_xact_id(),
     kind text not null, row_id text not null, room_id text, session_id text, detail text not null)`,
  `create index spine_change_tenant on spine_change (tenant_id, id)`,
  `create function spine_note() returns trigger language plpgsql security definer as $$
   declare
     v jsonb := to_jsonb(new);
   begin
     insert into spine_change (tenant_id, kind, row_id, room_id, session_id, detail)
     values (new.tenant_id, tg_table_name, coalesce(v ->> 'id', v ->> 'request_id'),
       case tg_table_name when 'room' then v ->> 'id' else v ->> 'room_id' end,
       case tg_table_name when 'session' then v ->> 'id' else v ->> 'session_id' end,
       lower(tg_op) || ' ' || coalesce(v ->> 'outcome', v ->> 'state', v ->> 'owner', v ->> 'action', v ->> 'name', ''));
     return null;
   end
   $$`,
  ...triggers('message', undefined, 'not new.seen_only'),
  ...triggers('reply', '(old.state) is distinct from (new.state)'),
  ...triggers('turn', '(old.state, old.outcome) is distinct from (new.state, new.outcome)'),
  ...triggers(
    'handoff',
    '(old.state, old.taken_by, old.priority) is distinct from (new.state, new.taken_by, new.priority)',
  ),
  ...triggers(
    'session',
    '(old.handoff_id, old.closed_at is null) is distinct from (new.handoff_id, new.closed_at is null)',
  ),
  `create trigger spine_note_room after update on room for each row when ((old.owner, old.fence) is distinct from (new.owner, new.fence)) execute function spine_note()`,
  ...triggers('audit', undefined),
  ...triggers('request', undefined),
];

function triggers(table: string, change: string | undefined, inserted?: string): string[] {
  const when = inserted === undefined ? '' : `when (${inserted})`;
  const insert = `create trigger spine_note_insert after insert on ${table} for each row ${when} execute function spine_note()`;
  const update = `create trigger spine_note_update after update on ${table} for each row when (${change ?? 'true'}) execute function spine_note()`;
  return change === undefined ? [insert] : [insert, update];
}

/** Adds the log to an empty database; `owner` owns its tables. */
export async function addChangeLog(owner: (sql: string) => Promise<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await owner(statement);
}
