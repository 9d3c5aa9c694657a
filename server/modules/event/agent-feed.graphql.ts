import { journalIdOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { agent } from '../../graphql/context.ts';
import { AppError } from '../../ports/errors.ts';
import { ReplyRef } from '../reply/reply.graphql.ts';
import { RoomOwnerEnum } from '../room/room.graphql.ts';
import { agentFeed, type Fence, type VoidReplies } from './agent-feed.ts';
import type { AgentPlaces } from './agent-places.ts';
import { afterOptions, ResetRef, SyncedRef } from './feed-marks.graphql.ts';

declare module '../../graphql/context.ts' {
  interface Services {
    readonly agentPlaces: AgentPlaces;
  }
}

const CURSOR = '位置 · Position.';

const ChatPlaceRef = builder.objectRef<Fence['chats'][number]>('ChatRef').implement({
  description: '一个聊天窗口：账号与窗口 · A window, by account and window.',
  authScopes: { agent: true },
  fields: (t) => ({
    account: t.exposeString('account', { description: '微信登录的名字 · Name of the account.' }),
    window: t.exposeString('window', { description: '窗口标识 · Window.' }),
  }),
});

const FenceRef = builder.objectRef<Fence>('Fence').implement({
  description:
    '围栏升高：该场所更旧的模型气泡不得再键入，处理后 acknowledgeFence · The fence rose: type nothing older of the model in this room, then acknowledge.',
  authScopes: { agent: true },
  fields: (t) => ({
    cursor: t.expose('cursor', { type: 'Cursor', description: CURSOR }),
    roomId: t.exposeID('roomId', { description: '场所 · The room.' }),
    fence: t.exposeInt('fence', { description: '围栏号 · The fence.' }),
    owner: t.field({
      type: RoomOwnerEnum,
      description: '谁在说话 · Who speaks there now.',
      resolve: (item) => item.owner,
    }),
    chats: t.field({
      type: [ChatPlaceRef],
      description: '本客户端的窗口 · This agent’s windows of the room.',
      resolve: (item) => item.chats,
    }),
  }),
});

const VoidRef = builder.objectRef<VoidReplies>('Void').implement({
  description: '作废的气泡，不得再键入 · Bubbles that must not be typed any more.',
  authScopes: { agent: true },
  fields: (t) => ({
    cursor: t.expose('cursor', { type: 'Cursor', description: CURSOR }),
    replyIds: t.idList({ description: '气泡 · The bubbles.', resolve: (item) => [...item.replyIds] }),
  }),
});

const AgentFeedItem = builder.unionType('AgentFeedItem', {
  description: '客户端收到的一切，只有一个顺序 · What arrives at an agent, in one order.',
  types: [ReplyRef, FenceRef, VoidRef, SyncedRef, ResetRef],
  resolveType: (item) => (item as { __typename: 'Reply' | 'Fence' | 'Void' | 'Synced' | 'Reset' }).__typename,
});

builder.subscriptionField('replies', (t) =>
  t.field({
    type: AgentFeedItem,
    authScopes: { agent: true },
    description:
      '待键入的气泡、围栏与作废；Synced 之前不得键入 · Bubbles to type, fences and voids. Nothing is typed before Synced.',
    args: { journalId: t.arg.id(journalIdOptions), after: t.arg(afterOptions) },
    subscribe: (_root, { journalId, after }, context) => {
      const { services, connection } = context;
      if (!connection) throw new AppError('BAD_INPUT', { problem: 'subscriptions need a WebSocket' });
      return agentFeed(
        { ...services.live, database: services.database, wake: services.wake, places: services.agentPlaces },
        { agent: agent(context), journalId, connectionId: connection.id, after: after ?? undefined },
      );
    },
    resolve: (item) => item,
  }),
);
