import type { Wake } from '../../ports/wake.ts';
import type { GatheredTurn } from '../turn.ts';
import type { Settled } from './settle.ts';

/** Tells the feeds that bubbles wait for an agent; the database remembers them, so a lost notice costs only time. */
export function deliver(wake: Wake, turn: GatheredTurn, settled: Settled): void {
  if (settled.end === 'settled') {
    wake.publish('events', turn.claim.tenantId);
  }
}
