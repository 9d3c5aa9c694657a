import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

export type MessageRole = 'customer' | 'model' | 'operator' | 'system';
export type MessageKind =
  | 'text'
  | 'image'
  | 'file'
  | 'voice'
  | 'video'
  | 'link'
  | 'location'
  | 'quote'
  | 'card'
  | 'other';

/** One line in a session, from customer, model, operator or system. */
export const Message = defineEntity({
  name: 'Message',
  tableName: 'message',
  properties: {
    id: p.bigint('string').primary(),
    tenantId: p.uuid(),
    sessionId: p.bigint('string'),
    roomId: p.bigint('string'),
    customerId: p.bigint('string'),
    accountId: p.bigint('string'),
    chatId: p.bigint('string'),
    clientMessageId: p.text().nullable(),
    contentHash: p.text().nullable(),
    role: p.text().$type<MessageRole>(),
    kind: p.text().$type<MessageKind>().default('text'),
    sender: p.text().nullable(),
    content: p.text(),
    quote: p.text().nullable(),
    mediaHash: p.text().nullable(),
    mentioned: p.boolean().default(false),
    turnId: p.bigint('string').nullable(),
    userId: p.bigint('string').nullable(),
    viaPhone: p.boolean().default(false),
    seenOnly: p.boolean().default(false),
    missedOffline: p.boolean().default(false),
    possiblyRepeated: p.boolean().default(false),
    matchedReplyId: p.uuid().nullable(),
    seq: p.integer().nullable(),
    shownAt: p.datetime().nullable(),
    capturedAt: p.datetime().nullable(),
    receivedAt: p.datetime().defaultRaw('clock_timestamp()'),
  },
});
export type Message = InferEntity<typeof Message>;
