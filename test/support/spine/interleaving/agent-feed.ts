import { allows, type AgentBody } from './agent-body.ts';
import type { DeskReply, Process } from './agent-journal.ts';

interface ReplyRow {
  readonly id: string;
  readonly seq: string;
  readonly room: string;
  readonly window: string;
  readonly text: string;
  readonly origin: string;
  readonly fence: number;
  readonly state: string;
  readonly journal: string | null;
}

interface FeedRow {
  readonly xid: string;
  readonly id: string;
  readonly room_id: string | null;
  readonly account_ids: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** Takes the place from which live events will be read, before the present state is. */
export async function positionFeed(agent: AgentBody, process: Process): Promise<boolean> {
  const [head] = await agent.stage.ask<{ xid: string; id: string }>('feed_head');
  if (agent.process !== process || head === undefined) return true;
  process.cursor = { xid: head.xid, id: head.id };
  process.feed = 'positioned';
  return true;
}

/** Reads the present state: fences it has not acknowledged, bubbles it has to do with. What is not there is not wanted any more. */
export async function syncFeed(agent: AgentBody, process: Process): Promise<boolean> {
  const { stage, seat, journal } = agent;
  const pending = await stage.ask<{ kind: string; data: { replyId?: string; roomId?: string; fence?: number } }>(
    'pending_feed',
    seat.id,
    journal.id,
  );
  const rows = await readReplies(
    agent,
    pending.flatMap(({ data }) => data.replyId ?? []),
  );
  if (agent.process !== process) return true;
  process.fences.clear();
  for (const reply of process.desk.values()) reply.replayed = false;
  for (const { data } of pending) if (data.roomId !== undefined) agent.takeFence(process, data.roomId, data.fence ?? 0);
  for (const row of rows) takeReply(agent, process, row);
  for (const reply of process.desk.values()) if (!reply.replayed) drop(agent, process, reply);
  process.feed = 'synced';
  agent.note(`is in sync: ${rows.length} bubbles`);
  return true;
}

/** Reads on from where it stands. */
export async function followFeed(agent: AgentBody, process: Process): Promise<boolean> {
  const { stage } = agent;
  if (process.lagging > 0 && !stage.calm) {
    process.lagging -= 1;
    return false;
  }
  if (process.feed !== 'synced' || process.heard === stage.writes) return false;
  const { writes } = stage;
  const limit = stage.calm ? 1_000 : 1 + stage.dice.below(6);
  const events = await stage.ask<FeedRow>('feed', process.cursor.xid, process.cursor.id, limit);
  if (events.length < limit) process.heard = writes;
  if (events.length === 0) return false;
  const relevant = events.filter(({ account_ids: accounts }) => accounts.includes(agent.seat.accountId));
  const rows = await readReplies(
    agent,
    relevant.flatMap(({ data }) => idsUnder(data, 'replies')),
  );
  if (agent.process !== process) return true;
  for (const { room_id: room, data } of relevant) {
    if (typeof data['fence'] === 'number' && room !== null) agent.takeFence(process, room, data['fence']);
    for (const id of idsUnder(data, 'voided')) {
      const known = process.desk.get(id);
      if (known !== undefined) drop(agent, process, known);
    }
    for (const row of rows) if (idsUnder(data, 'replies').includes(row.id)) takeReply(agent, process, row);
  }
  const last = events.at(-1)!;
  process.cursor = { xid: last.xid, id: last.id };
  if (relevant.length > 0) agent.note(`hears ${relevant.map(({ data }) => JSON.stringify(data)).join(' ')}`);
  return true;
}

async function readReplies(agent: AgentBody, ids: readonly string[]): Promise<ReplyRow[]> {
  if (ids.length === 0) return [];
  return agent.stage.rows<ReplyRow>(
    `select p.id::text, p.seq::text, p.room_id::text as room, c.window_key as "window", p.text, p.origin, p.fence, p.state, p.journal_id as journal
     from reply p join chat c on c.id = p.chat_id join account a on a.id = p.account_id where p.tenant_id = $1 and a.agent_id = $2 and p.id = any($3) order by p.seq`,
    agent.seat.id,
    ids,
  );
}

function takeReply(agent: AgentBody, process: Process, row: ReplyRow): void {
  const mine = row.journal === agent.journal.id;
  if (row.state === 'void' || row.state === 'confirmed' || (row.state !== 'queued' && !mine)) return;
  const known = process.desk.get(row.id);
  const delivery = agent.journal.deliveries.get(row.id);
  if (delivery !== undefined && delivery.step !== 'WITHDRAWN') {
    // Dealt with already; the hub may have missed what became of it.
    if (delivery.step !== 'INTENT') delivery.reported = false;
    return;
  }
  if (row.state === 'unknown' || row.state === 'typed') {
    // Leased once, and the journal knows of no key: it was never typed.
    agent.journal.deliveries.set(row.id, { step: 'VOID', reported: false });
    process.desk.delete(row.id);
    return;
  }
  if (known !== undefined) {
    known.replayed = true;
    known.maybeLeased ||= row.state === 'leased';
    return;
  }
  const reply: DeskReply = {
    id: row.id,
    seq: BigInt(row.seq),
    room: row.room,
    window: row.window,
    text: row.text,
    origin: row.origin,
    fence: row.fence,
    maybeLeased: row.state === 'leased',
    replayed: true,
    notBefore: 0,
  };
  process.desk.set(reply.id, reply);
  dropFenced(agent, process);
}

/** Takes what a fence forbids off the desk. */
export function dropFenced(agent: AgentBody, process: Process): void {
  for (const reply of process.desk.values()) if (!allows(process, reply)) drop(agent, process, reply);
}

/** Takes a bubble off the desk that was not typed; what the hub may count as leased is told as void. */
export function drop(agent: AgentBody, process: Process, reply: DeskReply): void {
  process.desk.delete(reply.id);
  if (process.typing?.reply === reply) process.typing = undefined;
  if (reply.maybeLeased) agent.journal.deliveries.set(reply.id, { step: 'VOID', reported: false });
}

function idsUnder(data: Readonly<Record<string, unknown>>, key: string): string[] {
  const value = data[key];
  return Array.isArray(value) ? value.map(String) : [];
}
