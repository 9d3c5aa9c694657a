import { builder } from '../../graphql/builder.ts';

export const MessageRoleEnum = builder.enumType('MessageRole', {
  description: '一行消息出自谁 · Who a line is from.',
  values: {
    CUSTOMER: { value: 'customer', description: '客户 · The customer.' },
    MODEL: { value: 'model', description: '模型，或自动通知 · The model, or a notice.' },
    OPERATOR: { value: 'operator', description: '坐席，或手机上的人 · An operator, or a person at the phone.' },
    SYSTEM: { value: 'system', description: '系统提示；content 为代码 · A note of the system; its content is a code.' },
  },
});

export const MessageKindEnum = builder.enumType('MessageKind', {
  description: '消息类型 · Kind of a line.',
  values: {
    TEXT: { description: '文字 · Text.' },
    IMAGE: { description: '图片 · Picture.' },
    FILE: { description: '文件 · File.' },
    VOICE: { description: '语音 · Voice.' },
    VIDEO: { description: '视频 · Video.' },
    LINK: { description: '链接 · Link.' },
    LOCATION: { description: '位置 · Location.' },
    QUOTE: { description: '引用 · Quote.' },
    CARD: { description: '名片或小程序卡片 · Card.' },
    OTHER: { description: '其他 · Anything else.' },
  },
});

export const DirectionEnum = builder.enumType('Direction', {
  description: '一行消息的方向 · Which way a line goes.',
  values: {
    IN: { description: '发给我们 · To us.' },
    OUT: { description: '由我们的微信发出 · From our account.' },
    SYSTEM: { description: '微信的系统提示 · A note of WeChat.' },
  },
});

export const ChatKindEnum = builder.enumType('ChatKind', {
  description: '窗口种类 · Kind of window.',
  values: {
    FRIEND: { description: '好友 · Friend.' },
    GROUP: { description: '群 · Group.' },
    SERVICE: { description: '服务号 · Service account.' },
    OFFICIAL: { description: '公众号 · Official account.' },
  },
});

export const ReceiptStateEnum = builder.enumType('ReceiptState', {
  description: '一行消息的回执 · What became of a reported line.',
  values: {
    STORED: { description: '已保存 · Stored.' },
    DUPLICATE: { description: '早已保存 · Was stored before.' },
    MATCHED_REPLY: { description: '是我们自己的回复 · Is a reply of ours.' },
    SEEN: { description: '群中另一账号已报告 · Another account reports this group.' },
    QUEUED_FOR_HUMAN: { description: '已保存，交人处理 · Stored, for a person to handle.' },
    REJECTED: { description: '不符合要求，不必重试 · Not acceptable; saying it again changes nothing.' },
  },
});
