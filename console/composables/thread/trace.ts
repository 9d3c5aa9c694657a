import type { WhyAnswerQuery } from '../../generated/graphql.ts';

type Turn = NonNullable<WhyAnswerQuery['turn']>;

/** One step of a turn with the time it took. */
export interface TraceStep {
  readonly name: string;
  readonly ms: number;
  /** Where it lies on the way from the first to the last step, 0 to 1. */
  readonly from: number;
  readonly share: number;
}

/** One call to one model. */
export interface TraceAttempt {
  readonly model: string;
  readonly ms: number | undefined;
  /** Absent when the model answered. */
  readonly failure: string | undefined;
}

/** What the hub wrote down about a turn, as far as it is there; nothing is filled in. */
export interface Trace {
  readonly thresholds: { readonly clarify: number; readonly reply: number };
  readonly features: readonly { readonly name: string; readonly value: number }[];
  /** The rule that decided without a model, and the words it saw. */
  readonly rule: { readonly name: string; readonly words: string | undefined } | undefined;
  readonly attempts: readonly TraceAttempt[];
  readonly steps: readonly TraceStep[];
  readonly kind: string | undefined;
  readonly model: string | undefined;
  /** The best passage was said word for word; no model wrote anything. */
  readonly verbatim: boolean;
  readonly verdict: string | undefined;
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

function numbers(value: unknown): { name: string; value: number }[] {
  return Object.entries(record(value)).flatMap(([name, one]) =>
    typeof one === 'number' && Number.isFinite(one) ? [{ name, value: one }] : [],
  );
}

/** Lays the steps one after the other, in the order they were taken. */
function readSteps(milliseconds: unknown): TraceStep[] {
  const steps = numbers(milliseconds);
  const total = steps.reduce((sum, step) => sum + step.value, 0);
  let before = 0;
  return steps.map(({ name, value }) => {
    const from = total > 0 ? before / total : 0;
    before += value;
    return { name, ms: value, from, share: total > 0 ? value / total : 0 };
  });
}

function readRule(value: unknown): Trace['rule'] {
  const name = text(record(value)['rule']);
  return name ? { name, words: text(record(value)['words']) } : undefined;
}

/** Reads a turn's trace. The trace is data of another program's version: what does not fit is left out, never guessed. */
export function readTrace(turn: Pick<Turn, 'trace'>): Trace {
  const trace = record(turn.trace);
  const thresholds = record(trace['thresholds']);
  const model = record(trace['model']);
  return {
    thresholds: {
      clarify: number(thresholds['clarify']) ?? THRESHOLDS.clarify,
      reply: number(thresholds['reply']) ?? THRESHOLDS.reply,
    },
    features: numbers(record(trace['confidence'])['features']),
    rule: readRule(trace['rules']),
    attempts: list(trace['attempts']).map((attempt) => ({
      model: text(attempt['model']) ?? text(attempt['provider']) ?? '—',
      ms: number(attempt['milliseconds']),
      failure: text(attempt['failure']),
    })),
    steps: readSteps(trace['milliseconds']),
    kind: text(trace['kind']),
    model: text(model['name']),
    verbatim: model['verbatim'] === true,
    verdict: text(record(trace['check'])['verdict']),
    promptVersion: text(trace['promptVersion']) ?? number(trace['promptVersion'])?.toString(),
    query: text(trace['query']),
    withdrawn: Array.isArray(trace['withdrawn']) ? trace['withdrawn'].length : 0,
  };
}
