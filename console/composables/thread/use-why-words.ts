import { computed, type ComputedRef } from 'vue';
import type { TurnFactsFragment } from '../../generated/graphql.ts';
import { useTexts } from '../shell/use-texts.ts';
import { useTimeTexts } from '../shell/use-time-texts.ts';
import { useWorded } from '../shell/use-worded.ts';
import type { Trace } from './trace.ts';

export interface WhyWords {
  /** The measured features behind the confidence, in one line. */
  readonly features: ComputedRef<string>;
  /** The rule that decided, with the words it saw; empty when none did. */
  readonly rule: ComputedRef<string>;
  /** How the answer came about: verbatim or checked. */
  readonly manner: ComputedRef<string>;
  /** What it took, in one line. */
  readonly foot: ComputedRef<string>;
}

function joined(...parts: readonly (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join(' · ');
}

/** Puts a turn and its trace into words. */
export function useWhyWords(turn: () => TurnFactsFragment, trace: () => Trace | undefined): WhyWords {
  const { t } = useTexts();
  const times = useTimeTexts();
  const worded = useWorded();

  return {
    features: computed(() =>
      joined(...(trace()?.features ?? []).map(({ name, value }) => `${worded('feature', name)} ${value.toFixed(2)}`)),
    ),
    rule: computed(() => {
      const rule = trace()?.rule;
      if (!rule) return '';
      const name = worded('rule', rule.name);
      return rule.words ? t('thread.why.ruleWord', { rule: name, word: rule.words }) : name;
    }),
    manner: computed(() => {
      const { verbatim, verdict } = trace() ?? { verbatim: false, verdict: undefined };
      return joined(verbatim && t('thread.why.verbatim'), !verbatim && verdict && worded('verdict', verdict));
    }),
    foot: computed(() => {
      const { latencyMs, tokensTotal, attempts } = turn();
      const { kind, model, promptVersion, query, withdrawn } = trace() ?? {};
      return joined(
        latencyMs !== null && times.duration(latencyMs),
        tokensTotal > 0 && t('thread.why.tokens', { n: tokensTotal }),
        attempts > 1 && t('thread.why.times', { n: attempts }),
        kind && t('thread.why.kindOf', { kind: worded('kind', kind) }),
        model,
        promptVersion && t('thread.why.prompt', { version: promptVersion }),
        query && t('thread.why.query', { query }),
        withdrawn !== undefined && withdrawn > 0 && t('thread.why.withdrawn', { n: withdrawn }),
      );
    }),
  };
}
