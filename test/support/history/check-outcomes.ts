import type { History, Violation } from './history.ts';
import type { StoredHistory, StoredReply, StoredTurn } from './stored-history.ts';

const ON_THE_SCREEN = new Set(['typed', 'confirmed', 'unknown']);

/** I1: every accepted line has exactly one current outcome, and none is replied or clarified without a bubble. */
export function checkOutcomes(stored: StoredHistory, history: History): Violation[] {
  return [
    ...stored.messages.flatMap((message) => lineFaults(stored, message)),
    ...stored.turns.flatMap((turn) => turnFaults(stored, turn)),
    ...sessionFaults(stored),
    ...unseenFaults(stored, history),
    ...(history.atRest ? restFaults(stored, history.away ?? []) : []),
  ].map((text) => ({ invariant: 'I1', text }));
}

function lineFaults(stored: StoredHistory, message: StoredHistory['messages'][number]): string[] {
  if (message.role !== 'customer' || message.seen_only) return [];
  const line = `line ${message.id} (${message.content})`;
  if (message.turn === null) return [`${line} belongs to no turn: it can never have an outcome`];
  const turn = stored.turns.find(({ id }) => id === message.turn);
  if (turn === undefined) return [`${line} belongs to turn ${message.turn}, which is gone`];
  return turn.session === message.session
    ? []
    : [`${line} of session ${message.session} belongs to a turn of session ${turn.session}`];
}

function turnFaults(stored: StoredHistory, turn: StoredTurn): string[] {
  const name = `turn ${turn.id}`;
  const claimed = stored.claims.some((claim) => claim.turn === turn.id);
  const faults: string[] = [];
  if ((turn.state === 'settled') !== (turn.outcome !== null))
    faults.push(`${name} is ${turn.state} with outcome ${turn.outcome}`);
  if (turn.state === 'open' && !claimed) faults.push(`${name} is open but no worker will ever claim it`);
  if (turn.state !== 'open' && claimed)
    faults.push(`${name} is ${turn.state} and still waits to be claimed: it could be answered again`);
  if (turn.outcome === 'answered_by_human') faults.push(...humanFaults(stored, turn));
  if (turn.outcome === 'handed_off' || turn.outcome === 'dead_letter') {
    const handed = stored.handoffs.some((handoff) => handoff.session === turn.session);
    if (!handed) faults.push(`${name} is ${turn.outcome}, but its session never had a handoff`);
  }
  return faults;
}

function humanFaults(stored: StoredHistory, turn: StoredTurn): string[] {
  const line = stored.messages.find(({ id }) => id === turn.answer);
  if (line?.role !== 'operator')
    return [`turn ${turn.id} is answered by a person, but line ${turn.answer} is no person's`];
  const bubble = stored.replies.find(({ message }) => message === line.id);
  return bubble?.state === 'void' ? [`turn ${turn.id} is answered by line ${line.id}, whose bubble is void`] : [];
}

function sessionFaults(stored: StoredHistory): string[] {
  const claimsWithoutTurn = stored.claims
    .filter((claim) => !stored.turns.some(({ id }) => id === claim.turn))
    .map((claim) => `a claim waits for turn ${claim.turn}, which is gone`);
  const held = Map.groupBy(
    stored.turns.filter(({ state }) => state === 'held'),
    ({ session }) => session,
  );
  const twice = [...held]
    .filter(([, turns]) => turns.length > 1)
    .map(([session]) => `session ${session} has two held turns`);
  const handoffs = stored.sessions.flatMap((session) => {
    const open = stored.handoffs.filter((handoff) => handoff.session === session.id && handoff.state !== 'closed');
    if (open.length > 1) return [`session ${session.id} has ${open.length} open handoffs`];
    return (open[0]?.id ?? null) === session.handoff
      ? []
      : [`session ${session.id} points to handoff ${session.handoff}, but ${open[0]?.id ?? 'none'} is open`];
  });
  return [...claimsWithoutTurn, ...twice, ...handoffs];
}

/** An outcome that the model gave counts for lines it was made for; a line that came later must have another. */
function unseenFaults(stored: StoredHistory, history: History): string[] {
  const last = new Map((history.answers ?? []).map((answer) => [answer.turnId, answer]));
  return stored.messages.flatMap(({ id, turn: turnId, role, content }) => {
    const turn = stored.turns.find((each) => each.id === turnId);
    const answer = turn === undefined ? undefined : last.get(turn.id);
    if (role !== 'customer' || turn?.state !== 'settled' || answer?.outcome !== turn.outcome) return [];
    return answer?.lines.includes(id) === false
      ? [`line ${id} (${content}) is ${answer.outcome} by an answer to turn ${answer.turnId} that never saw it`]
      : [];
  });
}

function restFaults(stored: StoredHistory, away: readonly string[]): string[] {
  const turns = stored.turns.flatMap((turn) => {
    if (turn.state === 'open') return [`turn ${turn.id} is still open at rest: its lines have no outcome`];
    if (turn.state === 'held') return pendingFaults(stored, turn);
    return bubbleFaults(stored, turn);
  });
  const underWay = stored.replies
    .filter(({ state, origin, account }) =>
      // A person's line waits for as long as the agent that is to type it is away.
      state === 'queued' ? origin !== 'operator' || !away.includes(account) : state === 'leased',
    )
    .map((reply) => `bubble ${reply.id} (${reply.text}) is still ${reply.state} at rest: nobody will type it`);
  const requested = stored.rooms
    .filter(({ owner }) => owner === 'requested' || owner === 'phone')
    .map((room) => `room ${room.id} is still ${room.owner} at rest`);
  return [...turns, ...underWay, ...requested];
}

/** Held lines are pending only while a person has them: an open handoff, or a room of an operator. */
function pendingFaults(stored: StoredHistory, turn: StoredTurn): string[] {
  const session = stored.sessions.find(({ id }) => id === turn.session);
  const room = stored.rooms.find(({ id }) => id === turn.room);
  if (session?.closed === true) return [`turn ${turn.id} is held in a closed session`];
  return session?.handoff != null || room?.owner === 'human'
    ? []
    : [`turn ${turn.id} is held, but no person was asked for it`];
}

function bubbleFaults(stored: StoredHistory, turn: StoredTurn): string[] {
  if (turn.outcome !== 'replied' && turn.outcome !== 'clarified') return [];
  const own = stored.replies.filter(
    (reply): reply is StoredReply => reply.turn === turn.id && reply.origin === 'model',
  );
  return own.some(({ state }) => ON_THE_SCREEN.has(state))
    ? []
    : [
        `turn ${turn.id} is ${turn.outcome}, but none of its ${own.length} bubbles was typed: ${own.map(({ state }) => state).join(', ')}`,
      ];
}
