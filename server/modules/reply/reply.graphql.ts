import { builder } from '../../graphql/builder.ts';
import { AccountRef } from '../account/account.graphql.ts';
import { ChatRef } from '../chat/chat.graphql.ts';
import { MessageRef } from '../message/message.graphql.ts';
import { batched } from '../page/batched.ts';
import type { Reply } from './reply.entity.ts';
import { findReplies, repliesOfMessages } from './reply.service.ts';

export const DeliveryStateEnum = builder.enumType('DeliveryState', {
  description: '一个气泡的送达状态 · Where a bubble is on its way.',
  values: {
    QUEUED: { value: 'queued', description: '等待键入 · Waits to be typed.' },
    LEASED: { value: 'leased', description: '已租给客户端，可能已键入 · Leased to an agent: may be typed.' },
    TYPED: { value: 'typed', description: '已键入，正在核对 · Typed, being read back.' },
    CONFIRMED: { value: 'confirmed', description: '已在聊天中看到 · Seen in the chat.' },
    VOID: { value: 'void', description: '作废，不会键入 · Will never be typed.' },
    UNKNOWN: { value: 'unknown', description: '不确定是否已键入，绝不重发 · Nobody knows; never typed again.' },
  },
});

export const ReplyOriginEnum = builder.enumType('ReplyOrigin', {
  description: '气泡出自谁 · Where a bubble comes from.',
  values: {
    MODEL: { value: 'model', description: '模型 · The model.' },
    OPERATOR: { value: 'operator', description: '坐席 · An operator.' },
    NOTICE: { value: 'notice', description: '自动通知 · A notice.' },
  },
});

/** A bubble and, when it arrives in a feed, its position there. */
export type ReplyInFeed = Reply & { readonly cursor?: string };

export const ReplyRef = builder.loadableObjectRef<ReplyInFeed, string>('Reply', {
  load: (ids, context) => context.reads.read((em) => findReplies(em, ids)),
  sort: (reply) => reply.id,
});

ReplyRef.implement({
  description: '由客户端键入的一个气泡 · One bubble to be typed by an agent.',
  authScopes: { member: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: '编号（UUID） · UUID.' }),
    cursor: t.field({
      type: 'Cursor',
      nullable: true,
      description: '推送中的位置；其他场合为空 · Position in a feed; null elsewhere.',
      resolve: (reply) => reply.cursor ?? null,
    }),
    roomId: t.exposeID('roomId', { description: '场所 · Its room.' }),
    sessionId: t.exposeID('sessionId', { description: '会话 · Its session.' }),
    account: t.string({
      description: '用哪个微信登录键入 · Name of the account that types it.',
      resolve: async (reply, _args, context) => (await AccountRef.getDataloader(context).load(reply.accountId)).name,
    }),
    window: t.string({
      description: '键入到哪个窗口 · Window it is typed into.',
      resolve: async (reply, _args, context) => (await ChatRef.getDataloader(context).load(reply.chatId)).windowKey,
    }),
    chatName: t.string({
      description: '窗口标题，回车前核对 · Title of that window, checked before Enter.',
      resolve: async (reply, _args, context) => (await ChatRef.getDataloader(context).load(reply.chatId)).name,
    }),
    origin: t.field({
      type: ReplyOriginEnum,
      description: '出自谁 · Where it comes from.',
      resolve: (reply) => reply.origin,
    }),
    text: t.exposeString('text', { description: '文字，至多 500 字 · Its text, at most 500 characters.' }),
    fence: t.exposeInt('fence', {
      description: '生成时的围栏号，须为该场所最新 · Fence it was made under; must be the room’s newest.',
    }),
    state: t.field({
      type: DeliveryStateEnum,
      description: '送达状态 · Delivery state.',
      resolve: (reply) => reply.state,
    }),
    leased: t.boolean({
      description: '是否正租给某个客户端 · Whether an agent holds it.',
      resolve: (reply) => reply.state === 'leased',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: '生成时间 · When it was made.' }),
    stateAt: t.expose('stateAt', { type: 'DateTime', description: '状态何时改变 · When its state changed.' }),
    voidReason: t.exposeString('voidReason', {
      nullable: true,
      description: '作废或不确定的原因代码 · Code why it is void or unknown.',
    }),
  }),
});

const replyOf = batched(repliesOfMessages);

builder.objectField(MessageRef, 'reply', (t) =>
  t.field({
    type: ReplyRef,
    nullable: true,
    description: '键入这一行的气泡 · The bubble that carries this line to the chat.',
    resolve: async (message, _args, { reads }) =>
      message.role === 'model' || message.role === 'operator' ? ((await replyOf(reads, message.id)) ?? null) : null,
  }),
);
