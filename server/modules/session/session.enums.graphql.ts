import { builder } from '../../graphql/builder.ts';

export const SessionStatusEnum = builder.enumType('SessionStatus', {
  description: '会话状态，按最近消息的时间 · Status of a session by the age of its last message.',
  values: {
    ACTIVE: { value: 'active', description: '5 分钟内有消息 · Less than 5 minutes.' },
    IDLE: { value: 'idle', description: '5–15 分钟 · 5–15 minutes.' },
    DORMANT: { value: 'dormant', description: '15–30 分钟，或在等人工 · 15–30 minutes, or before an operator.' },
    EXPIRED: { value: 'expired', description: '超过 30 分钟 · More than 30 minutes.' },
    CLOSED: { value: 'closed', description: '已由人关闭 · Closed by a person.' },
  },
});

export const ResolutionEnum = builder.enumType('Resolution', {
  description: '会话结果 · How a session ended.',
  values: {
    SOLVED: { value: 'solved', description: '已解决 · Solved.' },
    UNSOLVED: { value: 'unsolved', description: '未解决 · Not solved.' },
    TRANSFERRED: { value: 'transferred', description: '已转他处 · Passed on elsewhere.' },
    ABANDONED: { value: 'abandoned', description: '客户离开 · The customer left.' },
  },
});

export const ResolvedByEnum = builder.enumType('ResolvedBy', {
  description: '由谁解决 · Who resolved it.',
  values: {
    AI: { value: 'ai', description: '模型 · The model.' },
    HUMAN: { value: 'human', description: '坐席 · An operator.' },
    SELF: { value: 'self', description: '客户自己 · The customer.' },
  },
});

export const InboxTabEnum = builder.enumType('InboxTab', {
  description: '收件箱标签 · Tabs of the inbox.',
  values: {
    WAITING: { value: 'waiting', description: '等待接管 · Waits for an operator.' },
    MINE: { value: 'mine', description: '我接管或申请的 · Rooms I hold or asked for.' },
    ALL: { value: 'all', description: '全部，包括已结束的 · Everything, ended ones too.' },
    HUMAN: { value: 'human', description: '由人处理的 · Held by a person.' },
    AI: { value: 'ai', description: '由模型处理的 · With the model.' },
  },
});
