import type { Pen } from '../inbox/pen.ts';

/** The longest bubble an operator may write, in characters as a reader counts them. */
export const LONGEST_BUBBLE = 400;

/** Counts what a reader sees as one character once; a surrogate pair is one. */
export function countCharacters(text: string): number {
  return Array.from(text).length;
}

interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
}

/** What an input method reports as the key code of a key that it keeps to itself. */
const KEPT_BY_IME = 229;

/** Enter sends, also with Ctrl or Cmd; Shift+Enter is a new line; the Enter that ends an IME composition is the IME's. */
export function sendsMessage(event: KeyPress): boolean {
  if (event.key !== 'Enter' || event.shiftKey || event.altKey) return false;
  return !event.isComposing && event.keyCode !== KEPT_BY_IME;
}

/** open: goes out at once · waits: may be written now, goes out once the room is mine · locked: somebody else holds the pen. */
export type ComposerMode = 'open' | 'waits' | 'locked';

export function composerModeOf(pen: Pen): ComposerMode {
  if (pen === 'mine') return 'open';
  return pen === 'requested' ? 'waits' : 'locked';
}

/** Why the send button does nothing now; undefined when it sends. */
export function sendFault(text: string, online: boolean): 'empty' | 'too-long' | 'offline' | undefined {
  if (text.trim() === '') return 'empty';
  if (countCharacters(text.trim()) > LONGEST_BUBBLE) return 'too-long';
  return online ? undefined : 'offline';
}
