/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type AccountStateInput = {
  readonly detail?: string | null | undefined;
  readonly name: string;
  readonly state: WxState;
};

export type ChatInput = {
  readonly ambiguous?: boolean | null | undefined;
  readonly externalId?: string | null | undefined;
  readonly kind: ChatKind;
  readonly name: string;
  readonly window: string;
};

export type ChatKind =
  | 'FRIEND'
  | 'GROUP'
  | 'OFFICIAL'
  | 'SERVICE';

export type DeliveryInput = {
  readonly at: string;
  readonly detail?: string | null | undefined;
  readonly replyId: string;
  readonly state: EchoState;
};

export type DeliveryState =
  | 'CONFIRMED'
  | 'LEASED'
  | 'QUEUED'
  | 'TYPED'
  | 'UNKNOWN'
  | 'VOID';

export type Direction =
  | 'IN'
  | 'OUT'
  | 'SYSTEM';

export type EchoState =
  | 'CONFIRMED'
  | 'TYPED'
  | 'UNKNOWN'
  | 'VOID';

export type HeartbeatInput = {
  readonly accounts: ReadonlyArray<AccountStateInput>;
  readonly at: string;
  readonly cpuPercent: number;
  readonly journalId: string;
  readonly memoryPercent: number;
  readonly messagesProcessed: number;
  readonly outboxDepth: number;
  readonly version: string;
  readonly wxOnline: boolean;
};

export type IngestInput = {
  readonly account: string;
  readonly journalId: string;
  readonly messages: ReadonlyArray<MessageInput>;
};

/** One line read from a chat window. */
export type MessageInput = {
  readonly afterGap?: boolean | null | undefined;
  readonly ageMs: number;
  readonly capturedAt: string;
  readonly catchUp?: boolean | null | undefined;
  readonly chat: ChatInput;
  readonly clientMessageId: string;
  readonly content: string;
  readonly direction: Direction;
  readonly mediaHash?: string | null | undefined;
  readonly mentioned?: boolean | null | undefined;
  readonly quote?: string | null | undefined;
  readonly sender?: string | null | undefined;
  readonly senderKey?: string | null | undefined;
  readonly seq: number;
  readonly shownAt?: string | null | undefined;
  readonly type: MessageKind;
};

export type MessageKind =
  | 'CARD'
  | 'FILE'
  | 'IMAGE'
  | 'LINK'
  | 'LOCATION'
  | 'OTHER'
  | 'QUOTE'
  | 'TEXT'
  | 'VIDEO'
  | 'VOICE';

export type ReceiptState =
  | 'DUPLICATE'
  | 'MATCHED_REPLY'
  | 'QUEUED_FOR_HUMAN'
  | 'REJECTED'
  | 'SEEN'
  | 'STORED';

export type ReplyOrigin =
  | 'MODEL'
  | 'NOTICE'
  | 'OPERATOR';

export type ResetReason =
  | 'AHEAD'
  | 'EXPIRED'
  | 'FOREIGN_EPOCH';

export type WxState =
  | 'NOT_LOGGED_IN'
  | 'OK'
  | 'RATE_LIMITED'
  | 'SESSION_LOCKED'
  | 'UI_TREE_HIDDEN'
  | 'UNSUPPORTED_VERSION'
  | 'WINDOW_MINIMIZED';

export type LoginAgentMutationVariables = Exact<{
  requestId: string;
  agentId: string;
  apiKey: string;
}>;


export type LoginAgentMutation = { readonly login: { readonly token: string, readonly expiresAt: string, readonly serverTime: string } };

export type IngestMessagesMutationVariables = Exact<{
  requestId: string;
  input: IngestInput;
}>;


export type IngestMessagesMutation = { readonly ingestMessages: ReadonlyArray<{ readonly clientMessageId: string, readonly state: ReceiptState, readonly code: string | null, readonly message: string | null }> };

export type HeartbeatMutationVariables = Exact<{
  requestId: string;
  input: HeartbeatInput;
}>;


export type HeartbeatMutation = { readonly heartbeat: { readonly serverTime: string, readonly paused: boolean } };

export type RenewLeaseMutationVariables = Exact<{
  requestId: string;
  journalId: string;
}>;


export type RenewLeaseMutation = { readonly renewLease: { readonly leaseSeconds: number, readonly connected: boolean } };

export type LeaseRepliesMutationVariables = Exact<{
  requestId: string;
  journalId: string;
  replyIds: ReadonlyArray<string> | string;
}>;


export type LeaseRepliesMutation = { readonly leaseReplies: ReadonlyArray<{ readonly replyId: string, readonly granted: boolean, readonly code: string | null }> };

