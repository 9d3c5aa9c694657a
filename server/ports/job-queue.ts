import type { EntityManager } from '@mikro-orm/postgresql';

/** Kinds of work that may fail and be tried again outside the message's path. Each has a queue of its own, made by the migrations. */
export type JobQueueName = 'import';

/** What a job is about: ids only, since jobs stand outside the tenants' wall. */
export interface JobIds {
  readonly tenantId: string;
  readonly id: string;
}

/** A job that is being worked on. */
export interface Job extends JobIds {
  /** Ends when the job was taken away (it fell silent, was cancelled, or the hub stops). */
  readonly signal: AbortSignal;
  /** Whether it is not tried again when it fails now. */
  readonly last: boolean;
}

/** Jobs in the database: each is worked on at least once, whatever dies. */
export interface JobQueue {
  /** Adds a job within the caller's transaction: there is a job exactly when the change it belongs to is committed. Answers its id. */
  enqueue(em: EntityManager, queue: JobQueueName, ids: JobIds): Promise<string>;
  /** Takes a waiting job back within the caller's transaction; one that is being worked on loses its signal. */
  cancel(em: EntityManager, jobId: string): Promise<void>;
  /**
   * Works on jobs of a queue, one at a time in this process. A handler that rejects is called again later, with growing
   * pauses, at most five times; one that has done what it could resolves. Settles when the queue is being looked at.
   */
  work(queue: JobQueueName, handler: (job: Job) => Promise<void>): Promise<void>;
  /** Looks for jobs at once instead of within 5 s. */
  hurry(): void;
  /** Ends the signals of running jobs, waits for them for a short time and stops; what was not finished is tried again elsewhere. */
  close(): Promise<void>;
}
