import { z } from 'zod';
import { journalIdOptions, requestIdOptions, UUID_TEXT } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { agent } from '../../graphql/context.ts';
import { leaseReplies, type LeasedReply, reportDeliveries } from './delivery.service.ts';
import { ReplyRef } from './reply.graphql.ts';

/** Bubbles in one request at most. */
const MAX_BUBBLES = 128;

const EchoStateEnum = builder.enumType('EchoState', {
  description: '客户端报告的结果 · What an agent says became of a bubble.',
  values: {
    TYPED: { description: '已键入 · Typed.' },
    CONFIRMED: { description: '已在聊天中看到 · Seen in the chat.' },
    VOID: { description: '没有键入，也不会再键入 · Not typed, and never will be.' },
    UNKNOWN: { description: '不确定 · Cannot tell.' },
  },
});

const DeliveryInput = builder.inputType('DeliveryInput', {
  description: '一个气泡的结果 · What became of a bubble.',
  fields: (t) => ({
    replyId: t.id({ required: true, validate: UUID_TEXT, description: '气泡 · The bubble.' }),
    state: t.field({ type: EchoStateEnum, required: true, description: '结果 · Outcome.' }),
    at: t.field({ type: 'DateTime', required: true, description: '时间，本机时钟 · When, by the agent’s clock.' }),
    detail: t.string({
      validate: z.string().max(200),
      description: '说明，至多 200 字 · Why, at most 200 characters.',
    }),
  }),
});

const LeasedReplyRef = builder.objectRef<LeasedReply>('LeasedReply').implement({
  description: '此刻可否键入 · Whether a bubble may be typed now.',
  authScopes: { agent: true },
  fields: (t) => ({
    replyId: t.exposeID('replyId', { description: '气泡 · The bubble.' }),
    granted: t.exposeBoolean('granted', { description: '可以键入 · May be typed.' }),
    code: t.exposeString('code', {
      nullable: true,
      description:
        '不可键入的原因。FENCED、EXPIRED、VOID、GONE 为最终，其余可稍后再试 · Why not. FENCED, EXPIRED, VOID and GONE are final; others may pass later.',
    }),
  }),
});

builder.mutationFields((t) => ({
  leaseReplies: t.field({
    type: [LeasedReplyRef],
    authScopes: { agent: true },
    description:
      '租用气泡；只有 granted 才可键入 · Leases bubbles; only a granted one may be typed, while lease and fence hold.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      journalId: t.arg.id(journalIdOptions),
      replyIds: t.arg.idList({
        required: true,
        validate: z.array(UUID_TEXT).max(MAX_BUBBLES),
        description: '气泡，至多 128 个 · Bubbles, at most 128.',
      }),
    },
    resolve: (_root, args, context) => leaseReplies(context.services, agent(context), args),
  }),
  reportDeliveries: t.field({
    type: [ReplyRef],
    authScopes: { agent: true },
    description:
      '报告气泡的结果；重复报告不改变什么 · Reports what became of bubbles. Saying it again changes nothing.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      journalId: t.arg.id(journalIdOptions),
      deliveries: t.arg({
        type: [DeliveryInput],
        required: true,
        validate: z.array(z.unknown()).max(MAX_BUBBLES),
        description: '结果，至多 128 个 · Outcomes, at most 128.',
      }),
    },
    resolve: (_root, args, context) => reportDeliveries(context.services, agent(context), args),
  }),
}));