export type ReportDeliveriesMutationVariables = Exact<{
  requestId: string;
  journalId: string;
  deliveries: ReadonlyArray<DeliveryInput> | DeliveryInput;
}>;


export type ReportDeliveriesMutation = { readonly reportDeliveries: ReadonlyArray<{ readonly id: string }> };

export type AcknowledgeFenceMutationVariables = Exact<{
  requestId: string;
  journalId: string;
  roomId: string;
  fence: number;
}>;


export type AcknowledgeFenceMutation = { readonly acknowledgeFence: boolean };

export type RepliesSubscriptionVariables = Exact<{
  journalId: string;
}>;


export type RepliesSubscription = { readonly replies:
    | { readonly __typename: 'Fence', readonly roomId: string, readonly fence: number }
    | { readonly __typename: 'Reply', readonly id: string, readonly roomId: string, readonly account: string, readonly window: string, readonly origin: ReplyOrigin, readonly text: string, readonly fence: number, readonly state: DeliveryState, readonly leased: boolean }
    | { readonly __typename: 'Reset', readonly reason: ResetReason }
    | { readonly __typename: 'Synced', readonly cursor: string }
    | { readonly __typename: 'Void', readonly replyIds: ReadonlyArray<string> }
   };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const LoginAgentDocument = new TypedDocumentString(`
    mutation LoginAgent($requestId: ID!, $agentId: ID!, $apiKey: String!) {
  login(requestId: $requestId, input: {agentId: $agentId, apiKey: $apiKey}) {
    token
    expiresAt
    serverTime
  }
}
    `) as unknown as TypedDocumentString<LoginAgentMutation, LoginAgentMutationVariables>;
export const IngestMessagesDocument = new TypedDocumentString(`
    mutation IngestMessages($requestId: ID!, $input: IngestInput!) {
  ingestMessages(requestId: $requestId, input: $input) {
    clientMessageId
    state
    code
    message
  }
}
    `) as unknown as TypedDocumentString<IngestMessagesMutation, IngestMessagesMutationVariables>;
export const HeartbeatDocument = new TypedDocumentString(`
    mutation Heartbeat($requestId: ID!, $input: HeartbeatInput!) {
  heartbeat(requestId: $requestId, input: $input) {
    serverTime
    paused
  }
}
    `) as unknown as TypedDocumentString<HeartbeatMutation, HeartbeatMutationVariables>;
export const RenewLeaseDocument = new TypedDocumentString(`
    mutation RenewLease($requestId: ID!, $journalId: ID!) {
  renewLease(requestId: $requestId, journalId: $journalId) {
    leaseSeconds
    connected
  }
}
    `) as unknown as TypedDocumentString<RenewLeaseMutation, RenewLeaseMutationVariables>;
export const LeaseRepliesDocument = new TypedDocumentString(`
    mutation LeaseReplies($requestId: ID!, $journalId: ID!, $replyIds: [ID!]!) {
  leaseReplies(requestId: $requestId, journalId: $journalId, replyIds: $replyIds) {
    replyId
    granted
    code
  }
}
    `) as unknown as TypedDocumentString<LeaseRepliesMutation, LeaseRepliesMutationVariables>;
export const ReportDeliveriesDocument = new TypedDocumentString(`
    mutation ReportDeliveries($requestId: ID!, $journalId: ID!, $deliveries: [DeliveryInput!]!) {
  reportDeliveries(
    requestId: $requestId
    journalId: $journalId
    deliveries: $deliveries
  ) {
    id
  }
}
    `) as unknown as TypedDocumentString<ReportDeliveriesMutation, ReportDeliveriesMutationVariables>;
export const AcknowledgeFenceDocument = new TypedDocumentString(`
    mutation AcknowledgeFence($requestId: ID!, $journalId: ID!, $roomId: ID!, $fence: Int!) {
  acknowledgeFence(
    requestId: $requestId
    journalId: $journalId
    roomId: $roomId
    fence: $fence
  )
}
    `) as unknown as TypedDocumentString<AcknowledgeFenceMutation, AcknowledgeFenceMutationVariables>;
export const RepliesDocument = new TypedDocumentString(`
    subscription Replies($journalId: ID!) {
  replies(journalId: $journalId) {
    __typename
    ... on Reply {
      id
      roomId
      account
      window
      origin
      text
      fence
      state
      leased
    }
    ... on Fence {
      roomId
      fence
    }
    ... on Void {
      replyIds
    }
    ... on Synced {
      cursor
    }
    ... on Reset {
      reason
    }
  }
}
    `) as unknown as TypedDocumentString<RepliesSubscription, RepliesSubscriptionVariables>;