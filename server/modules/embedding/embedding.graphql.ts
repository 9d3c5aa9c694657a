import { builder } from '../../graphql/builder.ts';
import type { EmbedderHealth, Embedders } from '../../ports/embedder.ts';
import { KnowledgeStateRef } from '../knowledge/knowledge.graphql.ts';
import { type EmbeddingProgress, readProgress } from './embedding-state.ts';
import { spaceAsked } from './space-asked.ts';

declare module '../../graphql/context.ts' {
  interface Services {
    readonly embedders: Embedders;
  }
}

const SearchModeEnum = builder.enumType('SearchMode', {
  description: '检索方式 · How questions are searched for.',
  values: {
    KEYWORD: { description: '按词 · By their words alone.' },
    KEYWORD_AND_MEANING: { description: '按词与语义 · By their words and by what they mean.' },
  },
});

const EmbedderStateEnum = builder.enumType('EmbedderState', {
  description: '向量模型的状态 · State of the embedding model.',
  values: {
    OFF: {
      value: 'off',
      description:
        '没有：运行 npm run embedder，或设置 EMBEDDING_PROVIDER · There is none: run `npm run embedder`, or set EMBEDDING_PROVIDER.',
    },
    STARTING: { value: 'starting', description: '尚未应答 · It has not answered yet.' },
    READY: { value: 'ready', description: '可用 · It answers.' },
    FAILING: { value: 'failing', description: '出错，检索只按词 · It fails: search is by words alone.' },
  },
});

/** It embeds stored texts, but questions would wait for it too long. */
const SLOW = { state: 'failing', reason: 'too slow for questions' } as const;

interface EmbedderStatus extends EmbedderHealth, EmbeddingProgress {}

const EmbedderRef = builder.objectRef<EmbedderStatus>('EmbedderStatus').implement({
  description: '向量模型，以及知识在此模型下的进度 · The embedding model, and how far the knowledge has come with it.',
  authScopes: { reader: true },
  fields: (t) => ({
    state: t.field({ type: EmbedderStateEnum, description: '状态 · State.', resolve: ({ state }) => state }),
    name: t.exposeString('name', {
      nullable: true,
      description: '服务商、模型与维数；没有则为空 · Provider, model and dimensions; null when there is none.',
    }),
    reason: t.exposeString('reason', { nullable: true, description: '出错的原因 · Why it fails.' }),
    done: t.exposeInt('done', { description: '已有向量的段落数 · Passages that have their vectors.' }),
    total: t.exposeInt('total', { description: '应有向量的段落数 · Passages that are to have vectors.' }),
  }),
});

builder.objectFields(KnowledgeStateRef, (t) => ({
  searchMode: t.field({
    type: SearchModeEnum,
    description: '此刻的检索方式 · How questions are searched for now.',
    resolve: ({ tenantId }, _args, { services }) =>
      spaceAsked(services, tenantId) === undefined ? 'KEYWORD' : 'KEYWORD_AND_MEANING',
  }),
  embedder: t.field({
    type: EmbedderRef,
    description: '向量模型 · The embedding model.',
    resolve: async ({ tenantId }, _args, { services: { search, embedders }, reads }) => {
      const space = embedders.stored.space ?? search.space(tenantId);
      const progress = await reads.read((em) => readProgress(em, space?.name ?? ''));
      const health = embedders.health();
      const isSlow = health.state === 'ready' && !embedders.takesQuestions();
      return { ...health, ...(isSlow && SLOW), ...progress };
    },
  }),
}));
