/** What the world outside the database can tell of one tenant's history: the other half of what the checker compares. */
export interface History {
  readonly tenantId: string;
  /** Everything our keyboards typed, in the order of time. */
  readonly typed: readonly Typed[];
  /** Lines of customers that agents were able to read; once at rest each of them must be stored, no more and no less. */
  readonly spoken?: readonly Spoken[];
  /** Receipts that reached an agent. */
  readonly acknowledged: readonly Acknowledged[];
  /** Answers of the model that were settled, with the lines each of them answers. */
  readonly answers?: readonly Answered[];
  /** Accounts whose agent never came back: what is for them waits, and their last lines are known to nobody. */
  readonly away?: readonly string[];
  /** Live lists that were followed without a stop until the end. */
  readonly feeds?: readonly FollowedFeed[];
  /** Requests of operators and what they heard. */
  readonly commands?: readonly CommandHeard[];
  /** Probes of readiness during faults. */
  readonly readiness?: readonly ReadinessProbe[];
  /** Highest figures of queues and memories that have a limit. */
  readonly bounds?: readonly Bound[];
  /** Nothing is under way any more: every line must have its outcome. False checks only what must hold at every moment. */
  readonly atRest: boolean;
}

/** One bubble in a window, typed by an agent. */
export interface Typed {
  readonly replyId: string;
  readonly account: string;
  readonly window: string;
  readonly text: string;
  /** Milliseconds since 1970 by a clock that the database shares. */
  readonly at: number;
  /** Owner of the room as everyone could see it right before the key; without it the times of events decide. */
  readonly ownerBefore?: string;
}

export interface Spoken {
  readonly account: string;
  readonly window: string;
  readonly text: string;
  /** It had left the visible part of the window before a journal that knew of it reached the hub: it may be stored or not. */
  scrolledAway?: boolean;
}

export interface Acknowledged {
  readonly account: string;
  readonly clientMessageId: string;
  readonly window: string;
  readonly text: string;
  /** As the receipt says: STORED, DUPLICATE, MATCHED_REPLY, SEEN, QUEUED_FOR_HUMAN, REJECTED. */
  readonly state: string;
  readonly messageId: string | null;
}

export interface Answered {
  readonly turnId: string;
  readonly outcome: string;
  /** Lines of the customer that it was made for. */
  readonly lines: readonly string[];
}

/** Where an event stands. */
export interface Position {
  readonly xid: string;
  readonly id: string;
}

export interface FollowedFeed {
  readonly name: string;
  /** It began after this event; null: with the first. */
  readonly after: Position | null;
  /** What arrived, in the order of arrival. */
  readonly events: readonly Position[];
}

export interface CommandHeard {
  readonly requestId: string;
  /** As in the audit: user:7. */
  readonly actor: string;
  readonly name: string;
  /** Answers in the order heard, each as text of JSON; a refusal as 'refused CODE'; nothing for an answer that was lost. */
  readonly heard: readonly string[];
}

export interface ReadinessProbe {
  readonly at: number;
  readonly ready: boolean;
  /** What was true then: could the hub do its work. */
  readonly able: boolean;
}

export interface Bound {
  readonly name: string;
  readonly limit: number;
  readonly seen: number;
}

/** Something that must not be. */
export interface Violation {
  /** Invariant of the design: I1–I8, I11, I12. */
  readonly invariant: string;
  /** What happened, in words. */
  readonly text: string;
}

/** Reads a tenant's tables past the wall. */
export type OwnerQuery = <Row extends object>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;
