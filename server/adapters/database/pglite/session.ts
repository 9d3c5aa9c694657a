import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { Client } from 'pg';
import { PortError } from '../../../ports/errors.ts';
import type { Log } from '../../../ports/log.ts';
import { SESSION_SETUP } from '../runtime-role.ts';
import { asPoolClient, type Session } from '../session-pool.ts';
import type { FeedLag, NamedQuery } from '../sql-source.ts';
import { CALL_TYPES } from '../type-parsers.ts';
import { Gate } from './gate.ts';
import type { WorkerStart } from './worker-messages.ts';
import { WorkerStream } from './worker-stream.ts';

/** As idle_in_transaction_session_timeout on a server; set in this engine, it would end the engine. */
const SILENCE_LIMIT_MS = 5_000;

/** An engine that answers nothing for so long hangs; it is ended and a new one recovers from the log. */
const HANG_LIMIT_MS = 120_000;

/** Opens the engine as its owner: before the runtime role exists, or to change tables. */
export async function openOwner(start: WorkerStart): Promise<Client> {
  const client = new Client({
    stream: () => new WorkerStream(start),
    user: 'postgres',
    database: 'postgres',
    host: 'embedded',
    ssl: false,
    pipeline: true,
    query_timeout: HANG_LIMIT_MS,
  });
  // The failure reaches the queries in flight; without a listener it would end the process as well.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** The one session of the embedded database. An engine that failed is replaced by a new one, which recovers from the log. */
export class PgliteSession {
  readonly pool: PostgresPool;
  readonly #start: WorkerStart;
  readonly #log: Pick<Log, 'warn'>;
  readonly #gate = new Gate();
  #client: Promise<Client> | undefined;
  #unitSince: number | undefined;
  #closed = false;

  /** Takes over a client that is the owner's no longer: SESSION_SETUP has been run. */
  constructor(start: WorkerStart, client: Client, log: Pick<Log, 'warn'>) {
    this.#start = start;
    this.#log = log;
    this.#use(client);
    this.pool = { options: {}, connect: () => this.#connect(), end: () => Promise.resolve() };
  }

  async run(query: NamedQuery): Promise<readonly object[]> {
    const leave = await this.#gate.enter('together');
    try {
      const client = await this.#current();
      const { rows } = await client.query<object>({ ...query, values: [...query.values], types: CALL_TYPES });
      return rows;
    } finally {
      leave();
    }
  }

  /** Only a unit of work of our own can hold the feeds back; while one is open nothing else is answered. */
  async lag(): Promise<FeedLag> {
    if (this.#unitSince !== undefined) return { seconds: (performance.now() - this.#unitSince) / 1000 };
    await this.run({ name: 'alive', text: 'select 1', values: [] });
    return { seconds: 0 };
  }

  /** Work between all others: as the owner, who is put back in his place before anyone else's turn comes. */
  async asOwner(work: (session: Session) => Promise<void>): Promise<void> {
    const leave = await this.#gate.enter('alone');
    try {
      const client = await this.#current();
      await client.query('reset role');
      try {
        await work(client);
      } finally {
        await client.query(SESSION_SETUP);
      }
    } finally {
      leave();
    }
  }

  async close(): Promise<void> {
    const leave = await this.#gate.enter('alone');
    this.#closed = true;
    const client = await this.#client?.catch(() => undefined);
    await client?.end();
    leave();
  }

  async #connect(): Promise<PostgresPoolClient> {
    const leave = await this.#gate.enter('alone');
    try {
      const client = await this.#current();
      this.#unitSince = performance.now();
      return limitSilence(client, () => {
        this.#unitSince = undefined;
        leave();
      });
    } catch (error) {
      leave();
      throw error;
    }
  }

  #current(): Promise<Client> {
    if (this.#closed) throw new PortError({ port: 'database', retryable: false, reason: 'closed' });
    this.#client ??= this.#reopen();
    return this.#client;
  }

  async #reopen(): Promise<Client> {
    try {
      const client = await openOwner(this.#start);
      await client.query(SESSION_SETUP);
      this.#use(client);
      return client;
    } catch (error) {
      this.#client = undefined;
      throw error;
    }
  }

  #use(client: Client): void {
    const current = Promise.resolve(client);
    this.#client = current;
    let cause: unknown;
    client.once('error', (error) => {
      cause = error;
    });
    client.once('end', () => {
      if (this.#closed) return;
      this.#log.warn('the database engine ended; the next query starts a new one', cause);
      if (this.#client === current) this.#client = undefined;
    });
  }
}

/** Ends a unit of work that says nothing for too long: everyone else is waiting for it. */
function limitSilence(client: Client, release: () => void): PostgresPoolClient {
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const end = (): void => {
    clearTimeout(timer);
    if (ended) return;
    ended = true;
    release();
  };
  const expire = (): void => {
    ended = true;
    void client
      .query('rollback')
      .catch(() => undefined)
      .then(release);
  };
  const session: Session = {
    query: async (config) => {
      const reason = `the unit of work was silent for ${SILENCE_LIMIT_MS} ms and has been ended`;
      if (ended) throw new PortError({ port: 'database', retryable: false, reason });
      clearTimeout(timer);
      try {
        return await client.query(config);
      } finally {
        timer = setTimeout(expire, SILENCE_LIMIT_MS);
      }
    },
  };
  return asPoolClient(session, end);
}
