import type { Lines, TailLine } from '../outbox/lines.ts';
import type { ChatAddress, ChatView } from '../wechat/driver.ts';

/** Chats remembered at a time; a forgotten one is read from the journal again. */
const REMEMBERED_CHATS = 300;

/** What the agent knows of one chat between two looks. */
export interface ChatMemory {
  /** Newest known lines, oldest first, with the UI ids of this run. */
  tail: readonly TailLine[];
  /** Known lines of this run that went out of sight in the middle; their UI elements are no news when they come back. */
  hidden: readonly TailLine[];
  /** The block of the last look; the same block again needs no thought. */
  signature: string | undefined;
  /** Looks in a row that did not agree with the tail. */
  doubt: number;
  /** The looks that did not agree began in a catch-up scan. */
  doubtedInCatchUp: boolean;
  /** Read and understood at least once in this run. */
  settled: boolean;
  /** The window was seen empty after it had shown lines: its history was cleared. */
  emptied: boolean;
}

/** Memories of the chats seen last, filled from the journal. */
export class ChatMemories {
  private readonly lines: Lines;
  private readonly memories = new Map<string, { readonly chat: ChatAddress; readonly memory: ChatMemory }>();

  constructor(lines: Lines) {
    this.lines = lines;
  }

  of(chat: ChatAddress): ChatMemory {
    const key = keyOf(chat);
    const known = this.memories.get(key);
    if (known !== undefined) return known.memory;
    const memory = newMemory(this.lines.tail(chat));
    this.memories.set(key, { chat, memory });
    const oldest = this.memories.keys().next();
    if (this.memories.size > REMEMBERED_CHATS && oldest.done !== true) this.memories.delete(oldest.value);
    return memory;
  }

  /** Chats that wait for another look and are not among `views`. */
  doubtfulBut(views: readonly ChatView[]): readonly ChatAddress[] {
    const seen = new Set(views.map((view) => keyOf(view.chat)));
    return [...this.memories]
      .filter(([key, { memory }]) => memory.doubt > 0 && !seen.has(key))
      .map(([, { chat }]) => chat);
  }
}

function newMemory(tail: readonly TailLine[]): ChatMemory {
  return { tail, hidden: [], signature: undefined, doubt: 0, doubtedInCatchUp: false, settled: false, emptied: false };
}

function keyOf(chat: ChatAddress): string {
  return `${chat.account}\u0000${chat.window}`;
}
