import { citeSentences } from '../answer/citations.ts';
import { compileWords } from '../dialog/word-match.ts';

/** Who showed whether an answer was right. */
export type LabelSource = 'customer' | 'operator' | 'rating';

/** A turn with a measured confidence and what came after it in its session. */
export interface AnsweredTurn {
  readonly outcome: string;
  /** The best passage found; null when it is gone. */
  readonly passage: { readonly question: string; readonly answer: string } | null;
  /** Customer's lines after the answer, up to the next answer of anybody, oldest first. */
  readonly reactions: readonly string[];
  /** What an operator wrote next in the session, joined; empty when nobody did. */
  readonly operatorAnswer: string;
  /** 1–5; null when the session was not rated. */
  readonly satisfaction: number | null;
  /** Whether this is the only answered turn of its session: a rating is about all of them. */
  readonly only: boolean;
}

const CONTENT = compileWordList('解决了 搞定了 可以了 明白了 懂了 清楚了 知道了 好用 谢谢 感谢 多谢');
const DISCONTENT = compileWordList('答非所问 不对 错了 没用 不是这个 不是问这个 没回答 听不懂 机器人 转人工 人工');
const HAPPY = 4;
const UNHAPPY = 2;
/** Share of the operator's sentences that rest on the passage: from here it said the same, down to there something else. */
const SAME = 0.6;
const OTHER = 0.1;
/** An operator's line shorter than this is no answer to compare. */
const LEAST_ANSWER = 12;

function compileWordList(words: string): (text: string) => boolean {
  const match = compileWords(words.split(' ').map((word) => ({ word, except: [] })));
  return (text) => match(text).length > 0;
}

/**
 * Whether the best passage of a turn was the answer: as an operator's own answer, the customer's next words or the rating
 * show. Null when nothing shows it: a label is never a guess.
 */
export function labelAnswer(turn: AnsweredTurn): { readonly wasRight: boolean; readonly source: LabelSource } | null {
  if (turn.operatorAnswer.length >= LEAST_ANSWER && turn.passage) return byOperator(turn.operatorAnswer, turn.passage);
  if (turn.outcome !== 'replied') return null;
  const said = turn.reactions.join('\n');
  const discontent = DISCONTENT(said);
  if (discontent !== CONTENT(said)) return { wasRight: !discontent, source: 'customer' };
  if (turn.satisfaction === null || !turn.only) return null;
  if (turn.satisfaction >= HAPPY) return { wasRight: true, source: 'rating' };
  return turn.satisfaction <= UNHAPPY ? { wasRight: false, source: 'rating' } : null;
}

function byOperator(answer: string, passage: { question: string; answer: string }) {
  const cited = citeSentences(answer, [{ id: 'best', ...passage }]);
  const length = (only: boolean): number =>
    cited.reduce((sum, { sentence, evidenceId }) => sum + (!only || evidenceId !== null ? sentence.length : 0), 0);
  const share = length(true) / Math.max(1, length(false));
  if (share >= SAME) return { wasRight: true, source: 'operator' as const };
  return share <= OTHER ? { wasRight: false, source: 'operator' as const } : null;
}
