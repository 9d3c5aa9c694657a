import type { Database } from '../ports/database.ts';
import type { ChatModel } from '../ports/chat-model.ts';
import type { Reranker } from '../ports/reranker.ts';
import type { SearchIndex } from '../ports/search.ts';
import type { TenantMaps } from '../modules/calibration/tenant-maps.ts';
import type { QuestionVectors } from '../modules/embedding/question-vectors.ts';
import type { RetrievalCache } from '../modules/knowledge/retrieval-cache.ts';
import type { Wake } from '../ports/wake.ts';
import { startLaps } from './laps.ts';
import type { Laps } from './laps.ts';
import { applyRules } from './steps/apply-rules.ts';
import { check } from './steps/check.ts';
import { deliver } from './steps/deliver.ts';
import { gather } from './steps/gather.ts';
import { generate } from './steps/generate.ts';
import { identify } from './steps/identify.ts';
import type { DialogJudges, Identity } from './steps/identify.ts';
import { postpone } from './steps/postpone.ts';
import { recall } from './steps/recall.ts';
import { retrieve } from './steps/retrieve.ts';
import { route, routeFound } from './steps/route.ts';
import { settle } from './steps/settle.ts';
import type { GatheredTurn, TurnDecision, TurnEnd } from './turn.ts';
import type { TurnAttempt } from './turn-attempt.ts';

export interface TurnServices {
  readonly database: Database;
  readonly wake: Wake;
  readonly search: Pick<SearchIndex, 'status' | 'engine' | 'search'>;
  readonly questionVectors: Pick<QuestionVectors, 'of'>;
  readonly retrievalCache: RetrievalCache;
  /** Confidence maps that a tenant's own outcomes have refitted. */
  readonly tenantMaps: Pick<TenantMaps, 'mapsFor'>;
  /** Null: passages stay in the order of the search. */
  readonly reranker: Reranker | null;
  readonly chatModel: ChatModel;
  readonly template: ChatModel;
  /** The judges of a tenant, with its own words. */
  readonly judgesFor: (turn: GatheredTurn) => DialogJudges;
}

/**
 * The life of a customer's lines, top to bottom: what was said and by whom, which rules apply, what is known, what is
 * answered, and how sure that is. Everything is written in one settle; until then an attempt can be lost without a trace.
 */
export async function handleTurn(services: TurnServices, attempt: TurnAttempt): Promise<TurnEnd> {
  const laps = startLaps();
  const turn = await gather(services.database, attempt.claim, attempt.known);
  if (turn === null) {
    return 'lost';
  }
  attempt.gathered(turn.revision);
  laps.lap('gather');

  const identity = identify(services.judgesFor(turn), turn);
  laps.lap('identify');

  const ruling = applyRules(turn, identity);
  laps.lap('applyRules');
  if (ruling.kind === 'postpone') {
    return postpone(services.database, turn, ruling.until);
  }

  const decision =
    ruling.kind === 'decided' ? ruling.decision : await answer(services, { turn, identity, laps }, attempt);
  const settled = await settle(services.database, turn, identity, traced(decision, identity, laps));
  deliver(services.wake, turn, settled);
  return settled.end;
}

interface OpenTurn {
  readonly turn: GatheredTurn;
  readonly identity: Identity;
  readonly laps: Laps;
}

/** Answers from the tenant's knowledge: below the thresholds no model is asked, and the check can only lower. */
async function answer(services: TurnServices, open: OpenTurn, attempt: TurnAttempt): Promise<TurnDecision> {
  const { turn, identity, laps } = open;
  const recalled = recall(turn, identity);
  laps.lap('recall');

  const found = await retrieve(services, turn, recalled, attempt.signal);
  laps.lap('retrieve');
  if (routeFound(turn, found) !== 'replied') {
    return route(turn, { recalled, found, generated: null, checked: null });
  }

  const generated = await generate(services, turn, { recalled, evidence: found.evidence }, attempt);
  laps.lap('generate');

  const checked = generated.draft === null ? null : check(turn, found.evidence, generated.draft);
  laps.lap('check');
  return { ...route(turn, { recalled, found, generated, checked }), usage: generated.usage };
}

function traced(decision: TurnDecision, identity: Identity, laps: Laps): TurnDecision {
  const { kind, kindShares, wish } = identity;
  return { ...decision, trace: { ...decision.trace, kind, kindShares, wish, milliseconds: laps.taken() } };
}
