import { SEARCH_TEXT, idOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { findByIds } from '../page/by-id.ts';
import { connectionOf } from '../page/connection.ts';
import { RoomRef } from '../room/room.graphql.ts';
import { Customer } from './customer.entity.ts';
import { listCustomers } from './customer.service.ts';

const CustomerLevelEnum = builder.enumType('CustomerLevel', {
  description: '客户级别 · Level of a customer.',
  values: {
    WHITE: { value: 'white', description: '贵宾，优先处理 · VIP, served first.' },
    GRAY: { value: 'gray', description: '普通 · Ordinary.' },
    BLACK: { value: 'black', description: '受限；从不无声忽略 · Limited, never silently ignored.' },
  },
});

const CustomerStateEnum = builder.enumType('CustomerState', {
  description: '客户阶段 · Where a customer stands.',
  values: {
    NEW: { value: 'new', description: '新客户 · New.' },
    POTENTIAL: { value: 'potential', description: '潜在 · Potential.' },
    DEAL: { value: 'deal', description: '成交 · Has bought.' },
    REPURCHASE: { value: 'repurchase', description: '复购 · Has bought again.' },
    LOST: { value: 'lost', description: '流失 · No contact for long.' },
  },
});

export const CustomerRef = builder.loadableObjectRef('Customer', {
  load: (ids: string[], context) => context.reads.read((em) => findByIds(em, Customer, ids)),
  sort: (customer) => customer.id,
});

CustomerRef.implement({
  description: '通过微信联系我们的人 · Who writes to us over WeChat: one member of one room.',
  authScopes: { reader: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: '编号 · Id.' }),
    name: t.exposeString('name', { description: '显示名 · Name shown in the chat.' }),
    level: t.field({ type: CustomerLevelEnum, description: '级别 · Level.', resolve: (customer) => customer.level }),
    levelPinned: t.exposeBoolean('levelPinned', {
      description: '级别是否人工固定 · Whether a person set the level by hand.',
    }),
    score: t.exposeFloat('score', { description: '评分 0–100 · Score 0–100.' }),
    satisfactionPart: t.exposeFloat('satisfactionPart', {
      description: '满意度分项 0–1，权重 40% · Satisfaction 0–1, weight 40 %.',
    }),
    activityPart: t.exposeFloat('activityPart', {
      description: '活跃度分项 0–1，权重 30% · Activity 0–1, weight 30 %.',
    }),
    valuePart: t.exposeFloat('valuePart', { description: '价值分项 0–1，权重 30% · Value 0–1, weight 30 %.' }),
    state: t.field({
      type: CustomerStateEnum,
      description: '阶段 · Where this customer stands.',
      resolve: (customer) => customer.state,
    }),
    totalMessages: t.exposeInt('totalMessages', { description: '消息总数 · Lines written in all.' }),
    meanSatisfaction: t.float({
      nullable: true,
      description: '平均满意度 1–5，无评分为空 · Mean of the ratings 1–5, null without any.',
      resolve: (customer) => (customer.ratedDialogs > 0 ? customer.ratingSum / customer.ratedDialogs : null),
    }),
    lastActiveAt: t.expose('lastActiveAt', { type: 'DateTime', description: '最近来信 · Last line.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: '首次来信 · First line.' }),
    room: t.field({
      type: RoomRef,
      description: '所在场所 · Where this customer writes.',
      resolve: (customer) => customer.roomId,
    }),
  }),
});

const CustomerConnection = builder.connectionObject(
  { type: CustomerRef, name: 'CustomerConnection', description: '客户列表 · A page of customers.' },
  { name: 'CustomerEdge', description: '客户与位置 · A customer and its position.' },
);

builder.queryFields((t) => ({
  customers: t.connection(
    {
      type: CustomerRef,
      authScopes: { reader: true },
      description: '客户，最近来信在前 · Customers, last active first.',
      args: {
        search: t.arg.string({ validate: SEARCH_TEXT, description: '名称包含 · Part of the name.' }),
        level: t.arg({ type: CustomerLevelEnum, description: '只看此级别 · Only this level.' }),
        state: t.arg({ type: CustomerStateEnum, description: '只看此阶段 · Only this state.' }),
      },
      resolve: (_root, args, context) =>
        connectionOf(args, (page) => context.reads.read((em) => listCustomers(em, args, page))),
    },
    CustomerConnection,
  ),
  customer: t.field({
    type: CustomerRef,
    nullable: true,
    authScopes: { reader: true },
    description: '一个客户 · One customer, or null.',
    args: { id: t.arg.id(idOptions('编号 · Id.')) },
    resolve: (_root, { id }) => id,
  }),
}));
