/** What the keyboard can ask for anywhere in the console. */
export type Shortcut = 'next' | 'previous' | 'take-over' | 'hand-back' | 'resolve' | 'reply' | 'command' | 'help';

/** The one list of them, in the order of the help page. Keys are shown as written. */
export const SHORTCUTS: readonly { readonly id: Shortcut; readonly keys: readonly string[] }[] = [
  { id: 'next', keys: ['Alt', 'J'] },
  { id: 'previous', keys: ['Alt', 'K'] },
  { id: 'take-over', keys: ['Alt', 'T'] },
  { id: 'hand-back', keys: ['Alt', 'G'] },
  { id: 'resolve', keys: ['Alt', 'E'] },
  { id: 'reply', keys: ['Alt', 'L'] },
  { id: 'command', keys: ['Ctrl', 'K'] },
  { id: 'help', keys: ['?'] },
];

interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  /** Whether the press happens in a field that takes text. */
  readonly typing: boolean;
}

/** By the place of the key: with Alt held, macOS and some layouts report another character. */
const WITH_ALT: Readonly<Record<string, Shortcut>> = {
  KeyJ: 'next',
  KeyK: 'previous',
  KeyT: 'take-over',
  KeyG: 'hand-back',
  KeyE: 'resolve',
  KeyL: 'reply',
};

/** Which shortcut a key press means. None while typing or composing, except the command bar. */
export function shortcutOf(event: KeyPress): Shortcut | undefined {
  if (event.isComposing) return undefined;
  const command = event.ctrlKey || event.metaKey;
  if (command && !event.altKey && !event.shiftKey && event.code === 'KeyK') return 'command';
  if (event.typing || command) return undefined;
  if (event.altKey) return event.shiftKey ? undefined : WITH_ALT[event.code];
  return event.key === '?' || event.key === '？' ? 'help' : undefined;
}
