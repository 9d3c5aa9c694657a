import type { DialogKind } from './kind.ts';

/** Turns of history that a model is shown, by kind of dialog; the present one is not counted. */
const WINDOW_TURNS: Readonly<Record<DialogKind, number>> = { chitchat: 1, inquiry: 5, business: 3, complaint: 3 };

/** A line before this turn. */
export interface PastLine {
  readonly role: 'customer' | 'model' | 'operator';
  readonly content: string;
  readonly at: Date;
}

export interface HistoryWindow<Line extends PastLine> {
  /** Oldest first; begins with a customer's line unless there is none. */
  readonly lines: readonly Line[];
  readonly turns: number;
}

/** The last turns of a history (oldest first) that belong to the matter: none of it after a topic shift. */
export function historyWindow<Line extends PastLine>(
  history: readonly Line[],
  kind: DialogKind,
  shifted: boolean,
): HistoryWindow<Line> {
  const turns = shifted ? [] : turnsOf(history).slice(-WINDOW_TURNS[kind]);
  return { lines: turns.flat(), turns: turns.length };
}

/** A turn begins where a customer speaks after an answer. */
export function turnsOf<Line extends PastLine>(history: readonly Line[]): Line[][] {
  const turns: Line[][] = [];
  let before: PastLine['role'] | undefined;
  for (const line of history) {
    if (turns.length === 0 || (line.role === 'customer' && before !== 'customer')) turns.push([]);
    turns.at(-1)?.push(line);
    before = line.role;
  }
  return turns;
}
