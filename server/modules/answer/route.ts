/** Confidence from which to reply and from which to ask back, 0–1; below the second a person is called. */
export interface Thresholds {
  readonly replyThreshold: number;
  readonly clarifyThreshold: number;
}

/** Outcome a confidence leads to. */
export type Route = 'replied' | 'clarified' | 'handed_off';

const ORDER: readonly Route[] = ['handed_off', 'clarified', 'replied'];

/** Route of a measured confidence. A value that is no number, or no evidence, hands off. */
export function routeByConfidence(confidence: number, thresholds: Thresholds): Route {
  if (!(confidence >= 0)) return 'handed_off';
  if (confidence >= Math.max(thresholds.replyThreshold, thresholds.clarifyThreshold)) return 'replied';
  return confidence >= thresholds.clarifyThreshold ? 'clarified' : 'handed_off';
}

/** The more careful of two routes: a check after the model can only lower what retrieval allowed. */
export function lowerRoute(first: Route, second: Route): Route {
  return ORDER.indexOf(first) <= ORDER.indexOf(second) ? first : second;
}
