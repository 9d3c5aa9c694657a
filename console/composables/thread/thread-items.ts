import type { MessageLineFragment, TurnFactsFragment } from '../../generated/graphql.ts';
import { compareIds } from '../inbox/session-list.ts';

/** Who speaks a line, as it is drawn. A person who typed on the phone is not an operator of ours. */
export type Speaker = 'customer' | 'model' | 'operator' | 'phone';

export type ThreadItem =
  | { readonly kind: 'day'; readonly id: string; readonly at: string }
  | { readonly kind: 'system'; readonly id: string; readonly message: MessageLineFragment }
  | {
      readonly kind: 'bubble';
      readonly id: string;
      readonly message: MessageLineFragment;
      readonly speaker: Speaker;
      /** Follows a bubble of the same speaker closely: name and picture are not repeated. */
      readonly continued: boolean;
      /** Bubbles of ours still ahead of this one in the room. */
      readonly ahead: number;
      /** The turn that is explained under this bubble. */
      readonly why: TurnFactsFragment | undefined;
    };

const CONTINUES_MS = 120_000;
/** Outcomes that the lines below already show. */
const SELF_EVIDENT = new Set<string>(['ANSWERED_BY_HUMAN', 'CLOSED']);
const UNDER_WAY = new Set(['QUEUED', 'LEASED', 'TYPED']);

/** Hub order: ids are given in the order of acceptance. */
export function sortLines(lines: Iterable<MessageLineFragment>): MessageLineFragment[] {
  return Array.from(lines).toSorted((a, b) => compareIds(a.id, b.id));
}

export function speakerOf(message: MessageLineFragment): Speaker {
  if (message.role === 'MODEL') return 'model';
  if (message.role === 'OPERATOR') return message.viaPhone ? 'phone' : 'operator';
  return 'customer';
}

function dayOf(at: string): string {
  return new Date(at).toDateString();
}

/** The line under which a turn is explained: its last model bubble, else its last line from the customer. */
function explainedLines(lines: readonly MessageLineFragment[]): Map<string, TurnFactsFragment> {
  const byTurn = new Map<string, MessageLineFragment>();
  for (const line of lines) {
    const { turn } = line;
    if (!turn?.outcome || SELF_EVIDENT.has(turn.outcome)) continue;
    const known = byTurn.get(turn.id);
    const isBetter = line.role === 'MODEL' || (line.role === 'CUSTOMER' && known?.role !== 'MODEL');
    if (isBetter) byTurn.set(turn.id, line);
  }
  return new Map(Array.from(byTurn.values()).flatMap((line) => (line.turn ? [[line.id, line.turn] as const] : [])));
}

function continues(before: MessageLineFragment | undefined, line: MessageLineFragment): boolean {
  if (!before || before.role === 'SYSTEM') return false;
  return (
    speakerOf(before) === speakerOf(line) &&
    before.sender === line.sender &&
    before.user?.id === line.user?.id &&
    Date.parse(line.receivedAt) - Date.parse(before.receivedAt) < CONTINUES_MS
  );
}

/** Lays sorted lines out with day separators, grouped bubbles, places in the queue and explanations. */
export function layOutThread(lines: readonly MessageLineFragment[]): ThreadItem[] {
  const explained = explainedLines(lines);
  const items: ThreadItem[] = [];
  let before: MessageLineFragment | undefined;
  let ahead = 0;
  for (const message of lines) {
    const startsDay = !before || dayOf(before.receivedAt) !== dayOf(message.receivedAt);
    if (startsDay) items.push({ kind: 'day', id: `day-${message.id}`, at: message.receivedAt });
    if (message.role === 'SYSTEM') {
      items.push({ kind: 'system', id: message.id, message });
    } else {
      const continued = !startsDay && continues(before, message) && !(before && explained.has(before.id));
      const why = explained.get(message.id);
      items.push({ kind: 'bubble', id: message.id, message, speaker: speakerOf(message), continued, ahead, why });
    }
    if (message.reply && UNDER_WAY.has(message.reply.state)) ahead += 1;
    before = message;
  }
  return items;
}
