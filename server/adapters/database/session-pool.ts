import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type { PoolClient, QueryConfig, QueryResult } from 'pg';
import { MAPPER_TYPES } from './type-parsers.ts';

/** One session of the database, as far as units of work need it. */
export interface Session {
  query(config: QueryConfig): Promise<QueryResult>;
}

/** Whether a session can go on after this failure: the server refused one statement, nothing else happened. */
export function sessionSurvives(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && error.severity === 'ERROR';
}

/** A session as kysely wants it, given back to a pool of pg; one that broke is thrown away. */
export function pooledSession(client: PoolClient): PostgresPoolClient {
  return asPoolClient(client, (broken) => client.release(broken));
}

/** A pool of the one session that the caller keeps and ends: for the owner's migrations. */
export function singleSessionPool(session: Session): PostgresPool {
  return {
    options: {},
    connect: () => Promise.resolve(asPoolClient(session, () => undefined)),
    end: () => Promise.resolve(),
  };
}

/**
 * A session as kysely wants it. One that breaks is given back at once: kysely does not, when the rollback fails as well.
 * Streaming through a cursor is left out: a page by keyset does the same without holding a transaction open.
 */
export function asPoolClient(session: Session, giveBack: (broken: boolean) => void): PostgresPoolClient {
  let held = true;
  const release = (broken: boolean): void => {
    if (!held) return;
    held = false;
    giveBack(broken);
  };
  const query = async (sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<unknown>> => {
    if (!held) throw new Error('the session has been given back');
    try {
      const result: QueryResult | QueryResult[] = await session.query({
        text: sql,
        values: [...parameters],
        types: MAPPER_TYPES,
      });
      return (Array.isArray(result) ? joined(result) : result) as unknown as PostgresQueryResult<unknown>;
    } catch (error) {
      if (!sessionSurvives(error)) release(true);
      throw error;
    }
  };
  return { query: query as PostgresPoolClient['query'], release: () => release(false) };
}

/** Several statements in one text are answered one by one. */
function joined(results: readonly QueryResult[]): Partial<QueryResult> {
  return { ...results.at(-1), rows: results.flatMap(({ rows }) => rows as unknown[]) };
}
