import { describe, expect, it } from 'vitest';
import { shortcutOf, SHORTCUTS } from '../../console/composables/keyboard/shortcuts.ts';

const press = {
  key: '',
  code: '',
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  isComposing: false,
  typing: false,
};
const alt = (code: string) => ({ ...press, altKey: true, code, key: '†' });

describe('shortcutOf', () => {
  it('goes by the place of the key, whatever the layout writes', () => {
    expect(['KeyJ', 'KeyK', 'KeyT', 'KeyG', 'KeyE', 'KeyL'].map((code) => shortcutOf(alt(code)))).toEqual([
      'next',
      'previous',
      'take-over',
      'hand-back',
      'resolve',
      'reply',
    ]);
  });

  it('opens the command bar with Ctrl or Cmd, also while typing', () => {
    expect(shortcutOf({ ...press, code: 'KeyK', key: 'k', ctrlKey: true, typing: true })).toBe('command');
    expect(shortcutOf({ ...press, code: 'KeyK', key: 'k', metaKey: true })).toBe('command');
    expect(shortcutOf({ ...press, code: 'KeyK', key: 'k', ctrlKey: true, altKey: true })).toBeUndefined();
  });

  it('opens help with a question mark of either width', () => {
    expect(shortcutOf({ ...press, key: '?', shiftKey: true })).toBe('help');
    expect(shortcutOf({ ...press, key: '？' })).toBe('help');
  });

  it('stays quiet while somebody types or composes', () => {
    expect(shortcutOf({ ...alt('KeyT'), typing: true })).toBeUndefined();
    expect(shortcutOf({ ...press, key: '?', typing: true })).toBeUndefined();
    expect(shortcutOf({ ...press, code: 'KeyK', ctrlKey: true, isComposing: true })).toBeUndefined();
  });

  it('means nothing else', () => {
    expect(shortcutOf({ ...press, key: 't', code: 'KeyT' })).toBeUndefined();
    expect(shortcutOf({ ...alt('KeyJ'), shiftKey: true })).toBeUndefined();
    expect(shortcutOf(alt('KeyQ'))).toBeUndefined();
  });

  it('lists each shortcut once', () => {
    expect(new Set(SHORTCUTS.map(({ id }) => id)).size).toBe(SHORTCUTS.length);
  });
});
