import { detectTopicShift } from '../../server/modules/dialog/topic-shift.ts';
import type { PastLine } from '../../server/modules/dialog/window.ts';
import type { Judged } from './labelled-scores.ts';

/** One dialog with the number of its matter at every line. */
export interface TopicDialog {
  readonly turns: readonly { readonly seg: number; readonly r: 'user' | 'agent'; readonly t: string }[];
}

const LINE_MS = 15_000;
const PAUSE_MS = 20 * 60_000;

/**
 * Judges every customer's line but the first: gold is 'shift' when its matter is another than that of the customer's line
 * before. Lines stand 15 s apart; `pauses` names lines (by index) before which 20 minutes pass.
 */
export function judgeTopics({ turns }: TopicDialog, pauses: ReadonlySet<number> = new Set()): Judged[] {
  const judged: Judged[] = [];
  const history: PastLine[] = [];
  let before: number | undefined;
  let time = 0;
  for (const [index, { seg, r, t }] of turns.entries()) {
    time += pauses.has(index) ? PAUSE_MS : LINE_MS;
    const at = new Date(time);
    if (r === 'user') {
      if (before !== undefined) {
        const said = detectTopicShift(t, history, at).shifted ? 'shift' : 'same';
        judged.push({ gold: seg === before ? 'same' : 'shift', said });
      }
      before = seg;
    }
    history.push({ role: r === 'user' ? 'customer' : 'model', content: t, at });
  }
  return judged;
}

/** Whole dialogs one after the other, each a matter of its own; `paused` of every two of them begin after a pause. */
export function judgeJoined(dialogs: readonly TopicDialog[], paused: 0 | 1 | 2): Judged[] {
  const turns: TopicDialog['turns'][number][] = [];
  const pauses = new Set<number>();
  for (const [seg, dialog] of dialogs.entries()) {
    if (seg % 2 < paused) pauses.add(turns.length);
    turns.push(...dialog.turns.map(({ r, t }) => ({ r, t, seg })));
  }
  return judgeTopics({ turns }, pauses);
}
