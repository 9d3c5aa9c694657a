import { createHash } from 'node:crypto';
import type { ChatKind, Direction, MessageKind, WxState } from '../generated/graphql.ts';

/** A window of one WeChat login. The pair is what the agent knows a chat by. */
export interface ChatAddress {
  /** Name of the WeChat login. */
  readonly account: string;
  /** What identifies the window: the driver's stable id if it has one, else the window's name. */
  readonly window: string;
}

/** A chat as the driver shows it. */
export interface Chat extends ChatAddress {
  readonly kind: ChatKind;
  /** Name shown to people. */
  readonly name: string;
  /** Tenant-wide key of a group, when the driver can read one. */
  readonly externalId?: string;
  /** Two open windows carry this name: such a chat is read, never typed into. */
  readonly ambiguous: boolean;
}

/** One line as it stands in a chat window. */
export interface SeenLine {
  readonly direction: Direction;
  /** Group member shown beside the line. */
  readonly sender?: string;
  /** Stable id of that member, when the driver has one. */
  readonly senderKey?: string;
  readonly type: MessageKind;
  readonly content: string;
  readonly quote?: string;
  /** File the driver saved the picture or attachment to; read and kept by the agent when the line is journaled. */
  readonly mediaPath?: string;
  /** Our account was mentioned or quoted (groups). */
  readonly mentioned?: boolean;
  /** lineHash of this line. */
  readonly hash: string;
  /** Id of the UI element. Two equal ids with equal hashes are the same line; different ids say nothing: lists are virtualised and ids change. */
  readonly uiId?: string;
  /** Milliseconds since 1970 from the chat's own time separators, only for a line that stands right under one. */
  readonly shownAt?: number;
}

/** What a window shows now: its lines oldest first, ending with its newest. */
export interface ChatView {
  readonly chat: Chat;
  readonly lines: readonly SeenLine[];
}

/** State of one WeChat login; anything but OK stops reading and typing for it, and capture goes on with a catch-up scan afterwards. */
export interface AccountState {
  readonly name: string;
  readonly state: WxState;
  readonly detail?: string;
}

/** How an attempt to send ended before anything was typed, or that Enter was pressed. */
export type EnterResult = 'pressed' | 'wrong_chat' | 'wrong_text' | 'refused';

/**
 * A way to read and type in WeChat. Every member but `states` is called under the agent's one UI mutex.
 * Nothing here is remembered between calls: knowing lines again, idempotence and confirmation are the agent's own work.
 */
export interface WeChatDriver {
  /** Shown in logs. */
  readonly name: string;
  /** Logins that are driven, and whether each can be worked with now. */
  states(): Promise<readonly AccountState[]>;
  /** Chats whose lines may have changed since the last scan, or with `everything` all that are open. */
  scan(everything: boolean): Promise<readonly ChatView[]>;
  /** The chat's lines as far back as `depth`, scrolling up if need be and back to the newest line; null when the window is not there. */
  read(chat: ChatAddress, depth: number): Promise<ChatView | null>;
  /** Brings the chat to the front. False when it cannot be found. */
  open(chat: ChatAddress): Promise<boolean>;
  /** Replaces what stands in the open chat's edit box. */
  setText(text: string): Promise<void>;
  /**
   * Presses Enter if the open chat is `chat`, its edit box holds `text`, and `mayType()` is true; all three are asked
   * immediately before the key. Never waits between asking and pressing.
   */
  enter(chat: ChatAddress, text: string, mayType: () => boolean): Promise<EnterResult>;
  /** Empties the open chat's edit box. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Own lines and typed texts are compared without what WeChat changes itself: line ends, trailing blanks and composed forms. */
export function normaliseText(text: string): string {
  return text.normalize('NFC').replaceAll(/\r\n?/g, '\n').trim();
}

/** What a line is known by among its neighbours. Pictures without a caption differ only by their place. */
export function lineHash(line: Omit<SeenLine, 'hash'>): string {
  const parts = [
    line.direction,
    line.senderKey ?? line.sender ?? '',
    line.type,
    normaliseText(line.content),
    line.quote ?? '',
  ];
  return createHash('sha256').update(parts.join('\u0000')).digest('base64url').slice(0, 16);
}
