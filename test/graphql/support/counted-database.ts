import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../../../server/ports/database.ts';

/** A database that counts what is asked of it. */
export interface CountedDatabase {
  readonly database: Database;
  /** Statements since the last call of `restart`. */
  readonly statements: () => number;
  readonly restart: () => void;
}

const STATEMENTS = new Set<PropertyKey>([
  'execute',
  'find',
  'findOne',
  'findAll',
  'count',
  'insert',
  'nativeUpdate',
  'nativeDelete',
  'upsert',
]);

/**
 * Counts statements, not transactions: the loaders of a query share those. Calls of the spine's functions are left out,
 * because sweeper, worker and tailer make them all the time.
 */
export function countStatements(database: Database): CountedDatabase {
  let statements = 0;
  const counting = (em: EntityManager): EntityManager =>
    new Proxy(em, {
      get: (target, key) => {
        if (STATEMENTS.has(key)) statements += 1;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  return {
    statements: () => statements,
    restart: () => {
      statements = 0;
    },
    database: {
      kind: database.kind,
      call: (fn, args) => database.call(fn, args),
      inTenant: (tenantId, work) => database.inTenant(tenantId, (em) => work(counting(em))),
      outside: (work) => database.outside((em) => work(counting(em))),
      health: () => database.health(),
      close: () => database.close(),
    },
  };
}
