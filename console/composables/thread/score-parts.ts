export interface ScorePart {
  readonly name: 'satisfaction' | 'activity' | 'value';
  /** Whole points and the most there can be. */
  readonly points: number;
  readonly of: number;
  readonly share: number;
}

/** The weights of a customer's score: satisfaction 40, activity 30, value 30 of 100. */
const WEIGHTS = { satisfaction: 40, activity: 30, value: 30 } as const;

/** Turns the three parts (each 0 to 1) into points of the score. */
export function scoreParts(parts: { satisfaction: number; activity: number; value: number }): readonly ScorePart[] {
  return (['satisfaction', 'activity', 'value'] as const).map((name) => {
    const share = Math.min(1, Math.max(0, parts[name]));
    return { name, of: WEIGHTS[name], points: Math.round(share * WEIGHTS[name]), share };
  });
}
