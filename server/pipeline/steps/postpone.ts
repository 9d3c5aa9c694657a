import type { Database } from '../../ports/database.ts';
import type { GatheredTurn, TurnEnd } from '../turn.ts';

/** Gives the claim back until a rate limit allows an answer; lines that come meanwhile join the turn. */
export async function postpone(database: Database, turn: GatheredTurn, until: Date): Promise<TurnEnd> {
  const [row] = await database.call<{ postpone: boolean }>('postpone', [turn.claim.turnId, turn.claim.token, until]);
  return row?.postpone === true ? 'postponed' : 'lost';
}
