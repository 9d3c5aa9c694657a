/** The words of `ingestMessages`: what an agent reports and what it hears back. Limits are checked in accept-messages.ts. */

export type LineDirection = 'IN' | 'OUT' | 'SYSTEM';
export type LineKind = 'TEXT' | 'IMAGE' | 'FILE' | 'VOICE' | 'VIDEO' | 'LINK' | 'LOCATION' | 'QUOTE' | 'CARD' | 'OTHER';

/** A WeChat window as its driver names it. */
export interface ReportedChat {
  readonly window: string;
  readonly kind: 'FRIEND' | 'GROUP' | 'SERVICE' | 'OFFICIAL';
  readonly name: string;
  readonly externalId?: string | null;
  /** Two open windows of one name: read, never typed into. */
  readonly ambiguous?: boolean | null;
}

/** One line read from a window. */
export interface ReportedLine {
  /** Given once, at random, when the line was first seen. */
  readonly clientMessageId: string;
  readonly chat: ReportedChat;
  readonly direction: LineDirection;
  readonly sender?: string | null;
  readonly senderKey?: string | null;
  readonly type: LineKind;
  readonly content: string;
  readonly quote?: string | null;
  readonly mediaHash?: string | null;
  readonly mentioned?: boolean | null;
  readonly seq: number;
  readonly capturedAt: Date;
  readonly shownAt?: Date | null;
  /** Age when sent, by the agent's own clock, in milliseconds. */
  readonly ageMs: number;
  readonly catchUp?: boolean | null;
  /** The agent could not align this visible block with its journal. */
  readonly afterGap?: boolean | null;
}

export interface IngestInput {
  readonly journalId: string;
  /** Name of the WeChat login. */
  readonly account: string;
  readonly messages: readonly ReportedLine[];
}

export type ReceiptState = 'STORED' | 'DUPLICATE' | 'MATCHED_REPLY' | 'SEEN' | 'QUEUED_FOR_HUMAN' | 'REJECTED';

/** What became of one line. REJECTED carries a code and is final: saying it again changes nothing. */
export interface Receipt {
  readonly clientMessageId: string;
  readonly state: ReceiptState;
  readonly messageId: string | null;
  readonly sessionId: string | null;
  readonly code: string | null;
  readonly message: string | null;
}

/** Lines in one report at most. */
export const MAX_LINES = 128;
/** Characters of one line at most. */
export const MAX_CONTENT = 4000;
/** Characters of a name, key or id at most. */
export const MAX_NAME = 200;
/** A line older than this when accepted is not the model's to answer (10 min). */
export const MAX_AGE_MS = 600_000;
