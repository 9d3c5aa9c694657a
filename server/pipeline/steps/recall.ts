import { chosenOption, joined, standaloneQuestion } from '../../modules/dialog/follow-up.ts';
import { detectTopicShift } from '../../modules/dialog/topic-shift.ts';
import type { TopicShift } from '../../modules/dialog/topic-shift.ts';
import { historyWindow } from '../../modules/dialog/window.ts';
import type { GatheredTurn, HistoryLine } from '../turn.ts';
import type { Identity } from './identify.ts';

/** What of the past this turn needs. */
export interface Recalled {
  readonly shift: TopicShift;
  /** Lines of the window, oldest first. */
  readonly window: readonly HistoryLine[];
  readonly windowTurns: number;
  /** What the last session was about, for the first turn after a return. */
  readonly summary: string | null;
  /** What to search for: the question, with what a follow-up refers to. */
  readonly query: string;
  /** What to search for when that finds little: the same together with the question before; null: nothing else. */
  readonly widerQuery: string | null;
}

/** Chooses the window of the past by kind and topic; a follow-up is searched together with what it follows. */
export function recall(turn: GatheredTurn, identity: Identity): Recalled {
  const shift = detectTopicShift(turn.question, turn.history, turn.now);
  const { lines, turns } = historyWindow(turn.history, identity.kind, shift.shifted);
  return {
    shift,
    window: lines,
    windowTurns: turns,
    summary: turn.session.turnCount === 0 ? turn.session.summary : null,
    ...queriesOf(turn, lines),
  };
}

function queriesOf(turn: GatheredTurn, window: readonly HistoryLine[]): Pick<Recalled, 'query' | 'widerQuery'> {
  const { question, session } = turn;
  const before = window.filter((line) => line.role === 'customer').map((line) => line.content);
  if (session.clarifyOpen) {
    const asked = window.findLast((line) => line.role === 'model')?.content ?? '';
    const last = before.at(-1);
    return { query: chosenOption(question, asked) ?? (last ? joined(last, question) : question), widerQuery: null };
  }
  const { text, way, before: matter } = standaloneQuestion(question, before);
  return { query: text, widerQuery: way === 'doubtful' && matter !== null ? joined(matter, question) : null };
}
