import { builder } from '../../graphql/builder.ts';
import { findByIds } from '../page/by-id.ts';
import { connectionOf } from '../page/connection.ts';
import { RoomRef } from '../room/room.graphql.ts';
import { SessionRef } from '../session/session.graphql.ts';
import { UserRef } from '../user/user.graphql.ts';
import { Handoff } from './handoff.entity.ts';
import { HandoffReasonEnum, HandoffStateEnum } from './handoff.enums.graphql.ts';
import { listHandoffs } from './handoff.service.ts';

export const HandoffRef = builder.loadableObjectRef('Handoff', {
  load: (ids: string[], context) => context.reads.read((em) => findByIds(em, Handoff, ids)),
  sort: (handoff) => handoff.id,
});

HandoffRef.implement({
  description: '等待或正由坐席处理的会话 · A session waiting for, or held by, an operator.',
  authScopes: { reader: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: '编号 · Id.' }),
    session: t.field({ type: SessionRef, description: '会话 · Its session.', resolve: (handoff) => handoff.sessionId }),
    room: t.field({ type: RoomRef, description: '场所 · Its room.', resolve: (handoff) => handoff.roomId }),
    state: t.field({ type: HandoffStateEnum, description: '状态 · State.', resolve: (handoff) => handoff.state }),
    reason: t.field({ type: HandoffReasonEnum, description: '原因 · Reason.', resolve: (handoff) => handoff.reason }),
    detail: t.exposeString('detail', {
      nullable: true,
      description: '原因的细节，如命中的词 · More about the reason, such as the word that matched.',
    }),
    openedAt: t.expose('openedAt', { type: 'DateTime', description: '开始等待 · When it began to wait.' }),
    dueAt: t.expose('dueAt', {
      type: 'DateTime',
      description: '应在此前接管 · When an operator should have taken it.',
    }),
    takenBy: t.field({
      type: UserRef,
      nullable: true,
      description: '接管的坐席 · Who took it.',
      resolve: (handoff) => handoff.takenBy,
    }),
    takenAt: t.expose('takenAt', { type: 'DateTime', nullable: true, description: '接管时间 · When it was taken.' }),
    closedAt: t.expose('closedAt', { type: 'DateTime', nullable: true, description: '结束时间 · When it was over.' }),
    priority: t.exposeInt('priority', { description: '优先级，越大越急 · Priority; larger is more urgent.' }),
  }),
});

builder.objectField(SessionRef, 'handoff', (t) =>
  t.field({
    type: HandoffRef,
    nullable: true,
    description: '尚未结束的转人工 · The handoff that is not over, if any.',
    resolve: (session) => session.handoffId,
  }),
);

const HandoffConnection = builder.connectionObject(
  { type: HandoffRef, name: 'HandoffConnection', description: '转人工列表 · A page of handoffs.' },
  { name: 'HandoffEdge', description: '转人工与位置 · A handoff and its position.' },
);

builder.queryField('handoffs', (t) =>
  t.connection(
    {
      type: HandoffRef,
      authScopes: { reader: true },
      description:
        '转人工。等待与处理中的按优先级和等待时间，其余最新在前 · Handoffs: open ones as a queue, otherwise newest first.',
      args: { state: t.arg({ type: HandoffStateEnum, description: '只看此状态 · Only this state.' }) },
      resolve: (_root, args, context) =>
        connectionOf(args, (page) => context.reads.read((em) => listHandoffs(em, args.state, page))),
    },
    HandoffConnection,
  ),
);
