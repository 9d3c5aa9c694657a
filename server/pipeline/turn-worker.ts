import type { Database } from '../ports/database.ts';
import type { Log } from '../ports/log.ts';
import type { Wake } from '../ports/wake.ts';
import type { GatheredRow } from './steps/gather.ts';
import type { TurnClaim, TurnEnd } from './turn.ts';
import type { TurnAttempt } from './turn-attempt.ts';

export interface TurnWorkerServices {
  readonly database: Database;
  readonly wake: Wake;
  readonly log: Log;
  /** Works on a claimed turn once. */
  readonly handleTurn: (attempt: TurnAttempt) => Promise<TurnEnd>;
}

export interface TurnWorkerOptions {
  /** Names this hub's process across its restarts, so that it can free the leases of its own dead process. */
  readonly workerId: string;
  /** Turns held at once, those that wait for a model included; the hub works on 32 of them at a time. */
  readonly concurrency: number;
}

export interface TurnWorker {
  /** Frees what a dead process of the same name left behind, then claims turns as they become due. */
  start(): Promise<void>;
  /** Claims nothing more, waits for running turns up to `graceMs`, gives the rest back. */
  drain(graceMs: number): Promise<void>;
}

/** One look: what is claimed, and milliseconds until the next turn becomes due. Times are ISO text. */
interface LookRow {
  readonly claimed: readonly (Omit<TurnClaim, 'dueAt' | 'deadlineAt'> & {
    readonly revision: number;
    readonly dueAt: string;
    readonly deadlineAt: string;
    readonly known: GatheredRow | null;
  })[];
  readonly next_due: number | null;
}

interface RenewedRow {
  readonly attempt_token: string;
  readonly revision: number;
}

interface RunningTurn {
  readonly claim: TurnClaim;
  /** For the first attempt only. */
  known: GatheredRow | null;
  revision: number;
  /** Ends the attempt in flight; a re-plan makes a new one. */
  abort: AbortController;
  done: Promise<void>;
}

/** Turns that the hub itself works on at once: more would only wait for each other's processor and database sessions. */
const AT_WORK = 32;
/** Leases last 5 s and are renewed every second, all of a worker in one statement. */
const RENEW_MS = 1000;
/** Looked for due turns at least this often, in case no notification came. */
const POLL_MS = 1000;
/** Notifications and ended turns within this time share one look: at 200 turns a second each of them would ask the database anew. */
const GATHER_MS = 10;
/** The same for news of held turns, whose lines are all read at once. */
const GATHER_NEWS_MS = 50;
/** A failed attempt is tried again after this long. */
const RETRY_PAUSE_MS = 300;

export function createTurnWorker(services: TurnWorkerServices, options: TurnWorkerOptions): TurnWorker {
  return new ClaimingWorker(services, options);
}

