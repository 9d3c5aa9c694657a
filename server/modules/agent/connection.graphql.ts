import { z } from 'zod';
import { idOptions, journalIdOptions, requestIdOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { agent } from '../../graphql/context.ts';
import { AppError } from '../../ports/errors.ts';
import { WxStateEnum } from '../account/account.graphql.ts';
import { acknowledgeFence, recordHeartbeat, renewLease } from './connection.service.ts';

/** WeChat logins one agent may drive. */
const MAX_ACCOUNTS = 32;
const PERCENT = z.number().min(0).max(100);

const AccountStateInput = builder.inputType('AccountStateInput', {
  description: '一个微信登录的状态 · State of one WeChat login.',
  fields: (t) => ({
    name: t.string({
      required: true,
      validate: z.string().min(1).max(200),
      description: '微信名 · Name of the login.',
    }),
    state: t.field({ type: WxStateEnum, required: true, description: '窗口状态 · State of its window.' }),
    detail: t.string({
      validate: z.string().max(500),
      description: '说明，至多 500 字 · What the driver says, at most 500 characters.',
    }),
  }),
});

const HeartbeatInput = builder.inputType('HeartbeatInput', {
  description: '客户端的心跳，每 30 秒 · An agent’s figures, every 30 s.',
  fields: (t) => ({
    journalId: t.id(journalIdOptions),
    version: t.string({
      required: true,
      validate: z.string().max(50),
      description: '程序版本 · Version of the program.',
    }),
    cpuPercent: t.float({ required: true, validate: PERCENT, description: 'CPU 占用，0–100 · CPU, 0–100.' }),
    memoryPercent: t.float({ required: true, validate: PERCENT, description: '内存占用，0–100 · Memory, 0–100.' }),
    wxOnline: t.boolean({ required: true, description: '微信是否在线 · Whether WeChat is online.' }),
    messagesProcessed: t.int({
      required: true,
      validate: z.int().min(0),
      description: '启动以来处理的消息数 · Lines handled since its start.',
    }),
    outboxDepth: t.int({
      required: true,
      validate: z.int().min(0),
      description: '未获确认的消息数 · Lines not acknowledged yet.',
    }),
    at: t.field({ type: 'DateTime', required: true, description: '本机时间 · Time of the agent’s clock.' }),
    accounts: t.field({
      type: [AccountStateInput],
      required: true,
      validate: z.array(z.unknown()).max(MAX_ACCOUNTS),
      description: '各微信登录，至多 32 个 · Its WeChat logins, at most 32.',
    }),
  }),
});

const HeartbeatAnswer = builder.objectRef<{ serverTime: Date; paused: boolean }>('HeartbeatAnswer').implement({
  description: '心跳的回答 · Answer to a heartbeat.',
  authScopes: { agent: true },
  fields: (t) => ({
    serverTime: t.expose('serverTime', {
      type: 'DateTime',
      description: '服务端时间，用于发现时钟偏差 · Time of the hub, to notice a clock that is off.',
    }),
    paused: t.exposeBoolean('paused', { description: '是否暂停键入 · Whether typing is paused.' }),
  }),
});

const LeaseAnswer = builder.objectRef<{ leaseSeconds: number; connected: boolean }>('LeaseAnswer').implement({
  description: '连接租约 · The connection lease.',
  authScopes: { agent: true },
  fields: (t) => ({
    leaseSeconds: t.exposeInt('leaseSeconds', {
      description:
        '自发送续租起有效的秒数，留 2 秒余量 · Seconds it holds, counted from sending the renewal, less 2 s.',
    }),
    connected: t.exposeBoolean('connected', {
      description:
        'false：已被另一连接取代，或旧租约未到期，不可键入 · False: another connection replaced this one, or an older lease still runs; do not type.',
    }),
  }),
});

builder.mutationFields((t) => ({
  heartbeat: t.field({
    type: HeartbeatAnswer,
    authScopes: { agent: true },
    description: '心跳，每 30 秒；缺失 90 秒即离线 · Heartbeat, every 30 s; missing for 90 s means offline.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      input: t.arg({ type: HeartbeatInput, required: true, description: '数据 · The figures.' }),
    },
    resolve: (_root, { input }, context) => recordHeartbeat(context.services, agent(context), input),
  }),
  renewLease: t.field({
    type: LeaseAnswer,
    authScopes: { agent: true },
    description:
      '续连接租约，每 3 秒，须经 WebSocket · Renews the connection lease, every 3 s, over the WebSocket only.',
    args: { requestId: t.arg.id(requestIdOptions), journalId: t.arg.id(journalIdOptions) },
    resolve: (_root, { journalId }, context) => {
      if (!context.connection) throw new AppError('BAD_INPUT', { problem: 'a lease belongs to a WebSocket' });
      return renewLease(context.services, agent(context), { journalId, connectionId: context.connection.id });
    },
  }),
  acknowledgeFence: t.boolean({
    authScopes: { agent: true },
    description:
      '确认围栏：此后不再键入更旧的模型气泡 · Acknowledges a fence: nothing older of the model will be typed in that room.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      journalId: t.arg.id(journalIdOptions),
      roomId: t.arg.id(idOptions('场所 · The room.')),
      fence: t.arg.int({ required: true, validate: z.int().min(0), description: '围栏号 · The fence.' }),
    },
    resolve: (_root, { journalId, roomId, fence }, context) =>
      acknowledgeFence(context.services, agent(context), { journalId, roomId, fence }),
  }),
}));
