import { z } from 'zod';
import { builder } from '../../graphql/builder.ts';
import { anyone } from '../../graphql/context.ts';
import type { Reranker } from '../../ports/reranker.ts';
import { OutcomeEnum } from '../turn/turn.enums.graphql.ts';
import type { TenantMaps } from '../calibration/tenant-maps.ts';
import type { QuestionVectors } from '../embedding/question-vectors.ts';
import { ChunkRef } from './chunk.graphql.ts';
import { DocumentRef } from './document.graphql.ts';
import { LONGEST_QUESTION } from './parsed-chunk.ts';
import { type TriedHit, type TriedQuestion, tryQuestion } from './try-question.ts';

declare module '../../graphql/context.ts' {
  interface Services {
    readonly tenantMaps: TenantMaps;
    readonly reranker: Reranker | null;
    readonly questionVectors: Pick<QuestionVectors, 'of'>;
  }
}

const RouteReasonEnum = builder.enumType('RouteReason', {
  description: '为何走这条路 · Why a question would go its way.',
  values: {
    EMPTY: { value: 'empty', description: '知识库为空 · The knowledge base is empty.' },
    LOADING: { value: 'loading', description: '知识库正在载入 · It is still loading.' },
    NOTHING_FOUND: { value: 'nothing-found', description: '没有找到相关段落 · Nothing was found.' },
    BELOW_CLARIFY: { value: 'below-clarify', description: '把握低于追问门槛 · Confidence below asking back.' },
    BETWEEN: { value: 'between', description: '把握在两道门槛之间 · Confidence between the thresholds.' },
    ABOVE_REPLY: { value: 'above-reply', description: '把握达到回答门槛 · Confidence from replying on.' },
  },
});

const HitRef = builder.objectRef<TriedHit>('TriedHit').implement({
  description: '试问找到的一段 · A passage found for a tried question.',
  authScopes: { reader: true },
  fields: (t) => ({
    chunk: t.field({ type: ChunkRef, description: '段落 · The passage.', resolve: ({ chunkId }) => chunkId }),
    document: t.field({
      type: DocumentRef,
      description: '所在文档 · Its document.',
      resolve: ({ documentId }) => documentId,
    }),
    documentName: t.exposeString('documentName', { description: '文档名 · Name of its document.' }),
    heading: t.exposeString('heading', { nullable: true, description: '标题 · Heading.' }),
    page: t.exposeInt('page', { nullable: true, description: '页码 · Page.' }),
    question: t.exposeString('question', { description: '问题 · Question.' }),
    answer: t.exposeString('answer', { description: '答案 · Answer.' }),
    score: t.exposeFloat('score', { description: '合成得分，据此排序 · What hits are ordered by.' }),
    keywordScore: t.exposeFloat('keywordScore', { description: '按词得分（BM25） · Score by words (BM25).' }),
    vectorScore: t.exposeFloat('vectorScore', { description: '词向量余弦 0–1 · tf-idf cosine, 0–1.' }),
    meaningScore: t.exposeFloat('meaningScore', {
      nullable: true,
      description: '语义余弦 −1–1，没有向量为空 · Cosine of meaning, −1–1; null without vectors.',
    }),
    matched: t.stringList({
      description: '命中的词，重要的在前 · Terms that matched, heaviest first.',
      resolve: ({ evidence }) => [...evidence.matched],
    }),
    missing: t.stringList({
      description: '没有命中的词，重要的在前 · Terms it lacks, heaviest first.',
      resolve: ({ evidence }) => [...evidence.missing],
    }),
    queryCoverage: t.float({
      description: '问题的词被覆盖的比例 0–1 · Share of the question that it covers.',
      resolve: ({ evidence }) => evidence.queryCoverage,
    }),
  }),
});

const TriedRef = builder.objectRef<TriedQuestion>('TriedQuestion').implement({
  description:
    '试问的结果；不回答任何人，不改变任何东西 · What would become of a question; nobody is answered, nothing changes.',
  authScopes: { reader: true },
  fields: (t) => ({
    route: t.field({
      type: OutcomeEnum,
      description:
        '会走的路；有模型时，核对只会更谨慎 · The way it would go; a check after the model can only lower it.',
      resolve: ({ route }) => route,
    }),
    reason: t.field({ type: RouteReasonEnum, description: '原因 · Why.', resolve: ({ reason }) => reason }),
    confidence: t.float({ description: '把握 0–1 · Confidence, 0–1.', resolve: ({ confidence }) => confidence.value }),
    mapVersion: t.string({
      description: '测量把握的映射版本 · Version of the map it was measured by.',
      resolve: ({ confidence }) => confidence.mapVersion,
    }),
    features: t.field({
      type: 'JSON',
      nullable: true,
      description: '把握由哪些特征测得 · The features it was measured from.',
      resolve: ({ confidence }) => confidence.features,
    }),
    replyThreshold: t.float({
      description: '回答门槛 · Threshold of replying.',
      resolve: ({ thresholds }) => thresholds.reply,
    }),
    clarifyThreshold: t.float({
      description: '追问门槛 · Threshold of asking back.',
      resolve: ({ thresholds }) => thresholds.clarify,
    }),
    meaningSpace: t.string({
      nullable: true,
      description: '所用向量空间；只按词检索时为空 · Space of the vector; null when it was searched by words alone.',
      resolve: ({ meaning }) => meaning.space,
    }),
    meaningReason: t.string({
      nullable: true,
      description: '为何只按词检索 · Why it was searched by words alone.',
      resolve: ({ meaning }) => meaning.reason,
    }),
    hits: t.field({
      type: [HitRef],
      description: '找到的段落，最好的在前，至多 10 · Passages found, best first, at most 10.',
      resolve: ({ hits }) => hits,
    }),
  }),
});

builder.queryField('tryQuestion', (t) =>
  t.field({
    type: TriedRef,
    authScopes: { reader: true },
    description: '试问：看知识库会怎样回答 · Tries a question against the knowledge.',
    args: {
      question: t.arg.string({
        required: true,
        validate: z.string().trim().min(1).max(LONGEST_QUESTION),
        description: '问题 · The question.',
      }),
    },
    resolve: (_root, { question }, context) => tryQuestion(context.services, anyone(context).tenantId, question),
  }),
);
