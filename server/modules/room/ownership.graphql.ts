import { idOptions, requestIdOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { person } from '../../graphql/context.ts';
import { runCommand } from '../request/command.ts';
import type { RoomOwner } from './room.entity.ts';
import { RoomOwnerEnum, RoomRef } from './room.graphql.ts';

interface OwnershipAnswer {
  readonly roomId: string;
  readonly state: RoomOwner;
}

const TakeOverPayload = builder.objectRef<OwnershipAnswer>('TakeOverPayload').implement({
  description: '接管的结果 · What a takeover came to.',
  authScopes: { operator: true },
  fields: (t) => ({
    room: t.field({ type: RoomRef, description: '场所 · The room.', resolve: (answer) => answer.roomId }),
    state: t.field({
      type: RoomOwnerEnum,
      description: 'REQUESTED：等客户端确认；HUMAN：已接管 · REQUESTED until the agents acknowledge, then HUMAN.',
      resolve: (answer) => answer.state,
    }),
  }),
});

const roomIdOptions = idOptions('场所 · The room.');

builder.mutationFields((t) => ({
  takeOver: t.field({
    type: TakeOverPayload,
    authScopes: { operator: true },
    description:
      '接管一个场所，模型随即停止；已有他人接管时为 OWNED_BY · Takes a room over; the model stops at once. OWNED_BY when somebody else holds it.',
    args: { requestId: t.arg.id(requestIdOptions), roomId: t.arg.id(roomIdOptions) },
    resolve: (_root, { requestId, roomId }, context) =>
      runCommand<OwnershipAnswer>(context.services, person(context), {
        requestId,
        name: 'take_over',
        input: { roomId },
      }),
  }),
  cancelTakeOver: t.field({
    type: RoomRef,
    authScopes: { operator: true },
    description: '撤回尚未生效的接管申请 · Takes back a takeover that is still requested.',
    args: { requestId: t.arg.id(requestIdOptions), roomId: t.arg.id(roomIdOptions) },
    resolve: async (_root, { requestId, roomId }, context) => {
      await runCommand(context.services, person(context), { requestId, name: 'cancel_take_over', input: { roomId } });
      return roomId;
    },
  }),
  handBack: t.field({
    type: RoomRef,
    authScopes: { operator: true },
    description:
      '交还给模型；自己的消息未送达时为 HAND_BACK_PENDING · Gives the room back to the model. HAND_BACK_PENDING while own bubbles are on their way.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      roomId: t.arg.id(roomIdOptions),
      voidQueued: t.arg.boolean({
        description: '作废尚未键入的消息 · Makes own bubbles void that nobody has typed yet.',
      }),
    },
    resolve: async (_root, { requestId, roomId, voidQueued }, context) => {
      const input = { roomId, voidQueued: voidQueued ?? false };
      await runCommand(context.services, person(context), { requestId, name: 'hand_back', input });
      return roomId;
    },
  }),
}));
