import type { Database } from '../ports/database.ts';
import type { Log } from '../ports/log.ts';
import type { Wake } from '../ports/wake.ts';

export interface SweeperServices {
  readonly database: Database;
  readonly wake: Wake;
  readonly log: Log;
}

/** Does what happens because time passes; independent of the pipeline, so that it also ends what the pipeline cannot. */
export interface Sweeper {
  start(): void;
  stop(): Promise<void>;
}

/** Steps of the SQL function `sweep`, each a transaction of its own. */
const STEPS = ['requests', 'phones', 'late', 'gone', 'unknown', 'handoffs'] as const;
const SWEEP_MS = 1000;
/** What is older than it is kept for goes once an hour. */
const PRUNE_MS = 3_600_000;

export function createSweeper(services: SweeperServices): Sweeper {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let prunedAt = 0;

  async function sweep(): Promise<void> {
    const prune = Date.now() - prunedAt > PRUNE_MS;
    try {
      await sweepAll(services, prune);
      prunedAt = prune ? Date.now() : prunedAt;
    } catch (cause) {
      services.log.warn('a sweep failed and is done again', cause);
    }
    if (!stopped) {
      timer = setTimeout(() => {
        running = sweep();
      }, SWEEP_MS);
    }
  }

  return {
    start() {
      running = sweep();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

async function sweepAll(services: SweeperServices, prune: boolean): Promise<void> {
  await burySpent(services);
  const tenants = await services.database.call<{ tenant_id: string }>('all_tenants', []);
  for (const { tenant_id: tenantId } of tenants) {
    await sweepTenant(services, tenantId);
    if (prune) {
      await services.database.call('prune', [tenantId]);
    }
  }
}

async function sweepTenant({ database, wake }: SweeperServices, tenantId: string): Promise<void> {
  let changed = 0;
  for (const step of STEPS) {
    const [row] = await database.call<{ changed: number }>('sweep', [tenantId, step]);
    changed += row?.changed ?? 0;
  }
  if (changed > 0) {
    wake.publish('events', tenantId);
    wake.publish('turns', tenantId);
  }
}

async function burySpent({ database, wake, log }: SweeperServices): Promise<void> {
  const spent = await database.call<{ tenant_id: string; turn_id: string }>('spent_claims', []);
  for (const { tenant_id: tenantId, turn_id: turnId } of spent) {
    const [row] = await database.call<{ buried: boolean }>('bury', [tenantId, turnId]);
    if (row?.buried === true) {
      log.warn('a turn was given up after 3 attempts and handed off', null, { turn: turnId });
      wake.publish('events', tenantId);
    }
  }
}
