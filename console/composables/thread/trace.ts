import type { WhyAnswerQuery } from '../../generated/graphql.ts';

type Turn = NonNullable<WhyAnswerQuery['turn']>;

/** Steps the console has words for; any other is shown by its own name. */
const KNOWN_STEPS = [
  'wait',
  'gather',
  'identify',
  'rules',
  'recall',
  'retrieve',
  'generate',
  'check',
  'route',
  'settle',
] as const;

export function isKnownStep(name: string): name is (typeof KNOWN_STEPS)[number] {
  return KNOWN_STEPS.some((known) => known === name);
}

/** One step of a turn with the time it took. */
export interface TraceStep {
  readonly name: string;
  readonly ms: number;
  /** Where it lies on the way from the first to the last step, 0 to 1. */
  readonly from: number;
  readonly share: number;
  readonly tokens: number | undefined;
}

/** What the hub wrote down about a turn, as far as it is there; nothing is filled in. */
export interface Trace {
  readonly thresholds: { readonly clarify: number; readonly reply: number };
  readonly features: readonly { readonly name: string; readonly value: number }[];
  readonly rules: readonly { readonly rule: string; readonly word: string | undefined }[];
  readonly attempts: readonly {
    readonly model: string;
    readonly ok: boolean;
    readonly ms: number | undefined;
    readonly reason: string | undefined;
  }[];
  readonly steps: readonly TraceStep[];
  readonly kind: string | undefined;
  readonly model: string | undefined;
  readonly promptVersion: string | undefined;
  readonly query: string | undefined;
  readonly withdrawn: number;
}

/** The hub's defaults; a tenant's own thresholds are in the trace. */
const THRESHOLDS = { clarify: 0.55, reply: 0.75 } as const;

type Json = Readonly<Record<string, unknown>>;

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(record) : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function readSteps(value: unknown): TraceStep[] {
  const steps = list(value).map((step) => ({
    name: text(step['name']) ?? text(step['step']) ?? '—',
    ms: number(step['ms']) ?? 0,
    tokens: number(step['tokens']),
  }));
  const total = steps.reduce((sum, step) => sum + step.ms, 0);
  let before = 0;
  return steps.map((step) => {
    const from = total > 0 ? before / total : 0;
    before += step.ms;
    return { ...step, from, share: total > 0 ? step.ms / total : 0 };
  });
}

/** Reads a turn's trace. The trace is data of another program's version: what does not fit is left out, never guessed. */
export function readTrace(turn: Pick<Turn, 'trace'>): Trace {
  const trace = record(turn.trace);
  const thresholds = record(trace['thresholds']);
  return {
    thresholds: {
      clarify: number(thresholds['clarify']) ?? THRESHOLDS.clarify,
      reply: number(thresholds['reply']) ?? THRESHOLDS.reply,
    },
    features: Object.entries(record(trace['features'])).flatMap(([name, value]) =>
      typeof value === 'number' ? [{ name, value }] : [],
    ),
    rules: list(trace['ruleHits']).flatMap((hit) => {
      const rule = text(hit['rule']) ?? text(hit['kind']);
      return rule ? [{ rule, word: text(hit['word']) ?? text(hit['match']) }] : [];
    }),
    attempts: list(trace['attempts']).map((attempt) => ({
      model: text(attempt['model']) ?? text(attempt['rung']) ?? '—',
      ok: attempt['ok'] === true,
      ms: number(attempt['ms']),
      reason: text(attempt['reason']) ?? text(attempt['error']),
    })),
    steps: readSteps(trace['steps']),
    kind: text(trace['kind']),
    model: text(trace['model']),
    promptVersion: text(trace['promptVersion']),
    query: text(trace['query']),
    withdrawn: Array.isArray(trace['withdrawn']) ? trace['withdrawn'].length : 0,
  };
}
