import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

export type RoomKind = 'private' | 'group';
/** Who speaks in a room; the fence rises with every change away from the model. */
export type RoomOwner = 'model' | 'requested' | 'human' | 'phone';

/** Where a conversation happens and what can be taken over: a private chat, or a group. */
export const Room = defineEntity({
  name: 'Room',
  tableName: 'room',
  properties: {
    id: p.bigint('string').primary(),
    tenantId: p.uuid(),
    kind: p.text().$type<RoomKind>(),
    key: p.text(),
    name: p.text(),
    fence: p.integer().default(0),
    owner: p.text().$type<RoomOwner>().default('model'),
    ownerUserId: p.bigint('string').nullable(),
    ownerSince: p.datetime().nullable(),
    requestExpiresAt: p.datetime().nullable(),
    phoneUntil: p.datetime().nullable(),
    speakerAccountId: p.bigint('string').nullable(),
    lastMessageId: p.bigint('string').nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type Room = InferEntity<typeof Room>;
