import { idOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { batched } from '../page/batched.ts';
import { findByIds } from '../page/by-id.ts';
import { connectionOf } from '../page/connection.ts';
import { Agent } from './agent.entity.ts';
import { agentStatus, isConnected } from './agent.rules.ts';
import { countPendingReplies, listAgents } from './agent.service.ts';

const AgentStatusEnum = builder.enumType('AgentStatus', {
  description: '客户端是否在线 · Whether an agent lives.',
  values: {
    ONLINE: { value: 'online', description: '90 秒内有心跳 · Heard of within 90 s.' },
    OFFLINE: { value: 'offline', description: '超过 90 秒无心跳 · Silent for more than 90 s.' },
    REVOKED: { value: 'revoked', description: '密钥已吊销 · Its key was revoked.' },
    NEVER_SEEN: { value: 'never_seen', description: '尚未连接过 · Has never connected.' },
  },
});

export const AgentRef = builder.loadableObjectRef('Agent', {
  load: (ids: string[], context) => context.reads.read((em) => findByIds(em, Agent, ids)),
  sort: (agent) => agent.id,
});

const pendingOf = batched(countPendingReplies);

AgentRef.implement({
  description: '微信旁的客户端程序 · The program beside WeChat on a Windows PC.',
  authScopes: { reader: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: '编号 · Id.' }),
    name: t.exposeString('name', { description: '名称 · Name.' }),
    status: t.field({
      type: AgentStatusEnum,
      description: '在线状态 · Whether it lives.',
      resolve: (agent) => agentStatus(agent, Date.now()),
    }),
    version: t.exposeString('version', { nullable: true, description: '程序版本 · Version of the program.' }),
    connected: t.boolean({
      description: '是否持有连接租约，可以键入 · Whether a connection holds its lease, so that it may type.',
      resolve: (agent) => isConnected(agent, Date.now()),
    }),
    lastHeartbeatAt: t.expose('lastHeartbeatAt', {
      type: 'DateTime',
      nullable: true,
      description: '最近心跳 · Last heartbeat.',
    }),
    cpuPercent: t.exposeFloat('cpuPercent', {
      nullable: true,
      description: 'CPU 占用，% · CPU of its machine, percent.',
    }),
    memoryPercent: t.exposeFloat('memoryPercent', {
      nullable: true,
      description: '内存占用，% · Memory of its machine, percent.',
    }),
    wxOnline: t.exposeBoolean('wxOnline', { nullable: true, description: '微信是否在线 · Whether WeChat is online.' }),
    messagesProcessed: t.exposeInt('messagesProcessed', {
      nullable: true,
      description: '启动以来处理的消息数 · Lines handled since its start.',
    }),
    outboxDepth: t.exposeInt('outboxDepth', {
      nullable: true,
      description: '尚未送达本服务的消息数 · Lines in its journal that the hub has not acknowledged.',
    }),
    pendingReplies: t.int({
      description: '等待键入的回复数 · Bubbles that wait to be typed.',
      resolve: async (agent, _args, { reads }) => (await pendingOf(reads, agent.id)) ?? 0,
    }),
    paused: t.exposeBoolean('paused', { description: '是否暂停键入 · Whether typing is paused.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: '创建时间 · When it was made.' }),
  }),
});

const AgentConnection = builder.connectionObject(
  { type: AgentRef, name: 'AgentConnection', description: '客户端列表 · A page of agents.' },
  { name: 'AgentEdge', description: '客户端与位置 · An agent and its position.' },
);

builder.queryFields((t) => ({
  agents: t.connection(
    {
      type: AgentRef,
      authScopes: { reader: true },
      description: '客户端，最新在前 · Agents, newest first.',
      resolve: (_root, args, context) => connectionOf(args, (page) => context.reads.read((em) => listAgents(em, page))),
    },
    AgentConnection,
  ),
  agent: t.field({
    type: AgentRef,
    nullable: true,
    authScopes: { reader: true },
    description: '一个客户端 · One agent, or null.',
    args: { id: t.arg.id(idOptions('编号 · Id.')) },
    resolve: (_root, { id }) => id,
  }),
}));
