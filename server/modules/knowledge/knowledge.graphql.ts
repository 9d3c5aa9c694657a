import { builder } from '../../graphql/builder.ts';
import { anyone } from '../../graphql/context.ts';
import type { SearchStatus } from '../../ports/search.ts';
import { type DocumentRow, listDocuments } from './knowledge.service.ts';

const DocumentRef = builder.objectRef<DocumentRow>('KnowledgeDocument').implement({
  description: '知识库中的一个文件 · One file of the knowledge base.',
  authScopes: { reader: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: '编号 · Id.' }),
    name: t.exposeString('name', { description: '文件名 · File name.' }),
    chunkCount: t.exposeInt('chunkCount', { description: '段落数 · Passages.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: '首次读入 · First read.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: '最近读入 · Last read.' }),
  }),
});

interface KnowledgeState {
  readonly status: SearchStatus;
  readonly chunkCount: number;
}

const KnowledgeStateRef = builder.objectRef<KnowledgeState>('KnowledgeState').implement({
  description: '知识库的状态 · State of the knowledge base.',
  authScopes: { reader: true },
  fields: (t) => ({
    status: t.exposeString('status', {
      description:
        'empty：为空；loading：正在载入，暂不可信；ready：就绪 · empty, loading (its silence means nothing yet) or ready.',
    }),
    chunkCount: t.exposeInt('chunkCount', { description: '可检索的段落数 · Passages that can be found now.' }),
    documents: t.field({
      type: [DocumentRef],
      description: '文件，按名称 · Files, by name.',
      resolve: (_state, _args, { reads }) => reads.read(listDocuments),
    }),
  }),
});

builder.queryField('knowledge', (t) =>
  t.field({
    type: KnowledgeStateRef,
    authScopes: { reader: true },
    description: '知识库 · The knowledge base.',
    resolve: (_root, _args, context) => {
      const { tenantId } = anyone(context);
      const { search } = context.services;
      return { status: search.status(tenantId), chunkCount: search.size(tenantId) };
    },
  }),
);
