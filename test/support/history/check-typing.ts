import type { History, Typed, Violation } from './history.ts';
import type { StoredHistory, StoredReply } from './stored-history.ts';

/** Clocks of one machine, read by two programs, agree within this. */
const CLOCK_TOLERANCE_MS = 5;

/** I2, I3, I4, and that the database tells the truth about what was typed. */
export function checkTyping(stored: StoredHistory, history: History): Violation[] {
  const replies = new Map(stored.replies.map((reply) => [reply.id, reply]));
  return [
    ...typedTwice(history.typed),
    ...typedOverHuman(stored, history.typed, replies),
    ...outOfOrder(history.typed, replies),
    ...untrue(stored, history),
  ];
}

const shown = (typed: Typed): string => `bubble ${typed.replyId} (${typed.text})`;

function typedTwice(all: readonly Typed[]): Violation[] {
  const byReply = Map.groupBy(all, ({ replyId }) => replyId);
  return [...byReply.values()]
    .filter((times) => times.length > 1)
    .map((times) => ({ invariant: 'I2', text: `${shown(times[0]!)} was typed ${times.length} times` }));
}

function typedOverHuman(
  stored: StoredHistory,
  all: readonly Typed[],
  replies: ReadonlyMap<string, StoredReply>,
): Violation[] {
  return all.flatMap((typed) => {
    const reply = replies.get(typed.replyId);
    if (reply === undefined || reply.origin === 'operator') return [];
    const owned =
      typed.ownerBefore === undefined ? ownedAt(stored, reply.room, typed.at) : typed.ownerBefore === 'human';
    return owned
      ? [
          {
            invariant: 'I3',
            text: `${shown(typed)} of the ${reply.origin} was typed while a person owned room ${reply.room}`,
          },
        ]
      : [];
  });
}

/** Whether a room was owned by an operator then, as its events tell. */
function ownedAt(stored: StoredHistory, room: string, at: number): boolean {
  let since: number | undefined;
  for (const event of stored.events) {
    if (event.room !== room || event.session !== null || typeof event.data['owner'] !== 'string') continue;
    const human = event.data['owner'] === 'human';
    if (!human && since !== undefined && at > since + CLOCK_TOLERANCE_MS && at < event.at - CLOCK_TOLERANCE_MS)
      return true;
    since = human ? (since ?? event.at) : undefined;
  }
  return since !== undefined && at > since + CLOCK_TOLERANCE_MS;
}

function outOfOrder(all: readonly Typed[], replies: ReadonlyMap<string, StoredReply>): Violation[] {
  const newest = new Map<string, { seq: bigint; typed: Typed }>();
  return all.flatMap((typed) => {
    const reply = replies.get(typed.replyId);
    if (reply === undefined) return [{ invariant: 'I4', text: `${shown(typed)} was typed, but the hub never had it` }];
    const before = newest.get(reply.room);
    const seq = BigInt(reply.seq);
    if (before !== undefined && before.seq > seq) {
      return [
        {
          invariant: 'I4',
          text: `${shown(typed)} was typed in room ${reply.room} after ${shown(before.typed)}, which comes later`,
        },
      ];
    }
    newest.set(reply.room, { seq, typed });
    return [];
  });
}

/** What the hub believes decides who answers next: a void bubble on the screen is a second answer in the making. */
function untrue(stored: StoredHistory, history: History): Violation[] {
  const onScreen = new Set(history.typed.map(({ replyId }) => replyId));
  return stored.replies.flatMap((reply) => {
    const typed = onScreen.has(reply.id);
    const name = `bubble ${reply.id} (${reply.text})`;
    if (typed && reply.state === 'void')
      return [{ invariant: 'I2', text: `${name} is void, but it was typed: its lines would be answered again` }];
    if (!typed && (reply.state === 'typed' || reply.state === 'confirmed')) {
      return [{ invariant: 'I1', text: `${name} is ${reply.state}, but nobody typed it` }];
    }
    return [];
  });
}
