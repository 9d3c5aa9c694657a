import { ID_TEXT, SEARCH_TEXT, idOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { person } from '../../graphql/context.ts';
import { CustomerRef } from '../customer/customer.graphql.ts';
import { findByIds } from '../page/by-id.ts';
import { connectionOf } from '../page/connection.ts';
import { nestedList } from '../page/nested.ts';
import { NEWEST_FIRST } from '../page/list-page.ts';
import { RoomRef } from '../room/room.graphql.ts';
import { InboxTabEnum, ResolutionEnum, ResolvedByEnum, SessionStatusEnum } from './session.enums.graphql.ts';
import { Session } from './session.entity.ts';
import { sessionKey, sessionStatus } from './session.rules.ts';
import { countInbox, listSessions } from './session.service.ts';

export const SessionRef = builder.loadableObjectRef('Session', {
  load: (ids: string[], context) => context.reads.read((em) => findByIds(em, Session, ids)),
  sort: (session) => session.id,
});

SessionRef.implement({
  description:
    '与一个客户的一次会话，从首条消息到过期或关闭 · One conversation with a customer, from first message to expiry or close.',
  authScopes: { reader: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: '编号 · Id.' }),
    key: t.string({ description: '便于口述的会话号 · Name that people can read out.', resolve: sessionKey }),
    customer: t.field({
      type: CustomerRef,
      description: '客户 · Its customer.',
      resolve: (session) => session.customerId,
    }),
    room: t.field({
      type: RoomRef,
      description: '场所，接管以它为单位 · Its room, which is what can be taken over.',
      resolve: (session) => session.roomId,
    }),
    status: t.field({
      type: SessionStatusEnum,
      description: '状态，按最近消息的时间 · Status by the age of its last message.',
      resolve: (session) => sessionStatus(session, Date.now()),
    }),
    kind: t.exposeString('kind', {
      nullable: true,
      description: '对话类别：chitchat、inquiry、business、complaint · Kind of dialog.',
    }),
    resolution: t.field({
      type: ResolutionEnum,
      nullable: true,
      description: '结果 · How it ended.',
      resolve: (session) => session.resolution,
    }),
    resolvedBy: t.field({
      type: ResolvedByEnum,
      nullable: true,
      description: '由谁解决 · Who resolved it.',
      resolve: (session) => session.resolvedBy,
    }),
    satisfaction: t.exposeInt('satisfaction', { nullable: true, description: '客户评分 1–5 · Rating 1–5.' }),
    turnCount: t.exposeInt('turnCount', { description: '轮次数 · Turns settled.' }),
    totalTokens: t.exposeInt('totalTokens', { description: '用量（token） · Tokens used.' }),
    unread: t.exposeInt('unread', { description: '坐席未读的客户消息数 · Customer lines no operator has read.' }),
    summary: t.exposeString('summary', {
      nullable: true,
      description: '上次会话的摘要，至多 200 字 · Summary of the previous session, at most 200 characters.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: '开始时间 · When it began.' }),
    lastActiveAt: t.expose('lastActiveAt', { type: 'DateTime', description: '最近消息时间 · Last message.' }),
    closedAt: t.expose('closedAt', { type: 'DateTime', nullable: true, description: '结束时间 · When it ended.' }),
    previous: t.field({
      type: SessionRef,
      nullable: true,
      description: '同一客户的上次会话 · The session before it.',
      resolve: (session) => session.previousSessionId,
    }),
  }),
});

const SessionConnection = builder.connectionObject(
  {
    type: SessionRef,
    name: 'SessionConnection',
    description: '会话列表 · A page of sessions.',
    fields: (t) => ({
      totalCount: t.int({
        nullable: true,
        description:
          '标签下未结束的会话总数，仅按标签列出时给出 · Live sessions of the tab; only when listed by tab alone.',
        resolve: (page) => (page as { totalCount?: number | null }).totalCount ?? null,
      }),
    }),
  },
  { name: 'SessionEdge', description: '会话与位置 · A session and its position.' },
);

const sessionsBelow = nestedList({ table: 'session', parent: 'customer_id', order: NEWEST_FIRST });

builder.objectField(CustomerRef, 'sessions', (t) =>
  t.connection(
    {
      type: SessionRef,
      description: '历次会话，最新在前 · Sessions of this customer, newest first.',
      resolve: (customer, args, { reads }) => connectionOf(args, (page) => sessionsBelow(reads, customer.id, page)),
    },
    SessionConnection,
  ),
);

const InboxCountsRef = builder.objectRef<Awaited<ReturnType<typeof countInbox>>>('InboxCounts').implement({
  description: '收件箱各标签的未结束会话数 · Live sessions of each tab.',
  authScopes: { reader: true },
  fields: (t) => ({
    waiting: t.exposeInt('waiting', { description: '等待接管 · Waiting for an operator.' }),
    overdue: t.exposeInt('overdue', { description: '等待已超时 · Waiting past the limit.' }),
    mine: t.exposeInt('mine', { description: '我的 · Mine.' }),
    all: t.exposeInt('all', { description: '全部 · All that have not ended.' }),
    human: t.exposeInt('human', { description: '人工 · Held by a person.' }),
    ai: t.exposeInt('ai', { description: 'AI · With the model.' }),
  }),
});

builder.queryFields((t) => ({
  sessions: t.field({
    type: SessionConnection,
    authScopes: { reader: true },
    description:
      '会话。等待队列按优先级、再按等待时间；其余按最近消息 · Sessions. The waiting queue by priority, then longest waiting; others last active first.',
    args: {
      tab: t.arg({ type: InboxTabEnum, description: '收件箱标签 · Tab of the inbox.' }),
      search: t.arg.string({
        validate: SEARCH_TEXT,
        description: '客户名或群名包含 · Part of the customer’s or room’s name.',
      }),
      status: t.arg({ type: SessionStatusEnum, description: '只看此状态 · Only this status.' }),
      customerId: t.arg.id({ validate: ID_TEXT, description: '只看此客户 · Only this customer.' }),
      first: t.arg.int({ defaultValue: 50, description: '取几条，最多 100 · How many, at most 100.' }),
      after: t.arg.string({ description: '取此位置之后 · Only entries after this position.' }),
    },
    resolve: async (_root, args, context) => {
      const { id: userId } = person(context);
      const { reads } = context;
      const counted = args.tab && !args.search && !args.status && !args.customerId ? args.tab : undefined;
      const [page, counts] = await Promise.all([
        connectionOf(args, (wanted) => reads.read((em) => listSessions(em, { filter: args, userId }, wanted))),
        counted ? reads.read((em) => countInbox(em, userId)) : undefined,
      ]);
      return { ...page, totalCount: counted && counts ? counts[counted] : null };
    },
  }),
  session: t.field({
    type: SessionRef,
    nullable: true,
    authScopes: { reader: true },
    description: '一次会话 · One session, or null.',
    args: { id: t.arg.id(idOptions('编号 · Id.')) },
    resolve: (_root, { id }) => id,
  }),
  inboxCounts: t.field({
    type: InboxCountsRef,
    authScopes: { reader: true },
    description: '收件箱各标签的数字 · Numbers on the inbox’s tabs.',
    resolve: (_root, _args, context) => context.reads.read((em) => countInbox(em, person(context).id)),
  }),
}));
