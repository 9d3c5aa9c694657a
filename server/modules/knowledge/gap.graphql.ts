import { z } from 'zod';
import { ID_TEXT, idOptions, requestIdOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { person } from '../../graphql/context.ts';
import { findByIds } from '../page/by-id.ts';
import { connectionOf } from '../page/connection.ts';
import { TurnRef } from '../turn/turn.graphql.ts';
import { DocumentRef } from './document.graphql.ts';
import { FOLDER_TEXT } from './document.rules.ts';
import { VersionRef } from './document-version.graphql.ts';
import { listGaps, setGapDismissed } from './gap.service.ts';
import { type GapSample, KnowledgeGap } from './knowledge-gap.entity.ts';
import { LONGEST_ANSWER, LONGEST_QUESTION } from './parsed-chunk.ts';
import { writeEntry } from './write-entry.ts';

const GapStateEnum = builder.enumType('GapState', {
  description: '知识缺口的状态 · State of a gap.',
  values: {
    OPEN: { value: 'open', description: '待处理 · Nobody has looked after it.' },
    ANSWERED: { value: 'answered', description: '已写答案 · An entry was written.' },
    DISMISSED: { value: 'dismissed', description: '已忽略 · Dismissed.' },
  },
});

const SampleRef = builder.objectRef<GapSample>('GapSample').implement({
  description: '缺口中的一次提问 · One question of a gap.',
  authScopes: { reader: true },
  fields: (t) => ({
    question: t.exposeString('question', { description: '问题原文 · What was asked.' }),
    at: t.field({ type: 'DateTime', description: '时间 · When.', resolve: ({ at }) => new Date(at) }),
    turn: t.field({ type: TurnRef, nullable: true, description: '所在轮次 · Its turn.', resolve: ({ turn }) => turn }),
  }),
});

const GapRef = builder.loadableObjectRef('KnowledgeGap', {
  load: (ids: string[], context) => context.reads.read((em) => findByIds(em, KnowledgeGap, ids)),
  sort: (gap) => gap.id,
});

GapRef.implement({
  description:
    '知识答不上的一类问题：转了人工或反问过 · Alike questions that were handed off or asked back for lack of knowledge.',
  authScopes: { reader: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: '编号 · Id.' }),
    question: t.exposeString('question', { description: '代表问题 · The question that stands for it.' }),
    state: t.field({ type: GapStateEnum, description: '状态 · State.', resolve: ({ state }) => state }),
    count: t.exposeInt('count', { description: '问过几次 · How often it was asked.' }),
    samples: t.field({
      type: [SampleRef],
      description: '最近的提问，至多 5 条 · The last five questions.',
      resolve: ({ samples }) => samples,
    }),
    document: t.field({
      type: DocumentRef,
      nullable: true,
      description: '回答它的条目 · The entry that answers it.',
      resolve: ({ documentId }) => documentId,
    }),
    firstAt: t.expose('firstAt', { type: 'DateTime', description: '首次提问 · First asked.' }),
    lastAt: t.expose('lastAt', { type: 'DateTime', description: '最近提问 · Last asked.' }),
  }),
});

const GapConnection = builder.connectionObject(
  { type: GapRef, name: 'KnowledgeGapConnection', description: '缺口列表 · A page of gaps.' },
  { name: 'KnowledgeGapEdge', description: '缺口与位置 · A gap and its position.' },
);

builder.queryField('knowledgeGaps', (t) =>
  t.connection(
    {
      type: GapRef,
      authScopes: { reader: true },
      description:
        '知识缺口，问得多的在前；结束的轮次约半分钟内计入 · Gaps, most asked first; turns count within half a minute.',
      args: {
        state: t.arg({
          type: GapStateEnum,
          defaultValue: 'open',
          description: '状态，默认待处理 · State; open unless said.',
        }),
      },
      resolve: (_root, { state, ...args }, { reads }) =>
        connectionOf(args, (page) => reads.read((em) => listGaps(em, state ?? 'open', page))),
    },
    GapConnection,
  ),
);

const EntryPayload = builder
  .objectRef<{ documentId: string; versionId: string; duplicate: boolean }>('WriteEntryPayload')
  .implement({
    description: '写下的问答 · The entry that was written.',
    authScopes: { admin: true },
    fields: (t) => ({
      document: t.field({
        type: DocumentRef,
        description: '文档 · Its document.',
        resolve: ({ documentId }) => documentId,
      }),
      version: t.field({ type: VersionRef, description: '版本 · Its version.', resolve: ({ versionId }) => versionId }),
      duplicate: t.exposeBoolean('duplicate', { description: '内容未变 · Nothing was changed.' }),
    }),
  });

const questionText = z.string().trim().min(1).max(LONGEST_QUESTION);

builder.mutationFields((t) => ({
  writeEntry: t.field({
    type: EntryPayload,
    authScopes: { admin: true },
    description:
      '手写一条问答并立即发布；给出 documentId 则改写它，给出 gapId 则该缺口记为已答 · Writes an entry and publishes it; with documentId it edits that one, with gapId the gap is answered.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      question: t.arg.string({ required: true, validate: questionText, description: '问题 · Question.' }),
      answer: t.arg.string({
        required: true,
        validate: z.string().trim().min(1).max(LONGEST_ANSWER),
        description: '答案 · Answer.',
      }),
      phrasings: t.arg.stringList({
        validate: z.array(questionText).max(50),
        description: '其他问法 · Other phrasings.',
      }),
      folder: t.arg.string({ validate: FOLDER_TEXT, description: '文件夹，默认最上层 · Folder; the top unless said.' }),
      documentId: t.arg.id({ validate: ID_TEXT, description: '要改写的条目 · The entry to edit.' }),
      gapId: t.arg.id({ validate: ID_TEXT, description: '由此回答的缺口 · The gap it answers.' }),
    },
    resolve: (_root, args, context) =>
      writeEntry(context.services, person(context), {
        requestId: args.requestId,
        question: args.question.trim(),
        answer: args.answer.trim(),
        phrasings: args.phrasings ?? [],
        folder: args.folder ?? '',
        documentId: args.documentId ?? null,
        gapId: args.gapId ?? null,
      }),
  }),
  setGapDismissed: t.field({
    type: GapRef,
    authScopes: { admin: true },
    description: '忽略缺口，或重新打开 · Dismisses a gap, or opens it again.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      gapId: t.arg.id(idOptions('缺口 · The gap.')),
      dismissed: t.arg.boolean({ required: true, description: '是否忽略 · Whether to dismiss it.' }),
    },
    resolve: async (_root, args, context) => (await setGapDismissed(context.services, person(context), args)).gapId,
  }),
}));
