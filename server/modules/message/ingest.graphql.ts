import { journalIdOptions, requestIdOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { agent } from '../../graphql/context.ts';
import { acceptMessages, type AcceptServices } from './accept-messages.ts';
import type { IngestInput as IngestReport, Receipt } from './ingest.ts';
import { ChatKindEnum, DirectionEnum, MessageKindEnum, ReceiptStateEnum } from './message.enums.graphql.ts';

declare module '../../graphql/context.ts' {
  interface Services {
    readonly accept: AcceptServices;
  }
}

const ChatInput = builder.inputType('ChatInput', {
  description: '聊天窗口 · A WeChat window as its driver names it.',
  fields: (t) => ({
    window: t.string({
      required: true,
      description: '窗口标识，同一账号内稳定 · What the driver knows it by; stable within the account.',
    }),
    kind: t.field({ type: ChatKindEnum, required: true, description: '种类 · Kind.' }),
    name: t.string({ required: true, description: '标题 · Title.' }),
    externalId: t.string({
      description: '全局标识，如群号 · Id that is the same for every account, such as a group’s.',
    }),
    ambiguous: t.boolean({ description: '有同名窗口 · Another open window bears the same name.' }),
  }),
});

const MessageInput = builder.inputType('MessageInput', {
  description: '从聊天窗口读到的一行 · One line read from a chat window.',
  fields: (t) => ({
    clientMessageId: t.id({
      required: true,
      description:
        '首次看到时随机生成一次，先写日志再上报 · Random, given once when first seen, journaled before it is reported.',
    }),
    chat: t.field({ type: ChatInput, required: true, description: '窗口 · Its window.' }),
    direction: t.field({ type: DirectionEnum, required: true, description: '方向 · Direction.' }),
    sender: t.string({ description: '群成员的显示名；私聊为空 · Group member shown; null in a private chat.' }),
    senderKey: t.string({ description: '群成员的稳定标识 · Stable id of the member, if the driver has one.' }),
    type: t.field({ type: MessageKindEnum, required: true, description: '类型 · Kind.' }),
    content: t.string({ required: true, description: '文字，至多 4000 字 · Text, at most 4,000 characters.' }),
    quote: t.string({ description: '引用的文字 · Text it quotes.' }),
    mediaHash: t.string({ description: '此前 PUT 的文件的 SHA-256 · SHA-256 of bytes PUT before.' }),
    mentioned: t.boolean({ description: '群中提到或引用了我们 · Group: our account was mentioned or quoted.' }),
    seq: t.int({
      required: true,
      description: '在该窗口中的次序，递增 · Place in the chat, ascending per chat and journal.',
    }),
    capturedAt: t.field({ type: 'DateTime', required: true, description: '读到的时间 · When it was read.' }),
    shownAt: t.field({ type: 'DateTime', description: '微信显示的时间 · Time the chat shows.' }),
    ageMs: t.int({
      required: true,
      description: '发送时的年龄，毫秒，按本机时钟 · Age when sent, in milliseconds, by the agent’s own clock.',
    }),
    catchUp: t.boolean({ description: '启动或解锁后的首次扫描 · First scan after a start or unlock.' }),
    afterGap: t.boolean({
      description:
        '无法与日志对齐，由服务端对齐 · Could not be aligned with the journal; the hub aligns it with its own tail.',
    }),
  }),
});

const IngestInput = builder.inputType('IngestInput', {
  description: '一批读到的消息 · A batch of lines.',
  fields: (t) => ({
    journalId: t.id(journalIdOptions),
    account: t.string({ required: true, description: '微信登录的名字 · Name of the WeChat login.' }),
    messages: t.field({ type: [MessageInput], required: true, description: '至多 128 行 · At most 128 lines.' }),
  }),
});

const ReceiptRef = builder.objectRef<Receipt>('Receipt').implement({
  description: '一行的回执，在保存之后给出 · What became of one line, given after it is stored.',
  authScopes: { agent: true },
  fields: (t) => ({
    clientMessageId: t.exposeID('clientMessageId', { description: '该行的编号 · The line’s id.' }),
    state: t.field({
      type: ReceiptStateEnum,
      description: '结果 · What became of it.',
      resolve: (receipt) => receipt.state,
    }),
    messageId: t.exposeID('messageId', { nullable: true, description: '消息编号 · Id of the message.' }),
    sessionId: t.exposeID('sessionId', { nullable: true, description: '会话编号 · Id of the session.' }),
    code: t.exposeString('code', { nullable: true, description: '被拒时的错误代码 · Code when rejected.' }),
    message: t.exposeString('message', { nullable: true, description: '被拒的原因 · Why it was rejected.' }),
  }),
});

builder.mutationField('ingestMessages', (t) =>
  t.field({
    type: [ReceiptRef],
    authScopes: { agent: true },
    description:
      '上报读到的消息；重复上报同一行得到同样的回执 · Reports lines. The same line again gets the same receipt.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      input: t.arg({ type: IngestInput, required: true, description: '一批消息 · The batch.' }),
    },
    // An absent optional field and one that is undefined are the same to acceptMessages.
    resolve: (_root, { input }, context) =>
      acceptMessages(context.services.accept, agent(context), input as IngestReport),
  }),
);
