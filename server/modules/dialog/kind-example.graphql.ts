import { z } from 'zod';
import { idOptions, requestIdOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { person } from '../../graphql/context.ts';
import { findByIds } from '../page/by-id.ts';
import { connectionOf } from '../page/connection.ts';
import { KindExample } from './kind-example.entity.ts';
import { addKindExamples, listKindExamples, removeKindExample } from './kind-example.service.ts';

/** Examples that one call may bring. */
const EXAMPLES_AT_ONCE = 1000;

const DialogKindEnum = builder.enumType('DialogKind', {
  description: '对话种类 · Kind of dialog.',
  values: {
    CHITCHAT: { value: 'chitchat', description: '闲聊：问候、致谢、应答 · Greetings, thanks, small talk.' },
    INQUIRY: { value: 'inquiry', description: '咨询：产品、政策、价格、用法 · Product, policy, price, how-to.' },
    BUSINESS: { value: 'business', description: '业务：我的订单、设备、账单 · My order, device or bill.' },
    COMPLAINT: { value: 'complaint', description: '投诉与不满 · Dissatisfaction is the point.' },
  } as const,
});

const KindExampleRef = builder.loadableObjectRef('KindExample', {
  load: (ids: string[], context) => context.reads.read((em) => findByIds(em, KindExample, ids)),
  sort: (example) => example.id,
});

KindExampleRef.implement({
  description:
    '企业自己标注的一句话，与内置例句一起学习 · A line this company labelled itself, learned beside the shipped ones.',
  authScopes: { reader: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: '编号 · Id.' }),
    text: t.exposeString('text', { description: '客户的话 · What a customer said.' }),
    kind: t.field({ type: DialogKindEnum, description: '种类 · Its kind.', resolve: ({ kind }) => kind }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: '何时标注 · When it was labelled.' }),
  }),
});

const KindExampleConnection = builder.connectionObject(
  { type: KindExampleRef, name: 'KindExampleConnection', description: '例句列表 · A page of examples.' },
  { name: 'KindExampleEdge', description: '例句与位置 · An example and its position.' },
);

const KindExamplesPayload = builder.objectRef<{ readonly total: number }>('KindExamplesPayload').implement({
  description: '改动之后 · After the change.',
  authScopes: { admin: true },
  fields: (t) => ({
    total: t.exposeInt('total', { description: '例句总数，至多 20,000 · Examples there are, at most 20,000.' }),
  }),
});

const KindExampleInput = builder.inputType('KindExampleInput', {
  description: '一句话与它的种类 · A line and its kind.',
  fields: (t) => ({
    text: t.string({
      required: true,
      validate: z.string().trim().min(1).max(500),
      description: '客户的话，1–500 字 · What a customer said, 1–500 characters.',
    }),
    kind: t.field({ type: DialogKindEnum, required: true, description: '种类 · Its kind.' }),
  }),
});

builder.queryField('kindExamples', (t) =>
  t.connection(
    {
      type: KindExampleRef,
      authScopes: { reader: true },
      description: '本企业标注的例句，最新在前 · Examples of this company, newest first.',
      resolve: (_root, args, context) =>
        connectionOf(args, (page) => context.reads.read((em) => listKindExamples(em, page))),
    },
    KindExampleConnection,
  ),
);

builder.mutationFields((t) => ({
  addKindExamples: t.field({
    type: KindExamplesPayload,
    authScopes: { admin: true },
    description:
      '添加例句，一次至多 1,000 句；同一句以后者为准；总数超过 20,000 为 LIMIT_BATCH · Adds at most 1,000 examples; the same text takes the new kind. LIMIT_BATCH above 20,000 in all.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      examples: t.arg({
        type: [KindExampleInput],
        required: true,
        validate: z.array(z.unknown()).min(1).max(EXAMPLES_AT_ONCE),
        description: '例句 · The examples.',
      }),
    },
    resolve: (_root, input, context) => addKindExamples(context.services, person(context), input),
  }),
  removeKindExample: t.field({
    type: KindExamplesPayload,
    authScopes: { admin: true },
    description: '删除一句；没有则 NOT_FOUND · Takes one out. NOT_FOUND when it is not there.',
    args: { requestId: t.arg.id(requestIdOptions), id: t.arg.id(idOptions('例句编号 · Id of the example.')) },
    resolve: (_root, input, context) => removeKindExample(context.services, person(context), input),
  }),
}));
