import { z } from 'zod';
import { idOptions, requestIdOptions, UUID_TEXT } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { person } from '../../graphql/context.ts';
import { MessageRef } from '../message/message.graphql.ts';
import { runCommand } from '../request/command.ts';
import { ReplyRef } from './reply.graphql.ts';

/** Characters an operator may send at once: the longest bubble WeChat is given. */
const MAX_TEXT = 500;

interface SendAnswer {
  readonly messageId: string;
  readonly replyId: string;
}

const SendPayload = builder.objectRef<SendAnswer>('SendPayload').implement({
  description: '坐席发出的一行 · The line an operator sent.',
  authScopes: { operator: true },
  fields: (t) => ({
    message: t.field({ type: MessageRef, description: '消息 · The line.', resolve: (answer) => answer.messageId }),
    reply: t.field({
      type: ReplyRef,
      description: '键入它的气泡 · The bubble that carries it.',
      resolve: (answer) => answer.replyId,
    }),
  }),
});

const replyIdOptions = { required: true, validate: UUID_TEXT, description: '气泡 · The bubble.' } as const;

builder.mutationFields((t) => ({
  sendOperatorMessage: t.field({
    type: SendPayload,
    authScopes: { operator: true },
    description:
      '发送文字；须已接管或已申请，申请期间写的等接管后发出 · Sends a line. NOT_OWNER unless taken over or requested; written while requested, it waits.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      sessionId: t.arg.id(idOptions('会话 · The session.')),
      text: t.arg.string({
        required: true,
        validate: z.string().trim().min(1).max(MAX_TEXT),
        description: '文字，1–500 字 · Text, 1–500 characters.',
      }),
    },
    resolve: (_root, { requestId, sessionId, text }, context) =>
      runCommand<SendAnswer>(context.services, person(context), {
        requestId,
        name: 'send_operator_message',
        input: { sessionId, text },
      }),
  }),
  resolveUnknown: t.field({
    type: ReplyRef,
    authScopes: { operator: true },
    description: '坐席看过手机：已键入，或没有 · An operator looked at the phone: it was typed, or it was not.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      replyId: t.arg.id(replyIdOptions),
      typed: t.arg.boolean({ required: true, description: '是否已键入 · Whether it was typed.' }),
    },
    resolve: async (_root, { requestId, replyId, typed }, context) => {
      await runCommand(context.services, person(context), {
        requestId,
        name: 'resolve_unknown',
        input: { replyId, typed },
      });
      return replyId;
    },
  }),
  voidReply: t.field({
    type: ReplyRef,
    authScopes: { operator: true },
    description: '收回自己尚未键入的气泡 · Takes back an own bubble that is still queued.',
    args: { requestId: t.arg.id(requestIdOptions), replyId: t.arg.id(replyIdOptions) },
    resolve: async (_root, { requestId, replyId }, context) => {
      await runCommand(context.services, person(context), { requestId, name: 'void_reply', input: { replyId } });
      return replyId;
    },
  }),
}));
