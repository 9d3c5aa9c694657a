import { builder } from '../../graphql/builder.ts';
import { AccountRef } from '../account/account.graphql.ts';
import { batched } from '../page/batched.ts';
import { findByIds } from '../page/by-id.ts';
import { RoomRef } from '../room/room.graphql.ts';
import { Chat } from './chat.entity.ts';
import { chatsOfRooms } from './chat.service.ts';

export const ChatRef = builder.loadableObjectRef('Chat', {
  load: (ids: string[], context) => context.reads.read((em) => findByIds(em, Chat, ids)),
  sort: (chat) => chat.id,
});

ChatRef.implement({
  description: '某个微信登录的一个聊天窗口 · A WeChat window of an account: where an agent reads and types.',
  authScopes: { reader: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: '编号 · Id.' }),
    account: t.field({
      type: AccountRef,
      description: '所属微信登录 · Its account.',
      resolve: (chat) => chat.accountId,
    }),
    window: t.exposeString('windowKey', { description: '窗口标识 · What the driver knows the window by.' }),
    name: t.exposeString('name', { description: '窗口标题 · Its title.' }),
    ambiguous: t.exposeBoolean('ambiguous', {
      description: '有同名窗口，只读不键入 · Two open windows bear this name: read, never typed into.',
    }),
  }),
});

const chatsBelow = batched(chatsOfRooms);

builder.objectField(RoomRef, 'chats', (t) =>
  t.field({
    type: [ChatRef],
    description: '看到它的聊天窗口 · Windows that show it.',
    resolve: async (room, _args, { reads }) => (await chatsBelow(reads, room.id)) ?? [],
  }),
);
