import { randomUUID } from 'node:crypto';

/** One line as a test says it; what is left out is a plain text in the private chat 张三. */
export interface Said {
  readonly account?: string;
  readonly agentId?: string;
  readonly window?: string;
  readonly group?: boolean;
  readonly externalId?: string | null;
  readonly ambiguous?: boolean;
  /** Member of a group who speaks. */
  readonly sender?: string;
  readonly cmid?: string;
  readonly dueNow?: boolean;
  readonly priority?: number;
  readonly missed?: boolean;
  readonly repeated?: boolean;
  readonly seen?: boolean;
  readonly mentioned?: boolean;
  readonly hash?: string;
}

export interface PlaceIds {
  readonly n: number;
  readonly account_id: string;
  readonly room_id: string;
  readonly chat_id: string;
  readonly customer_id: string | null;
  readonly own: boolean;
}

export interface Accepted {
  readonly n: number;
  readonly state: string;
  readonly message_id: string;
  readonly session_id: string | null;
  readonly turn_id: string | null;
  readonly due_at: Date | null;
}

export interface Claimed {
  readonly turn_id: string;
  readonly tenant_id: string;
  readonly session_id: string;
  readonly attempt_token: string;
  readonly attempts: number;
  readonly revision: number;
  readonly due_at: Date;
  readonly deadline_at: Date;
}

/** What settle writes; the rest has defaults. */
export interface Decision {
  readonly outcome?: string;
  readonly bubbles?: readonly string[];
  readonly notice?: string | null;
  readonly handoffReason?: string | null;
  readonly revision?: number;
  readonly fence?: number;
  readonly [key: string]: unknown;
}

export interface SettleResult {
  readonly state: 'settled' | 'replan' | 'fenced' | 'lost';
  readonly replies?: readonly string[];
  readonly handoff?: number;
}

export const ACCOUNT = '小店客服';
export const WINDOW = '张三';
export const JOURNAL = 'journal-1';

/** What a worker reads of its turn. */
export interface Gathered {
  readonly turn: { readonly revision: number; readonly attempts: number; readonly replans: number };
  readonly room: { readonly id: string; readonly fence: number; readonly owner: string };
  readonly lines: readonly { readonly id: string; readonly content: string; readonly setAside: boolean }[];
  readonly history: readonly { readonly role: string; readonly content: string }[];
  readonly counts: Readonly<Record<string, number | string | null>>;
  readonly [key: string]: unknown;
}

export function placeRow(line: Said, n: number, agentId: string): Record<string, unknown> {
  const window = line.window ?? WINDOW;
  return {
    n,
    agent_id: line.agentId ?? agentId,
    account: line.account ?? ACCOUNT,
    window,
    group: line.group ?? false,
    name: window,
    external_id: line.externalId ?? null,
    ambiguous: line.ambiguous ?? false,
    member_key: line.group === true ? (line.sender ?? null) : '',
    sender: line.sender ?? window,
  };
}

export function lineRow(line: Said & { readonly text: string }, n: number, place: PlaceIds): Record<string, unknown> {
  return {
    n,
    account_id: place.account_id,
    room_id: place.room_id,
    chat_id: place.chat_id,
    customer_id: place.customer_id,
    cmid: line.cmid ?? randomUUID(),
    hash: line.hash ?? `hash of ${line.text}`,
    role: place.own ? 'operator' : 'customer',
    kind: 'text',
    sender: line.sender ?? null,
    content: line.text,
    quote: null,
    media_hash: null,
    mentioned: line.mentioned ?? false,
    seq: n,
    shown_at: null,
    captured_at: new Date(),
    due_now: line.dueNow ?? false,
    priority: line.priority ?? 0,
    missed: line.missed ?? false,
    repeated: line.repeated ?? false,
    seen: (line.seen ?? false) || place.own,
  };
}
