import { idOptions, SEARCH_TEXT } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { batched } from '../page/batched.ts';
import { findByIds } from '../page/by-id.ts';
import { connectionOf } from '../page/connection.ts';
import { NEWEST_FIRST } from '../page/list-page.ts';
import { nestedList } from '../page/nested.ts';
import { documentState, FOLDER_TEXT, REMOVED_DAYS } from './document.rules.ts';
import { latestVersions, listDocuments } from './document-list.ts';
import { VersionRef } from './document-version.graphql.ts';
import { KnowledgeDocument } from './knowledge.entity.ts';
import { KnowledgeStateRef } from './knowledge.graphql.ts';
import { DocumentSourceEnum, DocumentStateEnum } from './knowledge.enums.graphql.ts';

const DAY_MS = 86_400_000;

export const DocumentRef = builder.loadableObjectRef('KnowledgeDocument', {
  load: (ids: string[], context) => context.reads.read((em) => findByIds(em, KnowledgeDocument, ids)),
  sort: (document) => document.id,
});

const latestVersion = batched(latestVersions);

DocumentRef.implement({
  description: '知识库中的一个文件或一条手写问答 · A file, or an entry written by hand, of the knowledge base.',
  authScopes: { reader: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: '编号 · Id.' }),
    name: t.exposeString('name', {
      description: '文件名，或手写问答的问题 · File name, or the question of a written entry.',
    }),
    folder: t.exposeString('folder', { description: '所在文件夹，空为最上层 · Its folder; empty is the top.' }),
    source: t.field({
      type: DocumentSourceEnum,
      description: '来源 · Where it came from.',
      resolve: ({ source }) => source,
    }),
    state: t.field({
      type: DocumentStateEnum,
      description: '现状 · What it is now.',
      resolve: async (document, _args, { reads }) => {
        const latest = (await latestVersion(reads, document.id))?.state;
        return documentState(document, latest, Date.now());
      },
    }),
    currentVersion: t.field({
      type: VersionRef,
      nullable: true,
      description: '用于回答的版本 · The version questions are answered from.',
      resolve: ({ currentVersionId }) => currentVersionId,
    }),
    latestVersion: t.field({
      type: VersionRef,
      nullable: true,
      description: '最新版本，可能正在导入或待发布 · Its newest version, perhaps still being imported or held.',
      resolve: async ({ id }, _args, { reads }) => (await latestVersion(reads, id))?.id ?? null,
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: '到此时刻后不再用于回答 · Nothing is answered from it after this moment.',
    }),
    removedAt: t.expose('removedAt', {
      type: 'DateTime',
      nullable: true,
      description: '移除时间 · When it was removed.',
    }),
    purgedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: '移除后何时彻底清除，此前可恢复 · When a removed document is purged; until then it can be restored.',
      resolve: ({ removedAt }) => (removedAt ? new Date(removedAt.getTime() + REMOVED_DAYS * DAY_MS) : null),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: '首次读入 · First read.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: '最近变化 · Last changed.' }),
  }),
});

const VersionConnection = builder.connectionObject(
  { type: VersionRef, name: 'DocumentVersionConnection', description: '版本列表 · A page of versions.' },
  { name: 'DocumentVersionEdge', description: '版本与位置 · A version and its position.' },
);

const versionsBelow = nestedList({ table: 'document_version', parent: 'document_id', order: NEWEST_FIRST });

builder.objectField(DocumentRef, 'versions', (t) =>
  t.connection(
    {
      type: VersionRef,
      description: '历次版本，最新在前 · Its versions, newest first.',
      resolve: (document, args, { reads }) => connectionOf(args, (page) => versionsBelow(reads, document.id, page)),
    },
    VersionConnection,
  ),
);

builder.objectField(VersionRef, 'document', (t) =>
  t.field({ type: DocumentRef, description: '所属文档 · Its document.', resolve: (version) => version.documentId }),
);

/** Pages of documents. */
export const DocumentConnection = builder.connectionObject(
  { type: DocumentRef, name: 'KnowledgeDocumentConnection', description: '文档列表 · A page of documents.' },
  { name: 'KnowledgeDocumentEdge', description: '文档与位置 · A document and its position.' },
);

builder.queryField('document', (t) =>
  t.field({
    type: DocumentRef,
    nullable: true,
    authScopes: { reader: true },
    description: '一个文档 · One document, or null.',
    args: { id: t.arg.id(idOptions('编号 · Id.')) },
    resolve: (_root, { id }) => id,
  }),
);

builder.objectField(KnowledgeStateRef, 'documents', (t) =>
  t.connection(
    {
      type: DocumentRef,
      description:
        '文档，最近变化在前；已移除的只在点名时列出 · Documents, last changed first; removed ones only when asked for.',
      args: {
        folder: t.arg.string({
          validate: FOLDER_TEXT,
          description: '只看此文件夹，空为最上层 · Only this folder; empty is the top.',
        }),
        state: t.arg({ type: DocumentStateEnum, description: '只看此状态 · Only this state.' }),
        expiresBefore: t.arg({
          type: 'DateTime',
          description: '只看在此之前到期的，含已到期 · Only what expires before this moment, or has expired.',
        }),
        search: t.arg.string({
          validate: SEARCH_TEXT,
          description: '名称、问题或答案包含 · Part of the name, of a question or of an answer.',
        }),
      },
      resolve: (_state, args, { reads }) =>
        connectionOf(args, (page) => reads.read((em) => listDocuments(em, args, page))),
    },
    DocumentConnection,
  ),
);
