import { isDeepStrictEqual } from 'node:util';
import type { CommandHeard, FollowedFeed, History, Violation } from './history.ts';
import type { StoredHistory } from './stored-history.ts';

/** Commands that change nothing worth an audit row. */
const UNAUDITED = new Set(['mark_read']);

/** I6 for commands, I7, I8, I11 and I12. */
export function checkRecords(stored: StoredHistory, history: History): Violation[] {
  return [
    ...(history.feeds ?? []).flatMap((feed) => feedFaults(stored, feed)),
    ...(history.commands ?? []).flatMap((command) => commandFaults(stored, command)),
    ...auditFaults(stored),
    ...(history.bounds ?? [])
      .filter(({ limit, seen }) => seen > limit)
      .map(({ name, limit, seen }) => ({ invariant: 'I8', text: `${name} grew to ${seen}, its limit is ${limit}` })),
    ...(history.readiness ?? [])
      .filter(({ ready, able }) => ready !== able)
      .map(({ at, ready, able }) => ({
        invariant: 'I12',
        text: `readiness said ${ready} at ${new Date(at).toISOString()}, but the hub was ${able ? 'able' : 'unable'} to work`,
      })),
  ];
}

function feedFaults(stored: StoredHistory, feed: FollowedFeed): Violation[] {
  const place = ({ xid, id }: { xid: string; id: string }): string => `${xid}.${id}`;
  const later = stored.events.filter((event) => feed.after === null || isAfter(event, feed.after));
  const arrived = feed.events.map(place);
  const missing = later.filter((event) => !arrived.includes(place(event)));
  if (missing.length > 0) {
    return missing.map((event) => ({
      invariant: 'I7',
      text: `feed ${feed.name} never told event ${place(event)} (${event.kind})`,
    }));
  }
  if (new Set(arrived).size < arrived.length)
    return [{ invariant: 'I7', text: `feed ${feed.name} told an event twice` }];
  const expected = later.map(place);
  return arrived.every((at, index) => at === expected[index])
    ? []
    : [{ invariant: 'I7', text: `feed ${feed.name} told events out of order` }];
}

function isAfter(event: { xid: string; id: string }, place: { xid: string; id: string }): boolean {
  const [xid, other] = [BigInt(event.xid), BigInt(place.xid)];
  return xid > other || (xid === other && BigInt(event.id) > BigInt(place.id));
}

function commandFaults(stored: StoredHistory, command: CommandHeard): Violation[] {
  const name = `${command.name} ${command.requestId} of ${command.actor}`;
  const answers = command.heard.filter((heard) => !heard.startsWith('refused'));
  const faults: Violation[] = [];
  if (new Set(answers).size > 1)
    faults.push({ invariant: 'I6', text: `${name} was repeated and heard different answers: ${answers.join(' / ')}` });
  const row = stored.requests.find(({ actor, id }) => actor === command.actor && id === command.requestId);
  if (answers[0] !== undefined && row === undefined)
    faults.push({ invariant: 'I11', text: `${name} was answered, but left no trace` });
  if (answers[0] !== undefined && row !== undefined && !isDeepStrictEqual(JSON.parse(answers[0]), row.answer)) {
    faults.push({
      invariant: 'I6',
      text: `${name} heard ${answers[0]}, but a repeat would hear ${JSON.stringify(row.answer)}`,
    });
  }
  const refused = command.heard.at(-1)?.startsWith('refused') === true && answers.length === 0;
  if (refused && row !== undefined) faults.push({ invariant: 'I11', text: `${name} was refused, but is kept as done` });
  return faults;
}

/** One audit row for each command that was done, and none for others. */
function auditFaults(stored: StoredHistory): Violation[] {
  const count = (rows: readonly string[]): Map<string, number> =>
    new Map([...Map.groupBy(rows, (row) => row)].map(([key, all]) => [key, all.length]));
  const done = stored.requests.filter(({ name }) => !UNAUDITED.has(name));
  const names = new Set(done.map(({ name }) => name));
  const requests = count(done.map(({ actor, name }) => `${name} of ${actor}`));
  const audits = count(
    stored.audits.filter(({ action }) => names.has(action)).map(({ actor, action }) => `${action} of ${actor}`),
  );
  const unanswered = stored.requests
    .filter(({ answer }) => answer === null)
    .map(({ name, id }) => `${name} ${id} is kept without its answer`);
  const unequal = [...requests]
    .filter(([key, times]) => (audits.get(key) ?? 0) !== times)
    .map(([key, times]) => `${key} was done ${times} times, but audited ${audits.get(key) ?? 0} times`);
  return [...unanswered, ...unequal].map((text) => ({ invariant: 'I11', text }));
}
