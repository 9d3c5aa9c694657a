/**
 * The one file of error codes. A refusal that we expect carries one of these codes and reaches the caller as
 * `extensions.code`; everything else is masked and logged once with a correlation id.
 */
export const ERROR_MEANINGS = {
  BAD_INPUT: { zh: '输入不符合要求', en: 'The input is not valid' },
  UNAUTHENTICATED: { zh: '未登录或凭证已失效', en: 'Not logged in, or the credentials are no longer valid' },
  FORBIDDEN: { zh: '没有权限执行此操作', en: 'This role may not do that' },
  NOT_FOUND: { zh: '找不到该对象', en: 'No such object' },
  CONFLICT: { zh: '与当前状态冲突', en: 'In conflict with the present state' },
  IDEMPOTENCY_CONFLICT: { zh: '同一请求编号，内容却不同', en: 'The same request id came with other content' },
  OWNED_BY: { zh: '已被其他坐席接管', en: 'Another operator has taken this over' },
  NOT_OWNER: { zh: '尚未接管该会话', en: 'You do not own this room' },
  HAND_BACK_PENDING: { zh: '仍有未送达的消息，暂不能交还', en: 'Bubbles are still on their way, hand-back waits' },
  ALREADY_CLOSED: { zh: '会话已结束', en: 'The session is already closed' },
  LIMIT_BATCH: { zh: '单批数量超出上限', en: 'Too many items in one batch' },
  LIMIT_TEXT: { zh: '文字长度超出上限', en: 'The text is too long' },
  LIMIT_BODY: { zh: '请求体过大', en: 'The request body is too large' },
  LIMIT_DEPTH: { zh: '查询嵌套过深', en: 'The query is nested too deeply' },
  LIMIT_COST: { zh: '查询代价过高', en: 'The query costs too much' },
  LIMIT_FRAME: { zh: '数据帧过大', en: 'The frame is too large' },
  LIMIT_FILE: { zh: '文件过大', en: 'The file is too large' },
  LIMIT_RATE: { zh: '操作过于频繁', en: 'Too many requests in a short time' },
  CURSOR_RESET: { zh: '游标已失效，请重新读取', en: 'The cursor is no longer valid, read again from the start' },
  DUPLICATE_CONTENT: { zh: '相同内容已存在', en: 'The same content is already there' },
  LEASE_LOST: { zh: '租约已失效', en: 'The lease is no longer held' },
  UNAVAILABLE: { zh: '外部服务暂不可用', en: 'An outside service is not available now' },
  CLOCK_SKEW: { zh: '本机时钟偏差过大', en: 'The clock of this machine is too far off' },
  INTERNAL: { zh: '内部错误', en: 'Internal error' },
  EMPTY_DOCUMENT: { zh: '文件没有可用内容', en: 'The file holds nothing that can be used' },
  UNSUPPORTED_FORMAT: { zh: '不支持的文件格式', en: 'This file format is not supported' },
  BAD_ENCODING: { zh: '文件不是 UTF-8 或 GB18030 编码', en: 'The file is neither UTF-8 nor GB18030 text' },
  PLACES_MISSING: { zh: '会话所在的账号或聊天已被移除', en: 'The account or chat was removed meanwhile' },
  ACCOUNT_TAKEN: { zh: '该微信号正由另一台客户端登录', en: 'Another agent holds this WeChat account' },
  AMBIGUOUS_WINDOW: { zh: '有两个同名聊天窗口，不能代为输入', en: 'Two chats share this name, nothing is typed there' },
  PAUSED: { zh: '客户端已暂停收发', en: 'The agent is paused' },
  ENCRYPTED_FILE: { zh: '文件有密码，请去掉密码后重传', en: 'The file is encrypted; upload it without a password' },
  WRONG_CONTENT: { zh: '文件内容与扩展名不符', en: 'The content is not what the file name says' },
  HOSTILE_FILE: {
    zh: '文件结构异常，可能是恶意文件',
    en: 'The file is built to do harm (bomb, external reference, endless nesting)',
  },
  UNREADABLE_FILE: { zh: '文件已损坏，无法读取', en: 'The file is damaged and cannot be read' },
  BAD_TABLE: { zh: '问答表格式有误', en: 'The question-answer table is malformed' },
} as const satisfies Record<string, { zh: string; en: string }>;

export type ErrorCode = keyof typeof ERROR_MEANINGS;

/** Facts a caller can act on: a limit, an id, a line number. Never secrets, never customer text. */
export type ErrorDetail = Readonly<Record<string, string | number | boolean | null>>;

/** An expected refusal. `message` is the Chinese meaning unless the thrower says it more exactly. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, detail: ErrorDetail = {}, message: string = ERROR_MEANINGS[code].zh) {
    super(message);
    this.code = code;
    this.detail = detail;
  }
}

/** What a PortError needs to say: which port failed and whether the same call may succeed later. */
export interface PortFailure {
  readonly port: string;
  /** True when the same call may succeed later or elsewhere (time-out, 429, 5xx, cut line); false for a wrong key or input. */
  readonly retryable: boolean;
  /** Short reason for logs and traces, without secrets. */
  readonly reason: string;
  /** Milliseconds the vendor asked us to wait (Retry-After), when it did. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** A vendor's failure, made in the adapter; callers decide by `retryable` and never look into `cause`. */
export class PortError extends Error {
  override readonly name = 'PortError';
  readonly port: string;
  readonly retryable: boolean;
  readonly reason: string;
  readonly retryAfterMs: number | undefined;

  constructor(failure: PortFailure) {
    super(`${failure.port}: ${failure.reason}`, { cause: failure.cause });
    this.port = failure.port;
    this.retryable = failure.retryable;
    this.reason = failure.reason;
    this.retryAfterMs = failure.retryAfterMs;
  }
}

/** Whether a text from outside (a SQL error, an old client) names one of our codes. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERROR_MEANINGS, text);
}
