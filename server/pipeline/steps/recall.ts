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
}

/** 那这个呢, 多少钱, 怎么收费: too little to search for on its own. */
const FOLLOW_UP = /^(?:那|那么|这个|那个|它|这款|那款|还有|换成|如果|要是)|呢\s*[?？]?$/u;
const LONGEST_FOLLOW_UP = 12;

/** Chooses the window of the past by kind and topic; a follow-up is searched together with what it follows. */
export function recall(turn: GatheredTurn, identity: Identity): Recalled {
  const shift = detectTopicShift(turn.question, turn.history, turn.now);
  const { lines, turns } = historyWindow(turn.history, identity.kind, shift.shifted);
  return {
    shift,
    window: lines,
    windowTurns: turns,
    summary: turn.session.turnCount === 0 ? turn.session.summary : null,
    query: queryOf(turn, lines),
  };
}

function queryOf(turn: GatheredTurn, window: readonly HistoryLine[]): string {
  const { question, session } = turn;
  const before = window.findLast((line) => line.role === 'customer')?.content;
  const follows = FOLLOW_UP.test(question) && question.length <= LONGEST_FOLLOW_UP;
  return before !== undefined && (follows || session.clarifyOpen) ? `${before} ${question}` : question;
}
