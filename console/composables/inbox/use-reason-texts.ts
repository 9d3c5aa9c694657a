import type { HandoffFactsFragment } from '../../generated/graphql.ts';
import { useTexts } from '../shell/use-texts.ts';
import { useWorded } from '../shell/use-worded.ts';

/** Why a customer was handed off, in words: the reason, and what was seen where that says more. */
export function useReasonTexts(): (handoff: Pick<HandoffFactsFragment, 'reason' | 'detail'>) => string {
  const { t } = useTexts();
  const worded = useWorded();
  return ({ reason, detail }) => {
    const words = t(`inbox.reason.${reason}`);
    const seen = detail ? worded('detail', detail) : '';
    return seen === '' || words.includes(seen) ? words : t('inbox.reasonSeen', { reason: words, seen });
  };
}
