import { builder } from '../../graphql/builder.ts';
import { anyone } from '../../graphql/context.ts';
import type { SearchEngine, SearchIndex, SearchStatus } from '../../ports/search.ts';
import { countDocuments, type FolderRow, knowledgeRevision, listFolders } from './document-list.ts';
import { VersionRef } from './document-version.graphql.ts';
import { importBacklog } from './import-queue.ts';
import { importsPaused } from './pause-imports.ts';

const SearchStatusEnum = builder.enumType('KnowledgeStatus', {
  description: '知识库能否回答 · Whether the knowledge base can answer.',
  values: {
    EMPTY: { value: 'empty', description: '为空 · Nothing in it.' },
    LOADING: { value: 'loading', description: '正在载入，暂不可信 · Loading: its silence means nothing yet.' },
    READY: { value: 'ready', description: '就绪 · Ready.' },
  },
});

const SearchEngineEnum = builder.enumType('SearchEngine', {
  description: '由谁检索 · What searches.',
  values: {
    EMBEDDED: { value: 'embedded', description: '本进程内 · In this process.' },
    WEAVIATE: { value: 'weaviate', description: 'Weaviate · Weaviate.' },
    FALLBACK: {
      value: 'fallback',
      description:
        'Weaviate 不可用或尚未补齐，暂按关键词在本进程内检索 · Keywords in this process: Weaviate is away or not filled yet.',
    },
  },
});

const FolderRef = builder.objectRef<FolderRow>('KnowledgeFolder').implement({
  description: '知识库的一个文件夹 · A folder of the knowledge base.',
  authScopes: { reader: true },
  fields: (t) => ({
    path: t.exposeString('path', { description: '路径，空为最上层 · Path; empty is the top.' }),
    documentCount: t.exposeInt('documentCount', {
      description: '文档数，不含子文件夹 · Documents, without sub-folders.',
    }),
    chunkCount: t.exposeInt('chunkCount', { description: '段落数，不含子文件夹 · Passages, without sub-folders.' }),
  }),
});

interface KnowledgeState {
  readonly tenantId: string;
  readonly status: SearchStatus;
  readonly engine: SearchEngine;
  readonly chunkCount: number;
}

export const KnowledgeStateRef = builder.objectRef<KnowledgeState>('KnowledgeState').implement({
  description: '知识库的状态 · State of the knowledge base.',
  authScopes: { reader: true },
  fields: (t) => ({
    status: t.field({
      type: SearchStatusEnum,
      description: '能否回答 · Whether it can answer.',
      resolve: ({ status }) => status,
    }),
    engine: t.field({
      type: SearchEngineEnum,
      description: '由谁检索 · What searches.',
      resolve: ({ engine }) => engine,
    }),
    chunkCount: t.exposeInt('chunkCount', { description: '可检索的段落数 · Passages that can be found now.' }),
    revision: t.string({
      description: '知识的修订号，每次发布或撤下加一 · Revision; rises whenever something is published or withdrawn.',
      resolve: ({ tenantId }, _args, { reads }) => reads.read((em) => knowledgeRevision(em, tenantId)),
    }),
    documentCount: t.int({
      description: '文档数，不含已移除的 · Documents, without removed ones.',
      resolve: (_state, _args, { reads }) => reads.read(countDocuments),
    }),
    folders: t.field({
      type: [FolderRef],
      description: '有文档的文件夹，按路径，至多 1000 · Folders that hold documents, by path, at most 1000.',
      resolve: (_state, _args, { reads }) => reads.read(listFolders),
    }),
    imports: t.field({
      type: [VersionRef],
      description:
        '正在导入的和排队的，按次序，至多 100 · What is being imported and what waits, in order, at most 100.',
      resolve: (_state, _args, { reads }) => reads.read(importBacklog),
    }),
    importsPaused: t.boolean({
      description:
        '导入已暂停：排队的留在原处，正在读的读完 · Imports are paused: what waits keeps its place, what is being read is read to its end.',
      resolve: ({ tenantId }, _args, { reads }) => reads.read((em) => importsPaused(em, tenantId)),
    }),
  }),
});

/** State of a tenant's knowledge base on this node. */
export function knowledgeState(
  { search }: { search: Pick<SearchIndex, 'status' | 'engine' | 'size'> },
  tenantId: string,
): KnowledgeState {
  return {
    tenantId,
    status: search.status(tenantId),
    engine: search.engine(tenantId),
    chunkCount: search.size(tenantId),
  };
}

builder.queryField('knowledge', (t) =>
  t.field({
    type: KnowledgeStateRef,
    authScopes: { reader: true },
    description: '知识库 · The knowledge base.',
    resolve: (_root, _args, context) => knowledgeState(context.services, anyone(context).tenantId),
  }),
);
