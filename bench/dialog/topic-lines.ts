import { detectTopicShift } from '../../server/modules/dialog/topic-shift.ts';
import type { PastLine } from '../../server/modules/dialog/window.ts';
import type { Judged } from './labelled-scores.ts';

/** One dialog with the number of its matter at every line. */
export interface TopicDialog {
  readonly turns: readonly { readonly seg: number; readonly r: 'user' | 'agent'; readonly t: string }[];
}

const LINE_MS = 15_000;

/**
 * Judges every customer's line but the first: gold is 'shift' when its matter is another than that of the customer's line
 * before (of the line just before with `strict`). No times are known, so the lines stand 15 s apart.
 */
export function judgeTopics(dialogs: readonly TopicDialog[], strict = false): Judged[] {
  return dialogs.flatMap(({ turns }) => {
    const judged: Judged[] = [];
    const history: PastLine[] = [];
    let before: number | undefined;
    for (const { seg, r, t } of turns) {
      const at = new Date(history.length * LINE_MS);
      if (r === 'user') {
        if (before !== undefined) {
          const said = detectTopicShift(t, history, at).shifted ? 'shift' : 'same';
          judged.push({ gold: seg === before ? 'same' : 'shift', said });
        }
        before = seg;
      } else if (strict) before = seg;
      history.push({ role: r === 'user' ? 'customer' : 'model', content: t, at });
    }
    return judged;
  });
}
