import { inject, onScopeDispose, provide, type InjectionKey } from 'vue';
import { shortcutOf, SHORTCUTS, type Shortcut } from './shortcuts.ts';

type Handler = () => void;

const SHORTCUT_HANDLERS: InjectionKey<Map<Shortcut, Handler[]>> = Symbol('shortcut handlers');
const TEXT_INPUTS = new Set(['text', 'search', 'email', 'password', 'url', 'tel', 'number']);

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return TEXT_INPUTS.has(target.type);
  return target instanceof HTMLTextAreaElement || target.isContentEditable;
}

function entriesOf(wanted: Partial<Record<Shortcut, Handler>>): [Shortcut, Handler][] {
  return SHORTCUTS.flatMap(({ id }) => {
    const handler = wanted[id];
    return handler ? [[id, handler]] : [];
  });
}

/** Whether a dialog is open over the page; what lies under it does not hear the keyboard. */
function isCovered(): boolean {
  return document.querySelector('[role="dialog"][data-state="open"], [role="alertdialog"][data-state="open"]') !== null;
}

/** Listens to the keyboard for the whole shell; the newest handler of a shortcut gets it, the shell's own comes last. */
export function provideShortcuts(own: Partial<Record<Shortcut, Handler>>): void {
  const handlers = new Map(entriesOf(own).map(([shortcut, handler]) => [shortcut, [handler]]));
  provide(SHORTCUT_HANDLERS, handlers);

  function onKeydown(event: KeyboardEvent): void {
    const { key, code, altKey, ctrlKey, metaKey, shiftKey, isComposing } = event;
    const typing = isTyping(event.target);
    const shortcut = shortcutOf({ key, code, altKey, ctrlKey, metaKey, shiftKey, isComposing, typing });
    const handler = shortcut ? handlers.get(shortcut)?.at(-1) : undefined;
    if (!handler || isCovered()) return;
    event.preventDefault();
    handler();
  }
  window.addEventListener('keydown', onKeydown);
  onScopeDispose(() => window.removeEventListener('keydown', onKeydown));
}

/** Answers a shortcut while this component lives. Call it inside the shell. */
export function useShortcuts(wanted: Partial<Record<Shortcut, Handler>>): void {
  const handlers = inject(SHORTCUT_HANDLERS);
  if (!handlers) throw new Error('shortcuts are provided by the shell');
  const entries = entriesOf(wanted);
  for (const [shortcut, handler] of entries) handlers.set(shortcut, [...(handlers.get(shortcut) ?? []), handler]);
  onScopeDispose(() => {
    for (const [shortcut, handler] of entries) {
      handlers.set(
        shortcut,
        (handlers.get(shortcut) ?? []).filter((one) => one !== handler),
      );
    }
  });
}
