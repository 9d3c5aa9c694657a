/** Runs one statement or several without parameters in the session that is about to be used. */
export type RunSql = (sql: string) => Promise<readonly Record<string, unknown>[]>;

/** The role every session works as: owns nothing, cannot pass row-level security. Made by the migrations. */
export const RUNTIME_ROLE = 'kefu_runtime';

/**
 * Tables outside the wall between tenants: ids and hashes only, and the one row that names this history. Those of pg-boss
 * are in a schema of their own; a job of ours holds the ids of a tenant and of what it is about.
 */
export const TABLES_OUTSIDE_THE_WALL: readonly string[] = [
  'epoch',
  'key_lookup',
  'link_lookup',
  'login_lookup',
  'migration',
  'pgboss.bam',
  'pgboss.instance',
  'pgboss.job',
  'pgboss.job_common',
  'pgboss.job_dependency',
  'pgboss.queue',
  'pgboss.queue_stats',
  'pgboss.schedule',
  'pgboss.subscription',
  'pgboss.version',
  'pgboss.warning',
  'refresh_lookup',
  'tenant_lookup',
  'turn_claim',
];

/** Prepares a fresh session. Our functions count on a fresh snapshot for each statement, so the isolation level is pinned. */
export const SESSION_SETUP = [
  `set role ${RUNTIME_ROLE}`,
  "set default_transaction_isolation = 'read committed'",
  "set timezone = 'UTC'",
  // Nothing of ours runs long enough to be worth compiling, but an estimate can say otherwise.
  'set jit = off',
].join('; ');

/** Thrown at start-up: going on would mean that one tenant could see another's data. */
export class WallError extends Error {
  override readonly name = 'WallError';
}

/** Throws a WallError unless this session is the runtime role, cannot pass the wall, and the wall has no unknown hole. */
export async function verifyWall(run: RunSql): Promise<void> {
  const [role] = await run(
    `select current_user as name, r.rolsuper or r.rolbypassrls as bypasses, pg_has_role(current_user, c.relowner, 'member') as owns
     from pg_roles r, pg_class c where r.rolname = current_user and c.oid = 'tenant'::regclass`,
  );
  if (role?.['name'] !== RUNTIME_ROLE)
    throw new WallError(`sessions work as ${role?.['name']}, not as ${RUNTIME_ROLE}`);
  if (role['bypasses'] === true) throw new WallError(`${RUNTIME_ROLE} may bypass row-level security`);
  if (role['owns'] === true) throw new WallError(`${RUNTIME_ROLE} has the rights of the tables' owner`);
  const open = await run(
    `select case when n.nspname = 'public' then c.relname else n.nspname || '.' || c.relname end as name
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
       and not (c.relrowsecurity and c.relforcerowsecurity) order by 1`,
  );
  const holes = open.map(({ name }) => String(name)).filter((name) => !TABLES_OUTSIDE_THE_WALL.includes(name));
  if (holes.length > 0) throw new WallError(`tables without forced row-level security: ${holes.join(', ')}`);
  await verifyThatNothingPasses(run);
}

/** What a policy answers without a tenant: the setting is unknown in a fresh session, empty after a local one. */
export function saysNoTenant(message: string): boolean {
  return message.includes('app.tenant') || message.includes('invalid input syntax for type uuid: ""');
}

/** A write always meets the policy's check; a read of an empty table would not. */
async function verifyThatNothingPasses(run: RunSql): Promise<void> {
  let answer: string | undefined;
  try {
    await run('begin');
    await run("insert into tenant (name) values ('')");
  } catch (error) {
    answer = error instanceof Error ? error.message : String(error);
  } finally {
    await run('rollback');
  }
  if (answer === undefined) throw new WallError('a query without a tenant does not fail');
  if (!saysNoTenant(answer)) throw new WallError(`a query without a tenant fails for another reason: ${answer}`);
}
