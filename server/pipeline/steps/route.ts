import { splitBubbles } from '../../modules/answer/bubbles.ts';
import { citeSentences } from '../../modules/answer/citations.ts';
import { clarifyOptions, clarifyQuestion } from '../../modules/answer/clarify-question.ts';
import { lowerRoute, routeByConfidence } from '../../modules/answer/route.ts';
import type { Route } from '../../modules/answer/route.ts';
import type { GatheredTurn, HandoffReason, TurnDecision } from '../turn.ts';
import type { CheckedDraft } from './check.ts';
import type { Generated } from './generate.ts';
import type { Recalled } from './recall.ts';
import type { Found } from './retrieve.ts';

/** What the steps before found, for the decision and its trace. */
export interface Findings {
  readonly recalled: Recalled;
  readonly found: Found;
  readonly generated: Generated | null;
  readonly checked: CheckedDraft | null;
}

/** The way a turn would go by its confidence alone: below the thresholds no model is asked. */
export function routeFound(turn: GatheredTurn, found: Found): Route {
  return found.evidence.length === 0 ? 'handed_off' : routeByConfidence(found.confidence.value, turn.settings);
}

/** Decides after the check, which can only lower: reply, ask back naming the options, or hand off. */
export function route(turn: GatheredTurn, findings: Findings): TurnDecision {
  const { found, checked, generated } = findings;
  const first = routeFound(turn, found);
  const final = first === 'replied' ? lowerRoute(first, routeOfCheck(checked)) : first;
  const common = {
    confidence: found.confidence.value,
    evidence: found.evidence,
    tokens: generated?.draft?.tokens ?? 0,
    trace: traceOf(turn, findings),
  };
  switch (final) {
    case 'replied':
      return { ...common, outcome: 'replied', bubbles: splitBubbles(checked?.text ?? ''), notice: null, handoff: null };
    case 'clarified': {
      const question = clarifyQuestion(clarifyOptions(found.evidence));
      return { ...common, outcome: 'clarified', bubbles: [question], notice: null, handoff: null };
    }
    case 'handed_off': {
      const reason = reasonOf(found, findings);
      const handoff = { reason, detail: null, priority: 0 };
      return { ...common, outcome: 'handed_off', bubbles: [], notice: turn.settings.handoffNotice, handoff };
    }
  }
}

function routeOfCheck(checked: CheckedDraft | null): Route {
  switch (checked?.verdict) {
    case 'sound':
    case 'trimmed':
      return 'replied';
    case 'unsupported':
      return 'clarified';
    case undefined:
      return 'handed_off';
  }
}

function reasonOf(found: Found, { checked, generated }: Findings): HandoffReason {
  if (found.status !== 'ready') {
    return found.status === 'empty' ? 'EMPTY_KNOWLEDGE' : 'KNOWLEDGE_LOADING';
  }
  return generated !== null && checked === null ? 'MODEL_FAILED' : 'LOW_CONFIDENCE';
}

/** What the console shows as "why this answer", and what a replay needs. */
function traceOf(turn: GatheredTurn, { recalled, found, generated, checked }: Findings): Record<string, unknown> {
  const { replyThreshold, clarifyThreshold } = turn.settings;
  const draft = generated?.draft ?? null;
  return {
    query: found.query,
    meaning: found.meaning,
    topicShift: recalled.shift,
    windowTurns: recalled.windowTurns,
    knowledge: found.status,
    evidence: found.evidence.map(({ id, score, documentName, heading, page, question }) => ({
      id,
      score,
      documentName,
      heading,
      page,
      question,
    })),
    confidence: found.confidence,
    thresholds: { reply: replyThreshold, clarify: clarifyThreshold },
    promptVersion: generated?.promptVersion ?? null,
    model: draft && { provider: draft.provider, name: draft.model, verbatim: draft.verbatim, tokens: draft.tokens },
    attempts: draft?.attempts ?? [],
    check: checked && { verdict: checked.verdict, removed: checked.removed },
    citations: checked === null ? [] : citeSentences(checked.text, found.evidence),
  };
}
