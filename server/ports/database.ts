import type { EntityManager } from '@mikro-orm/postgresql';

/** Functions of the migrations that the hub may call, each one round trip. Add a name when its SQL is added. */
export type SqlFunction =
  | 'accept'
  | 'accept_own'
  | 'all_tenants'
  | 'acknowledge_fence'
  | 'book_usage'
  | 'bury'
  | 'chat_tail'
  | 'claim'
  | 'claim_due'
  | 'command'
  | 'connect_agent'
  | 'drop_upload'
  | 'end_import'
  | 'embedded_versions'
  | 'ensure_places'
  | 'fail_attempt'
  | 'feed'
  | 'feed_head'
  | 'file_piece'
  | 'finish_upload'
  | 'gather'
  | 'heartbeat'
  | 'import_progress'
  | 'known_ids'
  | 'lease_replies'
  | 'living_versions'
  | 'passages'
  | 'pending_feed'
  | 'postpone'
  | 'prune'
  | 'release_claims'
  | 'remember_ids'
  | 'replan'
  | 'remove_tenant'
  | 'renew_claims'
  | 'renew_connection'
  | 'report_deliveries'
  | 'resume_jobs'
  | 'settle'
  | 'settled_turns'
  | 'spent_claims'
  | 'start_import'
  | 'store_chunks'
  | 'store_piece'
  | 'sweep'
  | 'tend_knowledge'
  | 'version_chunks';

/** What readiness needs to know about the database. */
export interface DatabaseHealth {
  /** Whether a query was answered in time (2 s). */
  readonly ok: boolean;
  /** Age in seconds of the oldest running write transaction, which holds every feed back; above 2 s readiness fails. */
  readonly lagSeconds: number;
  /** Server process that holds it back, when the database tells (never on PGlite, where it can only be ourselves). */
  readonly blockingPid?: number;
  /** Why `ok` is false. */
  readonly reason?: string;
}

/**
 * The truth of the hub: PostgreSQL, or PGlite when embedded. Every connection works as the runtime role, which cannot
 * pass row-level security. Refusals of the SQL functions (SQLSTATE KH001) arrive as AppError, all other failures as
 * PortError with port 'database'.
 */
export interface Database {
  readonly kind: 'pglite' | 'postgres';

  /**
   * Runs `select * from fn(args)` as a prepared statement with autocommit, one round trip. The function takes the
   * tenant as its first argument and sets it itself. Rows as plain objects: bigint, xid8 and numeric as text, json
   * parsed, timestamptz as Date. Objects among the arguments are sent as JSON, arrays as arrays of PostgreSQL (an array
   * for a jsonb parameter goes as text: JSON.stringify it).
   * Throws inside `inTenant` and `outside`: their one transaction is all that a unit of work may touch.
   */
  call<Row extends object>(fn: SqlFunction, args: readonly unknown[]): Promise<Row[]>;

  /**
   * One short transaction of one tenant with a fresh EntityManager; commits when `work` resolves, else rolls back.
   * `work` uses only this `em`, does not nest and calls nothing outside (model, HTTP): it is ended after 5 s of silence.
   */
  inTenant<T>(tenantId: string, work: (em: EntityManager) => Promise<T>): Promise<T>;

  /** As `inTenant`, but without a tenant: only the closed list of tables with ids and hashes can be read, others throw. */
  outside<T>(work: (em: EntityManager) => Promise<T>): Promise<T>;

  /** Never rejects. */
  health(): Promise<DatabaseHealth>;

  /** Waits for running work, then gives up every connection and lock. */
  close(): Promise<void>;
}
