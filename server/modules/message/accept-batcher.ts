import { AppError } from '../../ports/errors.ts';
import type { Database } from '../../ports/database.ts';
import type { Wake } from '../../ports/wake.ts';
import type { LineRow } from './line-row.ts';

/** What the database says of one row. */
export interface AcceptedRow {
  readonly state: 'STORED' | 'DUPLICATE' | 'CONFLICT' | 'SEEN' | 'QUEUED_FOR_HUMAN';
  readonly messageId: string;
  readonly sessionId: string | null;
}

/** One row's fate: accepted, or refused for a reason of its own. */
export type AcceptResult = AcceptedRow | AppError;

/** Accepts rows; resolves after the commit that made them durable. Rejects when the database cannot be reached. */
export interface AcceptBatcher {
  accept(tenantId: string, rows: readonly LineRow[]): Promise<AcceptResult[]>;
}

interface AcceptRow {
  readonly n: number;
  readonly state: AcceptedRow['state'];
  readonly message_id: string;
  readonly session_id: string | null;
}

interface Waiting {
  readonly rows: readonly LineRow[];
  readonly resolve: (results: AcceptResult[]) => void;
  readonly reject: (cause: unknown) => void;
}

/** Rows in one transaction at most: more gains nothing and makes the others wait longer. */
const BATCH_ROWS = 128;

/**
 * Group commit: requests of one tenant that wait for the one in flight share the next transaction. The longer a commit
 * takes, the more share it.
 */
export function createAcceptBatcher(database: Database, wake: Wake): AcceptBatcher {
  const queues = new Map<string, Waiting[]>();

  async function drain(tenantId: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const batch = takeBatch(queue);
      try {
        const results = await acceptOrSplit(database, tenantId, batch);
        wake.publish('events', tenantId);
        wake.publish('turns', tenantId);
        batch.forEach((waiting, index) => waiting.resolve(results[index] ?? []));
      } catch (cause) {
        batch.forEach((waiting) => waiting.reject(cause));
      }
    }
    queues.delete(tenantId);
  }

  return {
    accept(tenantId, rows) {
      return new Promise((resolve, reject) => {
        const waiting = { rows, resolve, reject };
        const queue = queues.get(tenantId);
        if (queue !== undefined) {
          queue.push(waiting);
          return;
        }
        const fresh = [waiting];
        queues.set(tenantId, fresh);
        setImmediate(() => void drain(tenantId, fresh));
      });
    },
  };
}

/**
 * The next requests that fit into one transaction, the first one whatever its size. A request whose ids stand in the
 * batch already waits for the next one, where it is a repeat of stored rows like any other.
 */
function takeBatch(queue: Waiting[]): Waiting[] {
  const batch: Waiting[] = [];
  const ids = new Set<string>();
  let size = 0;
  for (let next = queue[0]; next !== undefined; next = queue[0]) {
    const own = next.rows.map((row) => `${row.account_id} ${row.cmid}`);
    if (batch.length > 0 && (size + own.length > BATCH_ROWS || own.some((id) => ids.has(id)))) {
      break;
    }
    own.forEach((id) => ids.add(id));
    size += own.length;
    batch.push(next);
    queue.shift();
  }
  return batch;
}

/** One transaction for all; when that is refused, each request alone, then each row alone, so that a bad row harms nobody. */
async function acceptOrSplit(
  database: Database,
  tenantId: string,
  batch: readonly Waiting[],
): Promise<AcceptResult[][]> {
  try {
    const results = await acceptRows(
      database,
      tenantId,
      batch.flatMap((waiting) => waiting.rows),
    );
    let from = 0;
    return batch.map((waiting) => results.slice(from, (from += waiting.rows.length)));
  } catch (cause) {
    if (!isRefusal(cause)) {
      throw cause;
    }
    const alone: AcceptResult[][] = [];
    for (const waiting of batch) {
      alone.push(await acceptEach(database, tenantId, waiting.rows));
    }
    return alone;
  }
}

async function acceptEach(database: Database, tenantId: string, rows: readonly LineRow[]): Promise<AcceptResult[]> {
  const results: AcceptResult[] = [];
  for (const row of rows) {
    try {
      results.push(...(await acceptRows(database, tenantId, [row])));
    } catch (cause) {
      if (!isRefusal(cause)) {
        throw cause;
      }
      results.push(cause instanceof AppError ? cause : new AppError('BAD_INPUT', { clientMessageId: row.cmid }));
    }
  }
  return results;
}

/** A refusal is about the rows; a retryable failure is about the way to the database and is not split. */
function isRefusal(cause: unknown): boolean {
  return cause instanceof AppError || (cause instanceof Error && 'retryable' in cause && cause.retryable === false);
}

async function acceptRows(database: Database, tenantId: string, rows: readonly LineRow[]): Promise<AcceptResult[]> {
  const numbered = rows.map((row, n) => ({ n, ...row }));
  const special = rows.some((row) => row.missed || row.repeated);
  const answers = await database.call<AcceptRow>('accept', [tenantId, JSON.stringify(numbered), special]);
  const results: AcceptResult[] = Array.from({ length: rows.length });
  for (const answer of answers) {
    results[answer.n] = { state: answer.state, messageId: answer.message_id, sessionId: answer.session_id };
  }
  const silent = rows.findIndex((_, n) => results[n] === undefined);
  if (silent >= 0) {
    throw new Error(`accept gave no receipt for row ${silent} of ${rows.length}`);
  }
  return results;
}
