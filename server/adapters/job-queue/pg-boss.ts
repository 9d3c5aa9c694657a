import { CompiledQuery, type Transaction } from 'kysely';
import type { PgBoss, WorkOptions } from 'pg-boss';
import type { Database } from '../../ports/database.ts';
import { PortError } from '../../ports/errors.ts';
import type { Job, JobIds, JobQueue, JobQueueName } from '../../ports/job-queue.ts';
import type { Log } from '../../ports/log.ts';

const SCHEMA = 'pgboss';
/** Between two looks for jobs that nobody told of. */
const POLLING_SECONDS = 5;
/** Between two looks for jobs whose worker fell silent. */
const SUPERVISE_SECONDS = 10;
/** How long running jobs may take to end when the hub stops. */
const STOP_MS = 5_000;

const WORK = {
  pollingIntervalSeconds: POLLING_SECONDS,
  batchSize: 1,
  includeMetadata: true,
} as const satisfies WorkOptions;

/** Also jobs that another process has: when it dies, somebody must take them over. */
const UNFINISHED = `select 1 from ${SCHEMA}.job_common where state < 'completed' limit 1`;

/** pg-boss writes its longer works as scripts with a transaction of their own; here they get one of ours. */
const OWN_TRANSACTION = /^\s*BEGIN;|COMMIT;\s*$/g;

/** What pg-boss sends goes through units of work of ours, as the hub's role and on its sessions, PGlite's only one too. */
function throughDatabase(database: Pick<Database, 'outside'>) {
  return {
    executeSql: async (text: string, values: unknown[] = []) => {
      try {
        return await database.outside(async (em) => {
          const transaction = em.getTransactionContext<Transaction<unknown>>();
          if (!transaction) throw new Error('a unit of work has a transaction');
          const query = CompiledQuery.raw(text.replaceAll(OWN_TRANSACTION, ''), values);
          const { rows } = await transaction.executeQuery(query);
          return { rows };
        });
      } catch (error) {
        // pg-boss takes some SQLSTATEs for what they are, such as a race that another worker won.
        throw error instanceof PortError && error.cause instanceof Error ? error.cause : error;
      }
    },
  };
}

type Handler = (job: Job) => Promise<void>;

/** Jobs on pg-boss, whose tables the migrations made. It is loaded (28 MB) when there is a first job. */
export class PgBossQueue implements JobQueue {
  readonly #database: Pick<Database, 'outside'>;
  readonly #log: Pick<Log, 'warn'>;
  readonly #stop = new AbortController();
  readonly #handlers = new Map<JobQueueName, Handler>();
  readonly #workers: string[] = [];
  #boss: Promise<PgBoss> | undefined;
  #looking: NodeJS.Timeout | undefined;

  constructor(database: Pick<Database, 'outside'>, log: Pick<Log, 'warn'>) {
    this.#database = database;
    this.#log = log;
  }

  async enqueue(...[em, queue, { tenantId, id }]: Parameters<JobQueue['enqueue']>): Promise<string> {
    const [row] = await em.execute<{ id: string }[]>('select enqueue(?, ?, ?)::text as id', [queue, tenantId, id]);
    if (!row) throw new Error(`there is no queue ${queue}`);
    return row.id;
  }

  async cancel(...[em, jobId]: Parameters<JobQueue['cancel']>): Promise<void> {
    await em.execute(`delete from ${SCHEMA}.job_common where id = ?`, [jobId]);
  }

  async work(queue: JobQueueName, handler: Handler): Promise<void> {
    this.#handlers.set(queue, handler);
    this.#looking ??= setInterval(() => void this.#look(), POLLING_SECONDS * 1000).unref();
    await this.#look();
  }

  hurry(): void {
    if (!this.#boss) void this.#look();
    this.#boss?.then(
      (boss) => this.#workers.forEach((worker) => boss.notifyWorker(worker)),
      () => undefined,
    );
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
    this.#stop.abort(new Error('the hub stops'));
    const boss = await this.#boss?.catch(() => undefined);
    await boss?.stop({ graceful: true, timeout: STOP_MS, close: false });
  }

  /** Until there is a first job: whether there is one. */
  async #look(): Promise<void> {
    try {
      const jobs = await this.#database.outside((em) => em.execute<unknown[]>(UNFINISHED));
      if (jobs.length === 0 || this.#stop.signal.aborted) return;
      await this.#opened();
      clearInterval(this.#looking);
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#log.warn('the job queue could not be opened and will be again', error);
    }
  }

  /** Opened once, however many look for jobs; again only when it failed itself. */
  #opened(): Promise<PgBoss> {
    this.#boss ??= this.#open().catch((error: unknown) => {
      this.#boss = undefined;
      throw error;
    });
    return this.#boss;
  }

  async #open(): Promise<PgBoss> {
    const { PgBoss: Boss } = await import('pg-boss');
    const boss = new Boss({
      db: throughDatabase(this.#database),
      schema: SCHEMA,
      migrate: false,
      createSchema: false,
      schedule: false,
      registerInstance: false,
      reindex: false,
      monitorVacuum: false,
      superviseIntervalSeconds: SUPERVISE_SECONDS,
      monitorIntervalSeconds: SUPERVISE_SECONDS,
    });
    boss.on('error', (error) => this.#log.warn('the job queue failed and goes on', error));
    try {
      await boss.start();
    } catch (error) {
      await boss.stop({ graceful: false, close: false });
      throw error;
    }
    for (const [queue, handler] of this.#handlers) this.#workers.push(await this.#workOn(boss, queue, handler));
    return boss;
  }

  #workOn(boss: PgBoss, queue: JobQueueName, handler: Handler): Promise<string> {
    return boss.work<JobIds, void, typeof WORK>(queue, WORK, async ([job]) => {
      if (!job) return;
      const signal = AbortSignal.any([job.signal, this.#stop.signal]);
      const last = job.retryCount >= job.retryLimit;
      await handler({ ...job.data, signal, last })
        .catch((error: unknown) => this.#fail(queue, error))
        // pg-boss would pause before each further job, also while others wait.
        .finally(() => this.hurry());
    });
  }

  /** What a job failed with is kept outside the tenants' wall: not a word of it, but in our log. */
  #fail(queue: JobQueueName, error: unknown): never {
    if (!this.#stop.signal.aborted) this.#log.warn('a job failed and is tried again', error, { queue });
    throw new Error('failed');
  }
}
