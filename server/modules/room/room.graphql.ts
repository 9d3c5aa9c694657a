import { builder } from '../../graphql/builder.ts';
import { AgentRef } from '../agent/agent.graphql.ts';
import { batched } from '../page/batched.ts';
import { findByIds } from '../page/by-id.ts';
import { UserRef } from '../user/user.graphql.ts';
import { Room } from './room.entity.ts';
import { agentsToWaitFor } from './room.service.ts';

export const RoomOwnerEnum = builder.enumType('RoomOwner', {
  description: '谁在说话 · Who speaks in a room.',
  values: {
    MODEL: { value: 'model', description: '模型 · The model.' },
    REQUESTED: {
      value: 'requested',
      description: '坐席已申请，等待客户端确认 · An operator asked; agents still have to acknowledge.',
    },
    HUMAN: { value: 'human', description: '坐席 · An operator.' },
    PHONE: {
      value: 'phone',
      description: '有人在手机或电脑微信上直接回复 · A person types on the phone or PC itself.',
    },
  },
});

const RoomKindEnum = builder.enumType('RoomKind', {
  description: '会话场所的种类 · Kind of room.',
  values: {
    PRIVATE: { value: 'private', description: '私聊 · A private chat.' },
    GROUP: { value: 'group', description: '群聊 · A group.' },
  },
});

export const RoomRef = builder.loadableObjectRef('Room', {
  load: (ids: string[], context) => context.reads.read((em) => findByIds(em, Room, ids)),
  sort: (room) => room.id,
});

const waitedFor = batched(agentsToWaitFor);

RoomRef.implement({
  description: '会话发生、可被接管的场所：一个私聊或一个群 · Where a conversation happens and what can be taken over.',
  authScopes: { reader: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: '编号 · Id.' }),
    kind: t.field({ type: RoomKindEnum, description: '私聊或群聊 · Private or group.', resolve: (room) => room.kind }),
    name: t.exposeString('name', { description: '名称 · Name of the friend or group.' }),
    owner: t.field({ type: RoomOwnerEnum, description: '谁在说话 · Who speaks here.', resolve: (room) => room.owner }),
    ownerUser: t.field({
      type: UserRef,
      nullable: true,
      description: '接管的坐席 · The operator who took it over.',
      resolve: (room) => (room.owner === 'human' ? room.ownerUserId : null),
    }),
    ownerSince: t.expose('ownerSince', { type: 'DateTime', nullable: true, description: '从何时起 · Since when.' }),
    requestedBy: t.field({
      type: UserRef,
      nullable: true,
      description: '申请接管的坐席 · The operator who asked for it.',
      resolve: (room) => (room.owner === 'requested' ? room.ownerUserId : null),
    }),
    requestExpiresAt: t.expose('requestExpiresAt', {
      type: 'DateTime',
      nullable: true,
      description: '申请何时失效 · When the request expires.',
    }),
    phoneUntil: t.expose('phoneUntil', {
      type: 'DateTime',
      nullable: true,
      description: '模型静默到何时 · Until when the model keeps silent for the phone.',
    }),
    fence: t.exposeInt('fence', {
      description: '围栏号：每次离开模型加一 · Rises with every change away from the model.',
    }),
    pendingAgents: t.field({
      type: [AgentRef],
      description: '尚未确认围栏的客户端 · Agents a requested takeover still waits for.',
      resolve: async (room, _args, { reads }) => (await waitedFor(reads, room.id)) ?? [],
    }),
  }),
});
