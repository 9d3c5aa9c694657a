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

/** A pooled session as kysely wants it; one that broke is thrown away when it is given back. */
export function pooledSession(client: PoolClient): PostgresPoolClient {
  let broken = false;
  const watched: Session = {
    query: async (config) => {
      try {
        return await client.query(config);
      } catch (error) {
        broken ||= !sessionSurvives(error);
        throw error;
      }
    },
  };
  return asPoolClient(watched, () => client.release(broken));
}

/** A pool of the one session that the caller keeps and ends: for the owner's migrations. */
export function singleSessionPool(session: Session): PostgresPool {
  const client = asPoolClient(session, () => undefined);
  return { options: {}, connect: () => Promise.resolve(client), end: () => Promise.resolve() };
}

/** Streaming through a cursor is left out: a page by keyset does the same without holding a transaction open. */
export function asPoolClient(session: Session, release: () => void): PostgresPoolClient {
  const query = async (sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<unknown>> => {
    const result = await session.query({ text: sql, values: [...parameters], types: MAPPER_TYPES });
    return result as unknown as PostgresQueryResult<unknown>;
  };
  return { query: query as PostgresPoolClient['query'], release };
}
