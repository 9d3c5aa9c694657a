import type { HandoffReason as AnyHandoffReason } from '../modules/handoff/handoff.entity.ts';
import type { ChatAttempt } from '../ports/chat-model.ts';
import type { TenantSettings } from '../modules/tenant/tenant.settings.ts';

/** How a turn ends in the pipeline. The other outcomes are written by people and by the sweeper. */
export type PipelineOutcome = 'replied' | 'clarified' | 'handed_off' | 'suppressed_by_rule' | 'no_reply_needed';

/** Why the pipeline calls a person; people, the sweeper and accept have reasons of their own. */
export type HandoffReason = Exclude<
  AnyHandoffReason,
  'MISSED_OFFLINE' | 'POSSIBLY_REPEATED' | 'DEAD_LETTER' | 'OPERATOR' | 'PHONE'
>;

/** A turn that this worker holds. Every later write carries the token. */
export interface TurnClaim {
  readonly turnId: string;
  readonly tenantId: string;
  readonly sessionId: string;
  readonly token: string;
  /** 1 for the first attempt, at most 3. */
  readonly attempt: number;
  readonly dueAt: Date;
  readonly deadlineAt: Date;
}

/** A customer's line of the turn. */
export interface TurnLine {
  readonly id: string;
  readonly kind: string;
  readonly content: string;
  readonly quote: string | null;
  readonly mentioned: boolean;
  /** Missed while offline or possibly repeated: context, never a question to the model. */
  readonly setAside: boolean;
  readonly receivedAt: Date;
}

export interface HistoryLine {
  readonly role: 'customer' | 'model' | 'operator';
  readonly content: string;
  readonly kind: string;
  readonly turnId: string | null;
  readonly at: Date;
}

export interface TurnCustomer {
  readonly id: string;
  readonly name: string;
  readonly level: 'white' | 'gray' | 'black';
  readonly levelPinned: boolean;
  readonly state: 'new' | 'potential' | 'deal' | 'repurchase' | 'lost';
  readonly totalMessages: number;
  readonly messages30d: number;
  readonly ratedDialogs: number;
  readonly positiveDialogs: number;
  readonly negativeSignals: number;
  readonly dealAmount: number | null;
  readonly averageOrderAmount: number | null;
  readonly lastAnsweredAt: Date | null;
  readonly lastActiveAt: Date;
  readonly createdAt: Date;
}

/** Bubbles of the model already written, for the rate limits. */
export interface BubbleCounts {
  readonly accountMinute: number;
  readonly roomMinute: number;
  readonly accountDay: number;
  readonly roomDay: number;
  /** The oldest of the last minute: when one of them drops out, the next may follow. */
  readonly oldestMinuteAt: Date | null;
}

/** Everything a turn needs, read in one round trip under the claim. Times are the database's. */
export interface GatheredTurn {
  readonly claim: TurnClaim;
  readonly now: Date;
  /** Checked again at settle: a new line raises it. */
  readonly revision: number;
  readonly replans: number;
  readonly firstLineAt: Date;
  readonly lines: readonly TurnLine[];
  readonly session: {
    readonly id: string;
    readonly kind: string | null;
    /** What the customer's last session was about; null for the first. */
    readonly summary: string | null;
    readonly turnCount: number;
    readonly clarifyOpen: boolean;
  };
  readonly customer: TurnCustomer;
  readonly room: { readonly id: string; readonly kind: 'private' | 'group'; readonly fence: number };
  /** Two open windows of this name: nothing can be typed. */
  readonly ambiguous: boolean;
  /** Lines before this turn in the session, oldest first, at most 30. */
  readonly history: readonly HistoryLine[];
  readonly counts: BubbleCounts;
  readonly settings: TenantSettings;
  /** What the customer asks: the lines of the turn that are text, joined. */
  readonly question: string;
}

/** A passage an answer rests on. */
export interface TurnEvidence {
  /** Chunk id. */
  readonly id: string;
  readonly documentId: string;
  readonly documentName: string;
  readonly heading: string | null;
  /** From 1; null where the document has no pages. */
  readonly page: number | null;
  readonly question: string;
  readonly answer: string;
  readonly score: number;
}

/** What a call of a model cost, under the id it was reserved with. */
export interface ModelUsage {
  readonly entry: 'booked';
  readonly turnId: string;
  readonly callId: string;
  readonly provider: string;
  readonly model: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** In the currency of the provider's price list. */
  readonly cost: number;
}

/** What the customer will read and what is recorded of how it came about. */
export interface TurnDecision {
  readonly outcome: PipelineOutcome;
  readonly confidence: number | null;
  readonly bubbles: readonly string[];
  /** One line of the model when a person is called. */
  readonly notice: string | null;
  readonly handoff: {
    readonly reason: HandoffReason;
    readonly detail: string | null;
    readonly priority: number;
  } | null;
  readonly evidence: readonly TurnEvidence[];
  readonly tokens: number;
  readonly trace: Readonly<Record<string, unknown>>;
  /** Booked with the decision, also when that no longer holds. */
  readonly usage?: ModelUsage | null;
}

/** What the model was asked and what it said. */
export interface Draft {
  readonly text: string;
  readonly provider: string;
  readonly model: string;
  readonly verbatim: boolean;
  readonly tokens: number;
  readonly attempts: readonly ChatAttempt[];
}

/** How an attempt at a turn ended for its worker. */
export type TurnEnd = 'settled' | 'replan' | 'fenced' | 'lost' | 'postponed';
