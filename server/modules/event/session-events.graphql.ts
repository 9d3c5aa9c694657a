import { idOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { anyone } from '../../graphql/context.ts';
import { AppError } from '../../ports/errors.ts';
import type { Message } from '../message/message.entity.ts';
import { MessageRef } from '../message/message.graphql.ts';
import type { Reply } from '../reply/reply.entity.ts';
import { ReplyRef } from '../reply/reply.graphql.ts';
import type { Session } from '../session/session.entity.ts';
import { SessionRef } from '../session/session.graphql.ts';
import type { Turn } from '../turn/turn.entity.ts';
import { TurnRef } from '../turn/turn.graphql.ts';
import { afterOptions, ResetRef, SyncedRef } from './feed-marks.graphql.ts';
import { SessionChangedRef } from './live.graphql.ts';
import { liveList } from './live-list.ts';
import type { News } from './news.ts';

const CURSOR = '位置；断线后交回 after · Position; hand it back as after when the line was cut.';

const MessageAddedRef = builder
  .objectRef<{ __typename: 'MessageAdded'; cursor: string; message: Message }>('MessageAdded')
  .implement({
    description: '新的一行 · A new line.',
    authScopes: { reader: true },
    fields: (t) => ({
      cursor: t.expose('cursor', { type: 'Cursor', description: CURSOR }),
      message: t.field({ type: MessageRef, description: '消息 · The line.', resolve: (item) => item.message }),
    }),
  });

const ReplyChangedRef = builder
  .objectRef<{ __typename: 'ReplyChanged'; cursor: string; reply: Reply }>('ReplyChanged')
  .implement({
    description: '气泡的送达状态有变化 · A bubble went on its way.',
    authScopes: { reader: true },
    fields: (t) => ({
      cursor: t.expose('cursor', { type: 'Cursor', description: CURSOR }),
      reply: t.field({ type: ReplyRef, description: '气泡 · The bubble.', resolve: (item) => item.reply }),
      message: t.field({
        type: MessageRef,
        description: '它所载的一行 · The line it carries.',
        resolve: (item) => item.reply.messageId,
      }),
    }),
  });

const TurnChangedRef = builder
  .objectRef<{ __typename: 'TurnChanged'; cursor: string; turn: Turn }>('TurnChanged')
  .implement({
    description: '一轮有变化 · A turn changed.',
    authScopes: { reader: true },
    fields: (t) => ({
      cursor: t.expose('cursor', { type: 'Cursor', description: CURSOR }),
      turn: t.field({ type: TurnRef, description: '轮次 · The turn.', resolve: (item) => item.turn }),
    }),
  });

const SessionEvent = builder.unionType('SessionEvent', {
  description: '一次会话中的变化 · What changes one session.',
  types: [MessageAddedRef, ReplyChangedRef, TurnChangedRef, SessionChangedRef, SyncedRef, ResetRef],
  resolveType: (item) => item.__typename,
});

type SessionItem =
  | { readonly __typename: 'MessageAdded'; readonly message: Message }
  | { readonly __typename: 'ReplyChanged'; readonly reply: Reply }
  | { readonly __typename: 'TurnChanged'; readonly turn: Turn }
  | { readonly __typename: 'SessionChanged'; readonly session: Session };

/** Lines first, then what became of bubbles and the turn, the session as it is now last. */
function itemsOfSession(news: News, sessionId: string): SessionItem[] {
  const here = ({ sessionId: id }: { readonly sessionId: string }): boolean => id === sessionId;
  return [
    ...news.messages
      .filter((message) => here(message) && !message.matchedReplyId && !message.seenOnly)
      .map((message) => ({ __typename: 'MessageAdded' as const, message })),
    ...news.replies.filter(here).map((reply) => ({ __typename: 'ReplyChanged' as const, reply })),
    ...(news.turn && here(news.turn) ? [{ __typename: 'TurnChanged' as const, turn: news.turn }] : []),
    ...news.sessions
      .filter((session) => session.id === sessionId)
      .map((session) => ({ __typename: 'SessionChanged' as const, session })),
  ];
}

builder.subscriptionField('sessionEvents', (t) =>
  t.field({
    type: SessionEvent,
    authScopes: { reader: true },
    description:
      '一次会话：先 Synced，再逐项变化 · One session: Synced first, then what happens. NOT_FOUND for an unknown one.',
    args: { sessionId: t.arg.id(idOptions('会话 · The session.')), after: t.arg(afterOptions) },
    subscribe: async (_root, { sessionId, after }, context) => {
      const known = await SessionRef.getDataloader(context).load(sessionId);
      if (!known) throw new AppError('NOT_FOUND', { session: sessionId });
      return liveList(context.services.live, {
        tenantId: anyone(context).tenantId,
        after: after ?? undefined,
        pick: (news) => itemsOfSession(news, sessionId),
      });
    },
    resolve: (item) => item,
  }),
);
