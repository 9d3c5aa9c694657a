import { ID_TEXT } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { CustomerRef } from '../customer/customer.graphql.ts';
import { findByIds } from '../page/by-id.ts';
import { connectionOf } from '../page/connection.ts';
import { NEWEST_FIRST } from '../page/list-page.ts';
import { nestedList } from '../page/nested.ts';
import { SessionRef } from '../session/session.graphql.ts';
import { UserRef } from '../user/user.graphql.ts';
import { Message } from './message.entity.ts';
import { MessageKindEnum, MessageRoleEnum } from './message.enums.graphql.ts';
import { listMessages, SHOWN } from './message.service.ts';

export const MessageRef = builder.loadableObjectRef('Message', {
  load: (ids: string[], context) => context.reads.read((em) => findByIds(em, Message, ids)),
  sort: (message) => message.id,
});

MessageRef.implement({
  description: '会话中的一行 · One line in a session.',
  authScopes: { reader: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: '编号，越大越新 · Id; newer lines have larger ones.' }),
    session: t.field({
      type: SessionRef,
      description: '所属会话 · Its session.',
      resolve: (message) => message.sessionId,
    }),
    customer: t.field({
      type: CustomerRef,
      description: '所属客户 · Its customer.',
      resolve: (message) => message.customerId,
    }),
    role: t.field({
      type: MessageRoleEnum,
      description: '出自谁 · Who it is from.',
      resolve: (message) => message.role,
    }),
    kind: t.field({
      type: MessageKindEnum,
      description: '类型 · Kind.',
      resolve: ({ kind }) => kind.toUpperCase() as typeof MessageKindEnum.$inferType,
    }),
    sender: t.exposeString('sender', {
      nullable: true,
      description: '群成员或坐席的名字 · Name of the group member or operator.',
    }),
    content: t.exposeString('content', { description: '文字；系统提示为代码 · Text; a code in a note of the system.' }),
    quote: t.exposeString('quote', { nullable: true, description: '引用的文字 · Text it quotes.' }),
    receivedAt: t.expose('receivedAt', { type: 'DateTime', description: '收到时间 · When the hub got it.' }),
    shownAt: t.expose('shownAt', {
      type: 'DateTime',
      nullable: true,
      description: '微信显示的时间 · Time the chat shows.',
    }),
    viaPhone: t.exposeBoolean('viaPhone', {
      description: '有人在手机或电脑微信上直接键入 · Typed by a person on the phone or PC.',
    }),
    user: t.field({
      type: UserRef,
      nullable: true,
      description: '写它的坐席 · The operator who wrote it.',
      resolve: (message) => message.userId,
    }),
    missedOffline: t.exposeBoolean('missedOffline', {
      description: '离线期间错过，不由模型回答 · Missed while offline: not answered by the model.',
    }),
  }),
});

const MessageConnection = builder.connectionObject(
  { type: MessageRef, name: 'MessageConnection', description: '消息列表 · A page of lines.' },
  { name: 'MessageEdge', description: '消息与位置 · A line and its position.' },
);

builder.objectField(SessionRef, 'lastMessage', (t) =>
  t.field({
    type: MessageRef,
    nullable: true,
    description: '最近一行 · Its last line.',
    resolve: (session) => session.lastMessageId,
  }),
);

const messagesBelow = nestedList({
  table: 'message',
  parent: 'session_id',
  order: { columns: NEWEST_FIRST.columns, direction: 'asc' },
  where: SHOWN,
});

builder.objectField(SessionRef, 'messages', (t) =>
  t.connection(
    {
      type: MessageRef,
      description: '各行，最旧在前；用 last 从末尾取 · Its lines, oldest first; take them from the end with last.',
      resolve: (session, args, { reads }) => connectionOf(args, (page) => messagesBelow(reads, session.id, page)),
    },
    MessageConnection,
  ),
);

builder.queryField('messages', (t) =>
  t.connection(
    {
      type: MessageRef,
      authScopes: { reader: true },
      description: '消息，最新在前 · Lines, newest first.',
      args: {
        sessionId: t.arg.id({ validate: ID_TEXT, description: '只看此会话 · Only this session.' }),
        customerId: t.arg.id({ validate: ID_TEXT, description: '只看此客户 · Only this customer.' }),
        role: t.arg({ type: MessageRoleEnum, description: '只看出自谁 · Only from whom.' }),
        since: t.arg({ type: 'DateTime', description: '不早于 · Not before.' }),
      },
      resolve: (_root, args, context) =>
        connectionOf(args, (page) => context.reads.read((em) => listMessages(em, args, page))),
    },
    MessageConnection,
  ),
);
