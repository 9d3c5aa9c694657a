/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** 一个微信登录的状态 · State of one WeChat login. */
export type AccountStateInput = {
  /** 说明，至多 500 字 · What the driver says, at most 500 characters. */
  readonly detail?: string | null | undefined;
  /** 微信名 · Name of the login. */
  readonly name: string;
  /** 窗口状态 · State of its window. */
  readonly state: WxState;
};

/** 聊天窗口 · A WeChat window as its driver names it. */
export type ChatInput = {
  /** 有同名窗口 · Another open window bears the same name. */
  readonly ambiguous?: boolean | null | undefined;
  /** 全局标识，如群号 · Id that is the same for every account, such as a group’s. */
  readonly externalId?: string | null | undefined;
  /** 种类 · Kind. */
  readonly kind: ChatKind;
  /** 标题 · Title. */
  readonly name: string;
  /** 窗口标识，同一账号内稳定 · What the driver knows it by; stable within the account. */
  readonly window: string;
};

/** 窗口种类 · Kind of window. */
export type ChatKind =
  /** 好友 · Friend. */
  | 'FRIEND'
  /** 群 · Group. */
  | 'GROUP'
  /** 公众号 · Official account. */
  | 'OFFICIAL'
  /** 服务号 · Service account. */
  | 'SERVICE';

/** 一个气泡的结果 · What became of a bubble. */
export type DeliveryInput = {
  /** 时间，本机时钟 · When, by the agent’s clock. */
  readonly at: string;
  /** 说明，至多 200 字 · Why, at most 200 characters. */
  readonly detail?: string | null | undefined;
  /** 气泡 · The bubble. */
  readonly replyId: string;
  /** 结果 · Outcome. */
  readonly state: EchoState;
};

/** 一个气泡的送达状态 · Where a bubble is on its way. */
export type DeliveryState =
  /** 已在聊天中看到 · Seen in the chat. */
  | 'CONFIRMED'
  /** 已租给客户端，可能已键入 · Leased to an agent: may be typed. */
  | 'LEASED'
  /** 等待键入 · Waits to be typed. */
  | 'QUEUED'
  /** 已键入，正在核对 · Typed, being read back. */
  | 'TYPED'
  /** 不确定是否已键入，绝不重发 · Nobody knows; never typed again. */
  | 'UNKNOWN'
  /** 作废，不会键入 · Will never be typed. */
  | 'VOID';

/** 一行消息的方向 · Which way a line goes. */
export type Direction =
  /** 发给我们 · To us. */
  | 'IN'
  /** 由我们的微信发出 · From our account. */
  | 'OUT'
  /** 微信的系统提示 · A note of WeChat. */
  | 'SYSTEM';

/** 客户端报告的结果 · What an agent says became of a bubble. */
export type EchoState =
  /** 已在聊天中看到 · Seen in the chat. */
  | 'CONFIRMED'
  /** 已键入 · Typed. */
  | 'TYPED'
  /** 不确定 · Cannot tell. */
  | 'UNKNOWN'
  /** 没有键入，也不会再键入 · Not typed, and never will be. */
  | 'VOID';

/** 客户端的心跳，每 30 秒 · An agent’s figures, every 30 s. */
export type HeartbeatInput = {
  /** 各微信登录，至多 32 个 · Its WeChat logins, at most 32. */
  readonly accounts: ReadonlyArray<AccountStateInput>;
  /** 本机时间 · Time of the agent’s clock. */
  readonly at: string;
  /** CPU 占用，0–100 · CPU, 0–100. */
  readonly cpuPercent: number;
  /** 客户端日志的编号 · Id of the agent’s journal on disk. */
  readonly journalId: string;
  /** 内存占用，0–100 · Memory, 0–100. */
  readonly memoryPercent: number;
  /** 启动以来处理的消息数 · Lines handled since its start. */
  readonly messagesProcessed: number;
  /** 未获确认的消息数 · Lines not acknowledged yet. */
  readonly outboxDepth: number;
  /** 程序版本 · Version of the program. */
  readonly version: string;
  /** 微信是否在线 · Whether WeChat is online. */
  readonly wxOnline: boolean;
};

/** 一批读到的消息 · A batch of lines. */
export type IngestInput = {
  /** 微信登录的名字 · Name of the WeChat login. */
  readonly account: string;
  /** 客户端日志的编号 · Id of the agent’s journal on disk. */
  readonly journalId: string;
  /** 至多 128 行 · At most 128 lines. */
  readonly messages: ReadonlyArray<MessageInput>;
};

