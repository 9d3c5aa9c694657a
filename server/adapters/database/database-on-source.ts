import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { PortError } from '../../ports/errors.ts';
import type { Database, DatabaseHealth, SqlFunction } from '../../ports/database.ts';
import { isDatabaseFailure, toPortFailure } from './database-errors.ts';
import type { SqlSource } from './sql-source.ts';

/** What readiness waits for an answer. */
const HEALTH_TIMEOUT_MS = 2_000;

/** Builds the port over a source of sessions; all that differs between PGlite and PostgreSQL is in the source. */
export function createDatabase(source: SqlSource, mapper: MikroORM): Database {
  const unit = new AsyncLocalStorage<{ open: boolean }>();

  const refuseNesting = (what: string): void => {
    if (unit.getStore()?.open !== true) return;
    const reason = `${what} inside a unit of work, which may use nothing but its own EntityManager`;
    throw new PortError({ port: 'database', retryable: false, reason });
  };

  const transact = async <T>(tenantId: string | undefined, work: (em: EntityManager) => Promise<T>): Promise<T> => {
    refuseNesting('a second unit of work');
    const state = { open: true };
    try {
      return await unit.run(state, () => runUnit(mapper.em.fork(), tenantId, work));
    } finally {
      state.open = false;
    }
  };

  return {
    kind: source.kind,
    call: async <Row extends object>(fn: SqlFunction, args: readonly unknown[]): Promise<Row[]> => {
      refuseNesting(`call of ${fn}`);
      try {
        return (await source.run(functionQuery(fn, args))) as Row[];
      } catch (error) {
        throw toPortFailure(error);
      }
    },
    inTenant: (tenantId, work) => transact(tenantId, work),
    outside: (work) => transact(undefined, work),
    health: () => checkHealth(source),
    close: () => source.close(),
  };
}

async function runUnit<T>(
  manager: EntityManager,
  tenantId: string | undefined,
  work: (em: EntityManager) => Promise<T>,
): Promise<T> {
  let thrown: { error: unknown } | undefined;
  try {
    return await manager.transactional(async (em) => {
      if (tenantId !== undefined) await em.execute(`select set_config('app.tenant', ?, true)`, [tenantId]);
      try {
        return await work(em);
      } catch (error) {
        thrown = { error };
        throw error;
      }
    });
  } catch (error) {
    if (thrown?.error === error && !isDatabaseFailure(error)) throw error;
    throw toPortFailure(error);
  }
}

const queryTexts = new Map<string, string>();

function functionQuery(fn: SqlFunction, args: readonly unknown[]): { name: string; text: string; values: unknown[] } {
  const name = `${fn}/${args.length}`;
  let text = queryTexts.get(name);
  if (text === undefined) {
    text = `select * from ${fn}(${args.map((_, index) => `$${index + 1}`).join(', ')})`;
    queryTexts.set(name, text);
  }
  return { name, text, values: args.map((value) => value ?? null) };
}

async function checkHealth(source: SqlSource): Promise<DatabaseHealth> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${HEALTH_TIMEOUT_MS} ms`)), HEALTH_TIMEOUT_MS);
  try {
    const lag = await Promise.race([source.lag(), late]);
    return { ok: true, lagSeconds: lag.seconds, ...(lag.pid === undefined ? {} : { blockingPid: lag.pid }) };
  } catch (error) {
    return { ok: false, lagSeconds: 0, reason: toPortFailure(error).message };
  } finally {
    clearTimeout(timer);
  }
}
