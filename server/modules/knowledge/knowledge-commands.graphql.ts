import { z } from 'zod';
import { idOptions, requestIdOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { person } from '../../graphql/context.ts';
import type { JobQueue } from '../../ports/job-queue.ts';
import { moveDocument, removeDocument, restoreDocument, setExpiry } from './change-document.ts';
import { DocumentRef } from './document.graphql.ts';
import { DOCUMENT_NAME, FOLDER_TEXT } from './document.rules.ts';
import { VersionRef } from './document-version.graphql.ts';
import {
  cancelImport,
  discardVersion,
  importDocument,
  publishVersion,
  type RequestedImport,
  retryImport,
  rollbackToVersion,
} from './import-document.ts';
import { KnowledgeStateRef, knowledgeState } from './knowledge.graphql.ts';
import { setImportsPaused } from './pause-imports.ts';

declare module '../../graphql/context.ts' {
  interface Services {
    readonly jobQueue: JobQueue;
  }
}

const ImportPayload = builder.objectRef<RequestedImport>('ImportDocumentPayload').implement({
  description: '导入请求的结果 · What a request to import came to.',
  authScopes: { admin: true },
  fields: (t) => ({
    version: t.field({
      type: VersionRef,
      description: '新版本；内容相同时为已有的版本 · The new version, or the one that has this content already.',
      resolve: ({ versionId }) => versionId,
    }),
    duplicate: t.exposeBoolean('duplicate', {
      description: '内容已存在，未作改动 · This content is there already; nothing was changed.',
    }),
  }),
});

const versionIdOptions = idOptions('版本 · The version.');
const documentIdOptions = idOptions('文档 · The document.');

builder.mutationField('importDocument', (t) =>
  t.field({
    type: ImportPayload,
    authScopes: { admin: true },
    description:
      '把已上传的文件（PUT /knowledge/files/<sha256>）排队导入；同一位置已有文档时成为其新版本 · Queues an uploaded file; at the place of a document it becomes its new version.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      hash: t.arg.string({
        required: true,
        validate: z.string().regex(/^[0-9a-f]{64}$/),
        description: '文件的 SHA-256，小写十六进制 · SHA-256 of the file, lower-case hex.',
      }),
      fileName: t.arg.string({
        required: true,
        validate: DOCUMENT_NAME,
        description: '文件名，含扩展名 · File name with its ending.',
      }),
      folder: t.arg.string({
        required: true,
        validate: FOLDER_TEXT,
        description: '文件夹，空为最上层；不存在则新建 · Folder, empty is the top; made when it is new.',
      }),
    },
    resolve: (_root, args, context) => importDocument(context.services, person(context), args),
  }),
);

builder.mutationField('setImportsPaused', (t) =>
  t.field({
    type: KnowledgeStateRef,
    authScopes: { admin: true },
    description:
      '暂停全部导入或继续：排队的留在原处，正在读的读完 · Pauses all imports or lets them go on: what waits keeps its place, what is being read is read to its end.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      paused: t.arg.boolean({ required: true, description: '是否暂停 · Whether they wait.' }),
    },
    resolve: async (_root, given, context) => {
      await setImportsPaused(context.services, person(context), given);
      return knowledgeState(context.services, person(context).tenantId);
    },
  }),
);

builder.mutationFields((t) => {
  const args = { requestId: t.arg.id(requestIdOptions), versionId: t.arg.id(versionIdOptions) };
  const versionField = (description: string, change: typeof cancelImport) =>
    t.field({
      type: VersionRef,
      authScopes: { admin: true },
      description,
      args,
      resolve: async (_root, given, context) => (await change(context.services, person(context), given)).versionId,
    });
  return {
    cancelImport: versionField('取消导入 · Cancels an import that waits or runs.', cancelImport),
    retryImport: versionField(
      '重试失败、被拒或已取消的导入 · Tries an import again that failed, was refused or cancelled.',
      retryImport,
    ),
    publishVersion: versionField(
      '发布因个人信息而待确认的版本 · Publishes a version that was held for its personal data.',
      publishVersion,
    ),
    discardVersion: versionField('放弃待确认的版本 · Discards a version that was held.', discardVersion),
    rollbackToVersion: versionField('改回用以前的版本回答 · Answers from an earlier version again.', rollbackToVersion),
  };
});

builder.mutationFields((t) => {
  const args = { requestId: t.arg.id(requestIdOptions), documentId: t.arg.id(documentIdOptions) };
  return {
    moveDocument: t.field({
      type: DocumentRef,
      authScopes: { admin: true },
      description: '移动或改名；目标已有文档时为 CONFLICT · Moves or renames; CONFLICT when another document is there.',
      args: {
        ...args,
        folder: t.arg.string({
          validate: FOLDER_TEXT,
          description: '新文件夹，省略则不变 · New folder; left out: the same.',
        }),
        newName: t.arg.string({
          validate: DOCUMENT_NAME,
          description: '新名称，省略则不变 · New name; left out: the same.',
        }),
      },
      resolve: async (_root, given, context) =>
        (await moveDocument(context.services, person(context), given)).documentId,
    }),
    removeDocument: t.field({
      type: DocumentRef,
      authScopes: { admin: true },
      description: '移除，7 天内可恢复 · Takes a document out; it can be restored for 7 days.',
      args,
      resolve: async (_root, given, context) =>
        (await removeDocument(context.services, person(context), given)).documentId,
    }),
    restoreDocument: t.field({
      type: DocumentRef,
      authScopes: { admin: true },
      description: '恢复已移除的文档 · Puts a removed document back.',
      args,
      resolve: async (_root, given, context) =>
        (await restoreDocument(context.services, person(context), given)).documentId,
    }),
    setExpiry: t.field({
      type: DocumentRef,
      authScopes: { admin: true },
      description:
        '设定有效期，自到期时刻起不再用于回答 · Says until when a document is answered from; nothing is from that moment on.',
      args: {
        ...args,
        expiresAt: t.arg({ type: 'DateTime', description: '到期时刻；空为不过期 · When it expires; null: never.' }),
      },
      resolve: async (_root, { expiresAt, ...given }, context) =>
        (await setExpiry(context.services, person(context), { ...given, expiresAt: expiresAt ?? null })).documentId,
    }),
  };
});
