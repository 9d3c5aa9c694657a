import { randomBytes } from 'node:crypto';
import type { ChatKind } from '../../generated/graphql.ts';
import { lineHash, type AccountState, type Chat, type ChatAddress, type SeenLine } from '../driver.ts';
import type { Transcript, TranscriptEntry } from './transcript.ts';

/** Lines a window remembers; more than any reader scrolls back. */
const WINDOW_LINES = 200;
/** WeChat puts a time above a line that comes this long after the one before. */
const SEPARATOR_GAP_MS = 5 * 60_000;
const MINUTE_MS = 60_000;

/** A line in a simulated window. */
export interface WindowLine {
  readonly entry: TranscriptEntry;
  readonly seen: Omit<SeenLine, 'mediaPath'>;
  /** Milliseconds since 1970; the window shows the line from then on. */
  readonly visibleFrom: number;
}

/** A simulated chat window. */
export interface SimulatedWindow {
  chat: Chat;
  lines: WindowLine[];
  /** False when it is closed: it can be neither read nor opened. */
  open: boolean;
}

/** What a line needs to be said; everything else follows from its author. */
export type Said = Omit<TranscriptEntry, 'at' | 'direction' | 'kind' | 'type'> & {
  readonly kind?: ChatKind;
  readonly type?: TranscriptEntry['type'];
};

/** The pretended WeChat: its windows, its logins and everything that appears in them. Knows nothing of the agent. */
export class SimulatedWeChat {
  readonly windows = new Map<string, SimulatedWindow>();
  /** The window in front. */
  front: ChatAddress | undefined;
  /** What stands in the front window's edit box. */
  box = '';
  private readonly transcript: Transcript;
  private readonly delay: () => number;
  private readonly states: Map<string, AccountState>;
  private readonly listeners = new Set<(entry: TranscriptEntry) => void>();
  private readonly runId = randomBytes(4).toString('hex');
  private nextId = 1;

  /** `delay` gives the milliseconds until a new line shows up. */
  constructor(transcript: Transcript, accounts: readonly string[], delay: () => number) {
    this.transcript = transcript;
    this.delay = delay;
    this.states = new Map(accounts.map((name) => [name, { name, state: 'OK' }]));
    for (const entry of transcript.load()) this.show(entry, 0);
  }

  accountStates(): readonly AccountState[] {
    return [...this.states.values()];
  }

  setState(state: AccountState): void {
    this.states.set(state.name, state);
  }

  window(chat: ChatAddress): SimulatedWindow | undefined {
    return this.windows.get(windowKey(chat));
  }

  /** Puts a line into a window, now and for good; returns it as it was written down. */
  say(said: Said): TranscriptEntry {
    const { kind, type, ...rest } = said;
    const entry: TranscriptEntry = {
      ...rest,
      at: new Date().toISOString(),
      kind: kind ?? this.window(said)?.chat.kind ?? (said.sender === undefined ? 'FRIEND' : 'GROUP'),
      direction: said.by === 'customer' ? 'IN' : said.by === 'system' ? 'SYSTEM' : 'OUT',
      type: type ?? (said.picture === undefined ? 'TEXT' : 'IMAGE'),
    };
    this.transcript.append(entry);
    this.show(entry, this.delay());
    for (const listener of this.listeners) listener(entry);
    return entry;
  }

  /** Hears every new line; call the result to stop. */
  listen(listener: (entry: TranscriptEntry) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private show(entry: TranscriptEntry, delay: number): void {
    const window = this.window(entry) ?? this.openWindow(entry);
    if (entry.unseen === true) return;
    const at = Date.parse(entry.at);
    const before = window.lines.at(-1);
    const underSeparator = before === undefined || at - Date.parse(before.entry.at) > SEPARATOR_GAP_MS;
    const line: Omit<SeenLine, 'hash' | 'mediaPath'> = {
      direction: entry.direction,
      type: entry.type,
      content: entry.content,
      uiId: `${this.runId}.${this.nextId++}`,
      ...(entry.sender === undefined ? {} : { sender: entry.sender }),
      ...(entry.quote === undefined ? {} : { quote: entry.quote }),
      ...(entry.mentioned === undefined ? {} : { mentioned: entry.mentioned }),
      ...(underSeparator ? { shownAt: Math.floor(at / MINUTE_MS) * MINUTE_MS } : {}),
    };
    window.lines.push({ entry, seen: { ...line, hash: lineHash(line) }, visibleFrom: at + delay });
    if (window.lines.length > WINDOW_LINES) window.lines = window.lines.slice(-WINDOW_LINES);
  }

  private openWindow(entry: TranscriptEntry): SimulatedWindow {
    const { account, window: name, kind } = entry;
    const group = kind === 'GROUP' ? { externalId: `simulated-group:${name}` } : {};
    const window: SimulatedWindow = {
      chat: { account, window: name, name, kind, ambiguous: false, ...group },
      lines: [],
      open: true,
    };
    this.windows.set(windowKey(entry), window);
    return window;
  }
}

export function windowKey(chat: ChatAddress): string {
  return `${chat.account}\u0000${chat.window}`;
}
