import { checkRate } from '../../modules/answer/rate-limit.ts';
import { isGreeting } from '../../modules/dialog/greeting.ts';
import { noReplyNeeded } from '../../modules/dialog/no-reply-needed.ts';
import { isQuestion } from '../../modules/dialog/question.ts';
import { compileWords } from '../../modules/dialog/word-match.ts';
import type { GatheredTurn, HandoffReason, PipelineOutcome, TurnDecision } from '../turn.ts';
import type { Identity } from './identify.ts';

/** decided: a rule ends the turn without a model; postpone: a rate limit; pass: the pipeline goes on. */
export type Ruling =
  | { readonly kind: 'decided'; readonly decision: TurnDecision }
  | { readonly kind: 'postpone'; readonly until: Date }
  | { readonly kind: 'pass' };

/** Higher is claimed and listed earlier by operators. */
const PRIORITY = { danger: 3, complaint: 2, ordinary: 0 } as const;
/** Share of the nearest examples from which the kind alone makes a complaint. */
const COMPLAINT_SHARE = 0.6;
/** A customer who is black by score is answered, but so many times more rarely. */
const BLACK_INTERVAL_FACTOR = 4;

/** The rules of the house, first match wins; those that call a person come before those that stay silent. */
export function applyRules(turn: GatheredTurn, identity: Identity): Ruling {
  const rule = handedOff(turn, identity) ?? silent(turn) ?? limited(turn, identity) ?? spoken(turn, identity);
  return rule ?? { kind: 'pass' };
}

function handedOff(turn: GatheredTurn, identity: Identity): Ruling | undefined {
  const { settings, customer, question } = turn;
  if (turn.ambiguous) {
    return handOff({ reason: 'UNDELIVERED', detail: 'AMBIGUOUS_WINDOW', notice: null });
  }
  if (customer.level === 'black' && customer.levelPinned) {
    return decided('suppressed_by_rule', { rule: 'BLACKLISTED' });
  }
  const detail = identity.wishWords.join(' ') || null;
  if (identity.wish === 'danger') {
    return handOff({ reason: 'DANGER', detail, notice: settings.dangerNotice, priority: PRIORITY.danger });
  }
  if (identity.wish === 'complaint' || identity.kindShares.complaint >= COMPLAINT_SHARE) {
    return handOff({ reason: 'COMPLAINT', detail, notice: settings.handoffNotice, priority: PRIORITY.complaint });
  }
  if (identity.wish === 'explicit') {
    return handOff({ reason: 'ASKED_FOR_HUMAN', detail, notice: settings.handoffNotice });
  }
  const sensitive = wordsIn(question, settings.sensitiveWords);
  if (sensitive !== null) {
    return handOff({ reason: 'SENSITIVE_WORD', detail: sensitive, notice: null });
  }
  const forbidden = wordsIn(question, settings.forbiddenTopics);
  return forbidden === null
    ? undefined
    : handOff({ reason: 'FORBIDDEN_TOPIC', detail: forbidden, notice: settings.handoffNotice });
}

/** In a group the model answers only when it is asked; nobody expects an answer to 谢谢 or 嗯. */
function silent(turn: GatheredTurn): Ruling | undefined {
  const { lines, question, settings, session, history } = turn;
  const asked = lines.some((line) => line.mentioned) || (settings.answerGroupQuestions && isQuestion(question));
  if (turn.room.kind === 'group' && !asked) {
    return decided('no_reply_needed', { rule: 'NOT_ASKED' });
  }
  if (question === '') {
    const kinds = [...new Set(lines.map((line) => line.kind))].join(' ');
    return handOff({ reason: 'PICTURE_ONLY', detail: kinds, notice: settings.handoffNotice });
  }
  const lastOurs = history.findLast((line) => line.role !== 'customer')?.content ?? null;
  const needless = noReplyNeeded({ lines: question.split('\n'), lastOurs, clarifyOpen: session.clarifyOpen });
  return needless ? decided('no_reply_needed', { rule: 'NO_REPLY_NEEDED' }) : undefined;
}

function limited(turn: GatheredTurn, identity: Identity): Ruling | undefined {
  const { settings, customer } = turn;
  const factor = identity.customer.level === 'black' ? BLACK_INTERVAL_FACTOR : 1;
  const verdict = checkRate({
    counts: turn.counts,
    settings: { ...settings, answerIntervalSeconds: settings.answerIntervalSeconds * factor },
    group: turn.room.kind === 'group',
    now: turn.now,
    lastAnsweredAt: customer.lastAnsweredAt,
    clarifyOpen: turn.session.clarifyOpen,
  });
  switch (verdict.kind) {
    case 'pass':
      return undefined;
    case 'postpone':
      return { kind: 'postpone', until: verdict.until };
    case 'spent':
      return handOff({ reason: 'RATE_LIMIT', detail: verdict.limit, notice: settings.handoffNotice });
  }
}

/** What is answered with the house's own words. */
function spoken(turn: GatheredTurn, identity: Identity): Ruling | undefined {
  if (isGreeting(turn.question)) {
    return decided('replied', { rule: 'GREETING' }, [turn.settings.greeting]);
  }
  return identity.wish === 'askhuman'
    ? decided('replied', { rule: 'ASKED_WHETHER_HUMAN' }, [turn.settings.askHumanAnswer])
    : undefined;
}

function wordsIn(text: string, words: readonly string[]): string | null {
  if (words.length === 0) {
    return null;
  }
  const hits = compileWords(words.map((word) => ({ word, except: [] })))(text);
  return hits.length === 0 ? null : hits.map((hit) => hit.word).join(' ');
}

function handOff(call: {
  reason: HandoffReason;
  detail: string | null;
  notice: string | null;
  priority?: number;
}): Ruling {
  const { reason, detail, priority = PRIORITY.ordinary } = call;
  const decision = blank('handed_off', { rule: reason, words: detail });
  return { kind: 'decided', decision: { ...decision, notice: call.notice, handoff: { reason, detail, priority } } };
}

function decided(
  outcome: PipelineOutcome,
  trace: Readonly<Record<string, unknown>>,
  bubbles: readonly string[] = [],
): Ruling {
  return { kind: 'decided', decision: { ...blank(outcome, trace), bubbles } };
}

function blank(outcome: PipelineOutcome, trace: Readonly<Record<string, unknown>>): TurnDecision {
  return {
    outcome,
    confidence: null,
    bubbles: [],
    notice: null,
    handoff: null,
    evidence: [],
    tokens: 0,
    trace: { rules: trace },
  };
}
