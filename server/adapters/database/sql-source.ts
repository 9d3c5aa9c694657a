import type { PostgresPool } from 'kysely';

/** A statement kept prepared by the session under its name. */
export interface NamedQuery {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What holds the feeds back, and for how long. */
export interface FeedLag {
  readonly seconds: number;
  readonly pid?: number;
}

/** Where statements run: a pool of server connections, or the one session of PGlite. Every session is the runtime role's. */
export interface SqlSource {
  readonly kind: 'pglite' | 'postgres';
  /** For units of work: a session of their own until it is released. */
  readonly pool: PostgresPool;
  /** One statement with autocommit. */
  run(query: NamedQuery): Promise<readonly object[]>;
  /** Rejects when the database does not answer. */
  lag(): Promise<FeedLag>;
  close(): Promise<void>;
}
