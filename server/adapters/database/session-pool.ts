import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type { ClientBase, PoolClient } from 'pg';
import { MAPPER_TYPES } from './type-parsers.ts';

/** Whether a session can go on after this failure: the server refused one statement, nothing else happened. */
export function sessionSurvives(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && error.severity === 'ERROR';
}

/** A pooled session as kysely wants it; one that broke is thrown away when it is given back. */
export function sessionOf(client: PoolClient): PostgresPoolClient {
  let broken = false;
  const watched: Pick<ClientBase, 'query'> = {
    query: (async (config: never) => {
      try {
        return await client.query(config);
      } catch (error) {
        broken ||= !sessionSurvives(error);
        throw error;
      }
    }) as ClientBase['query'],
  };
  return asSession(watched, () => client.release(broken));
}

/** A pool of the one session that the caller keeps and ends: for the owner's migrations. */
export function singleSessionPool(client: Pick<ClientBase, 'query'>): PostgresPool {
  const session = asSession(client, () => undefined);
  return { options: {}, connect: () => Promise.resolve(session), end: () => Promise.resolve() };
}

/** Streaming through a cursor is left out: a page by keyset does the same without holding a transaction open. */
export function asSession(client: Pick<ClientBase, 'query'>, release: () => void): PostgresPoolClient {
  const query = async (sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<unknown>> => {
    const result = await client.query({ text: sql, values: [...parameters], types: MAPPER_TYPES });
    return result as unknown as PostgresQueryResult<unknown>;
  };
  return { query: query as PostgresPoolClient['query'], release };
}
