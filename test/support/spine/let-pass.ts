const MOMENTS = `
  select c.table_name as name, array_agg(c.column_name::text order by c.column_name) as columns
  from information_schema.columns c
  where c.table_schema = 'public' and c.data_type = 'timestamp with time zone'
    and exists (select 1 from information_schema.columns t
      where t.table_schema = 'public' and t.table_name = c.table_name and t.column_name = 'tenant_id')
  group by c.table_name`;

/** What the spine compares with the clock: the rest of a short history may stay where it is. */
const HOT = new Set(['agent', 'room', 'session', 'message', 'reply', 'handoff', 'turn', 'turn_claim']);

/**
 * Adds functions of tests only, spine_let_pass(tenant, seconds) and its quick form: time passes for one tenant when every
 * moment it has stored moves into the past. The columns are read from the catalogue, so that a new one is not forgotten.
 */
export async function addLetPass(owner: (sql: string) => Promise<object[]>): Promise<void> {
  const tables = (await owner(MOMENTS)) as { name: string; columns: string[] }[];
  await owner(letPassFunction('spine_let_pass', tables));
  await owner(
    letPassFunction(
      'spine_let_pass_quick',
      tables.filter(({ name }) => HOT.has(name)),
    ),
  );
}

function letPassFunction(name: string, tables: readonly { name: string; columns: string[] }[]): string {
  const updates = tables.map((table) => {
    const moved = table.columns.map((column) => `"${column}" = "${column}" - make_interval(secs => p_seconds)`);
    return `update "${table.name}" set ${moved.join(', ')} where tenant_id = p_tenant;`;
  });
  return `create function ${name}(p_tenant uuid, p_seconds double precision) returns void language plpgsql as
     $$ begin ${updates.join('\n')} end $$`;
}
