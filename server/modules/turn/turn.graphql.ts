import { ID_TEXT, idOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { HandoffReasonEnum } from '../handoff/handoff.enums.graphql.ts';
import { EvidenceRef } from '../knowledge/evidence.graphql.ts';
import { findEvidence } from '../knowledge/evidence.ts';
import { MessageRef } from '../message/message.graphql.ts';
import { batched } from '../page/batched.ts';
import { findByIds } from '../page/by-id.ts';
import { connectionOf } from '../page/connection.ts';
import { NEWEST_FIRST } from '../page/list-page.ts';
import { nestedList } from '../page/nested.ts';
import { SessionRef } from '../session/session.graphql.ts';
import { Turn } from './turn.entity.ts';
import { OutcomeEnum, TurnStateEnum } from './turn.enums.graphql.ts';
import { evidenceScore, listTurns, messagesOfTurns } from './turn.service.ts';

export const TurnRef = builder.loadableObjectRef('Turn', {
  load: (ids: string[], context) => context.reads.read((em) => findByIds(em, Turn, ids)),
  sort: (turn) => turn.id,
});

const linesOf = batched(messagesOfTurns);
const evidenceOf = batched(findEvidence);

TurnRef.implement({
  description:
    '一起回答的若干行客户消息，以及为此作出的一切决定 · Customer lines that are answered together, with everything decided about them.',
  authScopes: { reader: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: '编号 · Id.' }),
    session: t.field({ type: SessionRef, description: '会话 · Its session.', resolve: (turn) => turn.sessionId }),
    state: t.field({ type: TurnStateEnum, description: '状态 · State.', resolve: (turn) => turn.state }),
    revision: t.exposeInt('revision', { description: '每来一行加一 · Rises with each new line.' }),
    outcome: t.field({
      type: OutcomeEnum,
      nullable: true,
      description: '结果 · Outcome.',
      resolve: (turn) => turn.outcome,
    }),
    outcomeAt: t.expose('outcomeAt', {
      type: 'DateTime',
      nullable: true,
      description: '何时有的结果 · When it got its outcome.',
    }),
    confidence: t.exposeFloat('confidence', {
      nullable: true,
      description: '把握 0–1，由特征计算 · Confidence 0–1, computed from features.',
    }),
    handoffReason: t.field({
      type: HandoffReasonEnum,
      nullable: true,
      description: '为何转人工 · Why it was handed off.',
      resolve: (turn) => turn.handoffReason,
    }),
    attempts: t.exposeInt('attempts', { description: '处理次数，至多 3 · Attempts, at most 3.' }),
    firstLineAt: t.expose('firstLineAt', { type: 'DateTime', description: '首行时间 · First line.' }),
    dueAt: t.expose('dueAt', { type: 'DateTime', nullable: true, description: '何时开始处理 · When it is worked on.' }),
    deadlineAt: t.expose('deadlineAt', { type: 'DateTime', nullable: true, description: '处理期限 · Deadline.' }),
    settledAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: '何时了结 · When it was settled.',
      resolve: (turn) => (turn.state === 'settled' ? turn.outcomeAt : null),
    }),
    tokensTotal: t.exposeInt('tokensTotal', { description: '用量（token） · Tokens used.' }),
    latencyMs: t.exposeInt('latencyMs', { nullable: true, description: '处理毫秒 · Milliseconds of work.' }),
    messages: t.field({
      type: [MessageRef],
      description: '各行，回答在后，最旧在前 · Its lines and its answer, oldest first.',
      resolve: async (turn, _args, { reads }) => (await linesOf(reads, turn.id)) ?? [],
    }),
    evidence: t.field({
      type: [EvidenceRef],
      description: '依据的知识段落 · Passages the answer rests on.',
      resolve: async (turn, _args, { reads }) => {
        const found = await Promise.all(turn.evidenceIds.map((id) => evidenceOf(reads, id)));
        return found.flatMap((passage) => (passage ? [{ ...passage, score: evidenceScore(turn, passage.id) }] : []));
      },
    }),
    trace: t.expose('trace', {
      type: 'JSON',
      description:
        '为何这样回答：规则、窗口、检索、模型、特征、耗时 · Why this answer: rules, window, retrieval, model, features, times.',
    }),
  }),
});

const TurnConnection = builder.connectionObject(
  { type: TurnRef, name: 'TurnConnection', description: '轮次列表 · A page of turns.' },
  { name: 'TurnEdge', description: '轮次与位置 · A turn and its position.' },
);

const turnsBelow = nestedList({ table: 'turn', parent: 'session_id', order: NEWEST_FIRST });

builder.objectField(SessionRef, 'turns', (t) =>
  t.connection(
    {
      type: TurnRef,
      description: '各轮，最新在前 · Its turns, newest first.',
      resolve: (session, args, { reads }) => connectionOf(args, (page) => turnsBelow(reads, session.id, page)),
    },
    TurnConnection,
  ),
);

builder.queryFields((t) => ({
  turns: t.connection(
    {
      type: TurnRef,
      authScopes: { reader: true },
      description: '轮次，最新在前 · Turns, newest first.',
      args: {
        sessionId: t.arg.id({ validate: ID_TEXT, description: '只看此会话 · Only this session.' }),
        outcome: t.arg({ type: OutcomeEnum, description: '只看此结果 · Only this outcome.' }),
      },
      resolve: (_root, args, context) =>
        connectionOf(args, (page) => context.reads.read((em) => listTurns(em, args, page))),
    },
    TurnConnection,
  ),
  turn: t.field({
    type: TurnRef,
    nullable: true,
    authScopes: { reader: true },
    description: '一轮 · One turn, or null.',
    args: { id: t.arg.id(idOptions('编号 · Id.')) },
    resolve: (_root, { id }) => id,
  }),
}));
