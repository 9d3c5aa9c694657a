import type { InboxTab, SessionRowFragment } from '../../generated/graphql.ts';

/** A line of the list as it is drawn: a heading or a session, with its height in pixels. */
export type InboxRow =
  | {
      readonly kind: 'head';
      readonly id: string;
      readonly section: InboxSection;
      readonly count: number;
      readonly height: number;
    }
  | { readonly kind: 'session'; readonly id: string; readonly session: SessionRowFragment; readonly height: number };

export type InboxSection = 'waiting' | 'mine' | 'rest';

export interface InboxView {
  readonly tab: InboxTab;
  readonly searching: boolean;
  readonly narrow: boolean;
  readonly waiting: readonly SessionRowFragment[];
  readonly mine: readonly SessionRowFragment[];
  readonly list: readonly SessionRowFragment[];
  readonly counts: { readonly waiting: number; readonly mine: number; readonly all: number };
}

const HEAD = 28;
const WAITING = { wide: 92, narrow: 106 } as const;
const PLAIN = { wide: 58, narrow: 64 } as const;

function rowOf(session: SessionRowFragment, narrow: boolean): InboxRow {
  const size = session.handoff?.state === 'WAITING' && session.room.owner === 'MODEL' ? WAITING : PLAIN;
  return { kind: 'session', id: session.id, session, height: narrow ? size.narrow : size.wide };
}

/**
 * Lays the lists out. The tab of everything shows who waits first, then mine, then the rest; every other tab and a
 * search show what they asked for, in the hub's order.
 */
export function layOutInbox(view: InboxView): InboxRow[] {
  const rows = (sessions: readonly SessionRowFragment[]): InboxRow[] =>
    sessions.map((session) => rowOf(session, view.narrow));
  if (view.tab !== 'ALL' || view.searching) return rows(view.list);

  // Asked for and not yet mine: it still waits by the hub's count, but I have it in hand.
  const inHand = new Set(view.mine.map((session) => session.id));
  const waiting = view.waiting.filter((session) => !inHand.has(session.id));
  const above = new Set([...waiting, ...view.mine].map((session) => session.id));
  const rest = view.list.filter((session) => !above.has(session.id));
  const section = (name: InboxSection, sessions: readonly SessionRowFragment[], count: number): InboxRow[] =>
    sessions.length === 0
      ? []
      : [{ kind: 'head', id: `head-${name}`, section: name, count, height: HEAD }, ...rows(sessions)];
  return [
    ...section('waiting', waiting, view.counts.waiting - (view.waiting.length - waiting.length)),
    ...section('mine', view.mine, view.counts.mine),
    ...section('rest', rest, Math.max(rest.length, view.counts.all - view.counts.waiting - view.counts.mine)),
  ];
}

/** The session before or after the selected one in drawing order; the first or last when none is selected. */
export function neighbourOf(rows: readonly InboxRow[], selected: string | undefined, step: 1 | -1): string | undefined {
  const ids = rows.flatMap((row) => (row.kind === 'session' ? [row.id] : []));
  const at = selected === undefined ? -1 : ids.indexOf(selected);
  if (at < 0) return step === 1 ? ids[0] : ids.at(-1);
  return ids[at + step];
}
