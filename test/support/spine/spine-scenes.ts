import type { Claimed, Said } from './spine-rows.ts';
import type { World } from './spine-world.ts';

export interface RoomRow {
  readonly id: string;
  readonly owner: string;
  readonly fence: number;
  readonly owner_user_id: string | null;
}

/** A room of the world, the only one unless named. */
export async function roomOf(w: World, name?: string): Promise<RoomRow> {
  return w.row<RoomRow>(
    'select * from room where tenant_id = $1 and ($2::text is null or name = $2) order by id',
    w.tenantId,
    name ?? null,
  );
}

export interface AnsweredTurn {
  readonly turnId: string;
  readonly sessionId: string;
  readonly roomId: string;
  readonly replies: readonly string[];
}

/** A customer's line and the turn claimed for it. */
export async function claimedTurn(w: World, text: string, line: Said = {}): Promise<Claimed> {
  const said = await w.say(text, line);
  await w.letPass(2);
  const claimed = (await w.claim()).find(({ turn_id }) => turn_id === said.turn_id);
  if (claimed === undefined) throw new Error('the turn was not claimed');
  return claimed;
}

/** A customer's line, answered by the model with bubbles that wait for an agent. */
export async function answered(
  w: World,
  text: string,
  bubbles: readonly string[],
  line: Said = {},
): Promise<AnsweredTurn> {
  const claimed = await claimedTurn(w, text, line);
  const result = await w.settle(claimed, { bubbles });
  if (result.state !== 'settled') throw new Error(`not settled: ${result.state}`);
  const { room_id: roomId } = await w.row<{ room_id: string }>(
    'select room_id from turn where id = $1',
    claimed.turn_id,
  );
  return { turnId: claimed.turn_id, sessionId: claimed.session_id, roomId, replies: result.replies ?? [] };
}

/** A room that an operator owns: taken over while no agent could type there. */
export async function owned(
  w: World,
  text = '转人工',
  line: Said = {},
): Promise<{ sessionId: string; turnId: string; roomId: string }> {
  const said = await w.say(text, line);
  const { room_id: roomId } = await w.row<{ room_id: string }>(
    'select room_id from session where id = $1',
    said.session_id,
  );
  const { state } = await w.command('take_over', { roomId });
  if (state !== 'human') throw new Error(`the take-over is ${state}`);
  return { sessionId: said.session_id!, turnId: said.turn_id!, roomId };
}

/** What a turn has come to. */
export async function turnOf(
  w: World,
  turnId: string,
): Promise<{ state: string; outcome: string | null; answer_message_id: string | null }> {
  return w.row('select state, outcome, answer_message_id from turn where id = $1', turnId);
}

/** States of bubbles, in the order given. */
export async function statesOf(w: World, replies: readonly string[]): Promise<string[]> {
  const rows = await w.rows<{ id: string; state: string }>('select id, state from reply where id = any($1)', replies);
  return replies.map((id) => rows.find((row) => row.id === id)?.state ?? 'gone');
}