class ClaimingWorker implements TurnWorker {
  readonly #services: TurnWorkerServices;
  readonly #options: TurnWorkerOptions;
  /** By attempt token. */
  readonly #running = new Map<string, RunningTurn>();
  /** Turns that wait for a model. */
  #outsideNow = 0;
  #draining = false;
  #claiming: Promise<void> | undefined;
  #lookAgain = false;
  #timer: NodeJS.Timeout | undefined;
  #renewer: NodeJS.Timeout | undefined;
  #lookSoon: NodeJS.Timeout | undefined;
  #renewSoon: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(services: TurnWorkerServices, options: TurnWorkerOptions) {
    this.#services = services;
    this.#options = options;
  }

  async start(): Promise<void> {
    await this.#services.database.call('release_claims', [this.#options.workerId, false]);
    this.#unsubscribe = this.#services.wake.subscribe('turns', () => {
      this.#gatherLooks();
      this.#renewSoon ??= setTimeout(() => {
        this.#renewSoon = undefined;
        void this.#renew();
      }, GATHER_NEWS_MS);
    });
    this.#renewer = setInterval(() => void this.#renew(), RENEW_MS);
    this.#look();
  }

  async drain(graceMs: number): Promise<void> {
    this.#draining = true;
    this.#unsubscribe?.();
    clearTimeout(this.#timer);
    clearTimeout(this.#lookSoon);
    clearTimeout(this.#renewSoon);
    await this.#claiming;
    const turns = [...this.#running.values()];
    const grace = setTimeout(() => turns.forEach((turn) => turn.abort.abort(new Error('the hub stops'))), graceMs);
    await Promise.all(turns.map((turn) => turn.done));
    clearTimeout(grace);
    clearInterval(this.#renewer);
    await this.#services.database.call('release_claims', [this.#options.workerId, true]);
  }

  #gatherLooks(): void {
    this.#lookSoon ??= setTimeout(() => {
      this.#lookSoon = undefined;
      this.#look();
    }, GATHER_MS);
  }

  /** Claims what is due, one claim at a time; called again meanwhile it looks once more. */
  #look(): void {
    if (this.#claiming !== undefined) {
      this.#lookAgain = true;
      return;
    }
    if (this.#draining) {
      return;
    }
    this.#claiming = this.#claimDue().finally(() => {
      this.#claiming = undefined;
      if (this.#lookAgain) {
        this.#lookAgain = false;
        this.#look();
      }
    });
  }

  async #claimDue(): Promise<void> {
    const { database, log } = this.#services;
    clearTimeout(this.#timer);
    let pause = POLL_MS;
    try {
      const free = Math.min(this.#options.concurrency - this.#running.size, AT_WORK - this.#atWork());
      if (free > 0) {
        const [look] = await database.call<LookRow>('claim_due', [this.#options.workerId, free]);
        look?.claimed.forEach((row) => this.#begin(row));
        pause = Math.min(POLL_MS, look?.next_due ?? POLL_MS);
      }
    } catch (cause) {
      log.warn('claiming turns failed', cause);
    }
    if (!this.#draining) {
      this.#timer = setTimeout(() => this.#look(), Math.max(pause, 1));
    }
  }

  #begin({ revision, known, ...row }: LookRow['claimed'][number]): void {
    const claim: TurnClaim = { ...row, dueAt: new Date(row.dueAt), deadlineAt: new Date(row.deadlineAt) };
    const abort = new AbortController();
    const turn: RunningTurn = { claim, known, revision, abort, done: Promise.resolve() };
    this.#running.set(claim.token, turn);
    turn.done = this.#work(turn).finally(() => {
      this.#running.delete(claim.token);
      if (!this.#draining) this.#gatherLooks();
    });
  }

  #atWork(): number {
    return this.#running.size - this.#outsideNow;
  }

  readonly #outside = async <T>(wait: () => Promise<T>): Promise<T> => {
    const full = this.#atWork() >= AT_WORK;
    this.#outsideNow += 1;
    if (full) this.#gatherLooks();
    try {
      return await wait();
    } finally {
      this.#outsideNow -= 1;
    }
  };

  async #work(turn: RunningTurn): Promise<void> {
    const { database, log } = this.#services;
    const { claim } = turn;
    try {
      let end: TurnEnd;
      do {
        turn.abort = new AbortController();
        end = await this.#attempt(turn);
      } while (end === 'replan' && !this.#draining);
    } catch (cause) {
      if (this.#draining) {
        return;
      }
      log.warn('an attempt at a turn failed', cause, { turn: claim.turnId, attempt: claim.attempt });
      await database
        .call('fail_attempt', [claim.turnId, claim.token, RETRY_PAUSE_MS * claim.attempt])
        .catch((failure: unknown) => log.warn('a failed attempt keeps its lease until it runs out', failure));
    }
  }

  /** One attempt; when new lines ended it early, the claim's re-plan is counted and it starts over. */
  async #attempt(turn: RunningTurn): Promise<TurnEnd> {
    const { claim, known } = turn;
    turn.known = null;
    const { signal } = turn.abort;
    const gathered = (revision: number): void => {
      turn.revision = revision;
    };
    try {
      return await this.#services.handleTurn({ claim, known, signal, gathered, outside: this.#outside });
    } catch (cause) {
      if (!signal.aborted || this.#draining) {
        throw cause;
      }
      const [row] = await this.#services.database.call<{ replan: boolean }>('replan', [claim.turnId, claim.token]);
      return row?.replan === true ? 'replan' : 'lost';
    }
  }

  async #renew(): Promise<void> {
    const { database, log } = this.#services;
    if (this.#running.size === 0) {
      return;
    }
    try {
      for (const row of await database.call<RenewedRow>('renew_claims', [this.#options.workerId])) {
        const turn = this.#running.get(row.attempt_token);
        if (turn !== undefined && row.revision > turn.revision) {
          turn.revision = row.revision;
          turn.abort.abort(new Error('new lines came'));
        }
      }
    } catch (cause) {
      log.warn('renewing leases failed', cause);
    }
  }
}
