import type { MessageLineFragment, ReplyFactsFragment, TurnFactsFragment } from '../../generated/graphql.ts';

/** Puts a changed turn or reply into every line that shows it; lines that do not are kept as they are. */
export function patchLines(
  lines: ReadonlyMap<string, MessageLineFragment>,
  changed: { readonly turn?: TurnFactsFragment; readonly reply?: ReplyFactsFragment },
): ReadonlyMap<string, MessageLineFragment> {
  const { turn, reply } = changed;
  const next = new Map(lines);
  for (const [id, line] of lines) {
    if (turn && line.turn?.id === turn.id) next.set(id, { ...line, turn });
    if (reply && line.reply?.id === reply.id) next.set(id, { ...line, reply });
  }
  return next;
}