/** 从聊天窗口读到的一行 · One line read from a chat window. */
export type MessageInput = {
  /** 无法与日志对齐，由服务端对齐 · Could not be aligned with the journal; the hub aligns it with its own tail. */
  readonly afterGap?: boolean | null | undefined;
  /** 发送时的年龄，毫秒，按本机时钟 · Age when sent, in milliseconds, by the agent’s own clock. */
  readonly ageMs: number;
  /** 读到的时间 · When it was read. */
  readonly capturedAt: string;
  /** 启动或解锁后的首次扫描 · First scan after a start or unlock. */
  readonly catchUp?: boolean | null | undefined;
  /** 窗口 · Its window. */
  readonly chat: ChatInput;
  /** 首次看到时随机生成一次，先写日志再上报 · Random, given once when first seen, journaled before it is reported. */
  readonly clientMessageId: string;
  /** 文字，至多 4000 字 · Text, at most 4,000 characters. */
  readonly content: string;
  /** 方向 · Direction. */
  readonly direction: Direction;
  /** 此前 PUT 的文件的 SHA-256 · SHA-256 of bytes PUT before. */
  readonly mediaHash?: string | null | undefined;
  /** 群中提到或引用了我们 · Group: our account was mentioned or quoted. */
  readonly mentioned?: boolean | null | undefined;
  /** 引用的文字 · Text it quotes. */
  readonly quote?: string | null | undefined;
  /** 群成员的显示名；私聊为空 · Group member shown; null in a private chat. */
  readonly sender?: string | null | undefined;
  /** 群成员的稳定标识 · Stable id of the member, if the driver has one. */
  readonly senderKey?: string | null | undefined;
  /** 在该窗口中的次序，递增 · Place in the chat, ascending per chat and journal. */
  readonly seq: number;
  /** 微信显示的时间 · Time the chat shows. */
  readonly shownAt?: string | null | undefined;
  /** 类型 · Kind. */
  readonly type: MessageKind;
};

/** 消息类型 · Kind of a line. */
export type MessageKind =
  /** 名片或小程序卡片 · Card. */
  | 'CARD'
  /** 文件 · File. */
  | 'FILE'
  /** 图片 · Picture. */
  | 'IMAGE'
  /** 链接 · Link. */
  | 'LINK'
  /** 位置 · Location. */
  | 'LOCATION'
  /** 其他 · Anything else. */
  | 'OTHER'
  /** 引用 · Quote. */
  | 'QUOTE'
  /** 文字 · Text. */
  | 'TEXT'
  /** 视频 · Video. */
  | 'VIDEO'
  /** 语音 · Voice. */
  | 'VOICE';

/** 一行消息的回执 · What became of a reported line. */
export type ReceiptState =
  /** 早已保存 · Was stored before. */
  | 'DUPLICATE'
  /** 是我们自己的回复 · Is a reply of ours. */
  | 'MATCHED_REPLY'
  /** 已保存，交人处理 · Stored, for a person to handle. */
  | 'QUEUED_FOR_HUMAN'
  /** 不符合要求，不必重试 · Not acceptable; saying it again changes nothing. */
  | 'REJECTED'
  /** 群中另一账号已报告 · Another account reports this group. */
  | 'SEEN'
  /** 已保存 · Stored. */
  | 'STORED';

/** 气泡出自谁 · Where a bubble comes from. */
export type ReplyOrigin =
  /** 模型 · The model. */
  | 'MODEL'
  /** 自动通知 · A notice. */
  | 'NOTICE'
  /** 坐席 · An operator. */
  | 'OPERATOR';

/** 游标为何失效 · Why a cursor leads nowhere. */
export type ResetReason =
  /** 超前于数据库 · Ahead of the database. */
  | 'AHEAD'
  /** 超过保留的 7 天 · Older than the 7 days that are kept. */
  | 'EXPIRED'
  /** 来自另一数据库或恢复前的备份 · From another database, or from before a backup was restored. */
  | 'FOREIGN_EPOCH';

/** 微信窗口的状态 · State of the WeChat window. */
export type WxState =
  /** 微信未登录 · WeChat is not logged in. */
  | 'NOT_LOGGED_IN'
  /** 正常 · Works. */
  | 'OK'
  /** 微信限制了操作频率 · WeChat limits the rate. */
  | 'RATE_LIMITED'
  /** Windows 已锁屏 · The Windows session is locked. */
  | 'SESSION_LOCKED'
  /** 此版本隐藏了界面元素 · This version hides its UI tree. */
  | 'UI_TREE_HIDDEN'
  /** 微信版本不受支持 · Version not supported. */
  | 'UNSUPPORTED_VERSION'
  /** 窗口被最小化 · The window is minimized. */
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