import type { Database } from '../ports/database.ts';
import type { Log } from '../ports/log.ts';
import type { Wake } from '../ports/wake.ts';
import type { TurnAttempt, TurnClaim, TurnEnd } from './turn.ts';

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
  /** Turns worked on at once; they mostly wait for the model. */
  readonly concurrency: number;
}

export interface TurnWorker {
  /** Frees what a dead process of the same name left behind, then claims turns as they become due. */
  start(): Promise<void>;
  /** Claims nothing more, waits for running turns up to `graceMs`, gives the rest back. */
  drain(graceMs: number): Promise<void>;
}

interface ClaimRow {
  readonly turn_id: string;
  readonly tenant_id: string;
  readonly session_id: string;
  readonly attempt_token: string;
  readonly attempts: number;
  readonly revision: number;
  readonly due_at: Date;
  readonly deadline_at: Date;
}

interface RunningTurn {
  readonly claim: TurnClaim;
  revision: number;
  /** Ends the attempt in flight; a re-plan makes a new one. */
  abort: AbortController;
  done: Promise<void>;
}

/** Leases last 5 s and are renewed every second, all of a worker in one statement. */
const RENEW_MS = 1000;
/** Looked for due turns at least this often, in case no notification came. */
const POLL_MS = 1000;
/** A failed attempt is tried again after this long. */
const RETRY_PAUSE_MS = 300;

export function createTurnWorker(services: TurnWorkerServices, options: TurnWorkerOptions): TurnWorker {
  const { database, wake, log } = services;
  const running = new Map<string, RunningTurn>();
  let draining = false;
  let claiming: Promise<void> | undefined;
  let again = false;
  let timer: NodeJS.Timeout | undefined;
  let renewer: NodeJS.Timeout | undefined;
  let unsubscribe: (() => void) | undefined;

  /** Claims until nothing is due, one claim at a time; called again meanwhile it looks once more. */
  function look(): void {
    if (claiming !== undefined) {
      again = true;
      return;
    }
    if (draining) {
      return;
    }
    claiming = claimDue().finally(() => {
      claiming = undefined;
      if (again) {
        again = false;
        look();
      }
    });
  }

  async function claimDue(): Promise<void> {
    clearTimeout(timer);
    let pause = POLL_MS;
    try {
      const free = options.concurrency - running.size;
      if (free > 0) {
        const rows = await database.call<ClaimRow>('claim', [options.workerId, free]);
        rows.forEach(begin);
        const [next] = await database.call<{ next_due: Date | null }>('next_due', []);
        pause = next?.next_due == null ? POLL_MS : Math.min(POLL_MS, next.next_due.getTime() - Date.now());
      }
    } catch (cause) {
      log.warn('claiming turns failed', cause);
    }
    timer = setTimeout(look, Math.max(pause, 1));
  }

  function begin(row: ClaimRow): void {
    const claim: TurnClaim = {
      turnId: row.turn_id,
      tenantId: row.tenant_id,
      sessionId: row.session_id,
      token: row.attempt_token,
      attempt: row.attempts,
      dueAt: row.due_at,
      deadlineAt: row.deadline_at,
    };
    const turn: RunningTurn = { claim, revision: row.revision, abort: new AbortController(), done: Promise.resolve() };
    running.set(claim.token, turn);
    turn.done = work(turn).finally(() => {
      running.delete(claim.token);
      look();
    });
  }

  async function work(turn: RunningTurn): Promise<void> {
    const { claim } = turn;
    try {
      while (!draining) {
        turn.abort = new AbortController();
        const end = await endOf(turn);
        if (end !== 'replan') {
          return;
        }
      }
    } catch (cause) {
      log.warn('an attempt at a turn failed', cause, { turn: claim.turnId, attempt: claim.attempt });
      await database
        .call('fail_attempt', [claim.turnId, claim.token, RETRY_PAUSE_MS * claim.attempt])
        .catch((failure: unknown) => log.warn('a failed attempt keeps its lease until it runs out', failure));
    }
  }

  /** One attempt; when new lines ended it early, the claim's re-plan is counted and it starts over. */
  async function endOf(turn: RunningTurn): Promise<TurnEnd> {
    const { signal } = turn.abort;
    try {
      const gathered = (revision: number): void => {
        turn.revision = revision;
      };
      return await services.handleTurn({ claim: turn.claim, signal, gathered });
    } catch (cause) {
      if (!signal.aborted || draining) {
        throw cause;
      }
      const [row] = await database.call<{ replan: boolean }>('replan', [turn.claim.turnId, turn.claim.token]);
      return row?.replan === true ? 'replan' : 'lost';
    }
  }

  async function renew(): Promise<void> {
    if (running.size === 0) {
      return;
    }
    try {
      const rows = await database.call<ClaimRow>('renew_claims', [options.workerId]);
      for (const row of rows) {
        const turn = running.get(row.attempt_token);
        if (turn !== undefined && row.revision > turn.revision) {
          turn.revision = row.revision;
          turn.abort.abort(new Error('new lines came'));
        }
      }
    } catch (cause) {
      log.warn('renewing leases failed', cause);
    }
  }

  return {
    async start() {
      await database.call('release_claims', [options.workerId, false]);
      unsubscribe = wake.subscribe('turns', () => {
        look();
        void renew();
      });
      renewer = setInterval(() => void renew(), RENEW_MS);
      look();
    },
    async drain(graceMs) {
      draining = true;
      unsubscribe?.();
      clearTimeout(timer);
      await claiming;
      const turns = [...running.values()];
      const grace = new AbortController();
      const timeUp = new Promise<void>((resolve) => {
        const handle = setTimeout(resolve, graceMs);
        grace.signal.addEventListener('abort', () => clearTimeout(handle));
      });
      await Promise.race([Promise.all(turns.map((turn) => turn.done)), timeUp]);
      grace.abort();
      turns.forEach((turn) => turn.abort.abort(new Error('the hub stops')));
      clearInterval(renewer);
      await database.call('release_claims', [options.workerId, true]);
    },
  };
}
