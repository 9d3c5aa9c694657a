import { builder } from '../../graphql/builder.ts';
import type { LeftOut } from '../../ports/document-reader.ts';
import { ERROR_MEANINGS, isErrorCode } from '../../ports/errors.ts';
import { batched } from '../page/batched.ts';
import { findByIds } from '../page/by-id.ts';
import { connectionOf } from '../page/connection.ts';
import { nestedList } from '../page/nested.ts';
import { ChunkConnection, ChunkRef } from './chunk.graphql.ts';
import { placesInQueue } from './import-queue.ts';
import { DocumentVersion } from './knowledge.entity.ts';
import {
  ImportStageEnum,
  LeftOutReasonEnum,
  PersonalDataKindEnum,
  VersionStateEnum,
} from './knowledge.enums.graphql.ts';
import type { PersonalDatum } from './version-report.ts';

export const VersionRef = builder.loadableObjectRef('DocumentVersion', {
  load: (ids: string[], context) => context.reads.read((em) => findByIds(em, DocumentVersion, ids)),
  sort: (version) => version.id,
});

const LeftOutRef = builder.objectRef<LeftOut>('LeftOut').implement({
  description: '文件中没有收录的部分 · A part of a file that was not taken.',
  authScopes: { reader: true },
  fields: (t) => ({
    where: t.exposeString('where', { description: '页、表、行或条目 · Page, sheet, row or entry.' }),
    reason: t.field({ type: LeftOutReasonEnum, description: '原因 · Why.', resolve: ({ reason }) => reason }),
  }),
});

const FindingRef = builder.objectRef<PersonalDatum>('PersonalDatum').implement({
  description: '文件中发现的个人信息，已遮盖 · Personal data found in a file, masked.',
  authScopes: { reader: true },
  fields: (t) => ({
    kind: t.field({ type: PersonalDataKindEnum, description: '种类 · Kind.', resolve: ({ kind }) => kind }),
    masked: t.exposeString('masked', { description: '遮盖后的内容 · What stands there, the middle hidden.' }),
    page: t.exposeInt('page', { nullable: true, description: '页码 · Page.' }),
    heading: t.exposeString('heading', { nullable: true, description: '所在标题 · Heading it stands under.' }),
    position: t.exposeInt('position', { description: '所在段落的位置 · Position of the passage it stands in.' }),
  }),
});

const ErrorRef = builder.objectRef<Pick<DocumentVersion, 'error' | 'errorDetail'>>('ImportError').implement({
  description: '未能导入的原因 · Why a file could not be imported.',
  authScopes: { reader: true },
  fields: (t) => ({
    code: t.string({ description: '错误码 · Error code.', resolve: ({ error }) => error ?? 'INTERNAL' }),
    message: t.string({ description: '中文说明 · In Chinese.', resolve: ({ error }) => meaning(error).zh }),
    messageEn: t.string({ description: '英文说明 · In English.', resolve: ({ error }) => meaning(error).en }),
    detail: t.expose('errorDetail', { type: 'JSON', description: '细节：行号、上限等 · Details: a line, a limit.' }),
  }),
});

function meaning(code: string | null | undefined): { zh: string; en: string } {
  return ERROR_MEANINGS[code && isErrorCode(code) ? code : 'INTERNAL'];
}

const placeInQueue = batched(placesInQueue);

const ProgressRef = builder.objectRef<DocumentVersion>('ImportProgress').implement({
  description: '导入进度 · How far an import has come.',
  authScopes: { reader: true },
  fields: (t) => ({
    stage: t.field({ type: ImportStageEnum, description: '步骤 · Stage.', resolve: ({ stage }) => stage ?? 'queued' }),
    done: t.exposeInt('done', { description: '本步已完成数 · Done in this stage.' }),
    total: t.exposeInt('total', {
      nullable: true,
      description: '本步总数，未知为空 · Of how many; null while unknown.',
    }),
    chunkCount: t.exposeInt('chunkCount', { description: '已保存段落数 · Passages stored.' }),
    placeInQueue: t.int({
      nullable: true,
      description: '在队列中的位置，从 1 起 · Place in the queue from 1; null when it is being worked on.',
      resolve: async ({ id }, _args, { reads }) => (await placeInQueue(reads, id)) ?? null,
    }),
    etaSeconds: t.int({
      nullable: true,
      description: '预计还需秒数，未知为空 · Seconds it may still take; null while unknown.',
      resolve: ({ done, total, startedAt }) => remainingSeconds(done, total ?? null, startedAt ?? null),
    }),
  }),
});

function remainingSeconds(done: number, total: number | null, startedAt: Date | null): number | null {
  if (total === null || startedAt === null || done <= 0) return null;
  const spent = (Date.now() - startedAt.getTime()) / 1000;
  return Math.max(0, Math.round((spent / done) * (total - done)));
}

VersionRef.implement({
  description: '文档的一个版本 · One version of a document.',
  authScopes: { reader: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: '编号 · Id.' }),
    number: t.exposeInt('number', { description: '版本号，从 1 起 · Number from 1.' }),
    fileName: t.exposeString('fileName', { description: '文件名 · File name.' }),
    fileHash: t.exposeString('fileHash', {
      nullable: true,
      description:
        '原文件的 SHA-256；可从 /knowledge/files/<hash> 下载，未保存时为空 · SHA-256 of the file, which can be downloaded from /knowledge/files/<hash>; null when it is not kept.',
    }),
    size: t.exposeInt('size', { description: '字节数 · Bytes.' }),
    format: t.exposeString('format', { nullable: true, description: '格式 · Format.' }),
    state: t.field({ type: VersionStateEnum, description: '状态 · State.', resolve: ({ state }) => state }),
    progress: t.field({
      type: ProgressRef,
      nullable: true,
      description: '导入进度，导入结束后为空 · Progress while it is being imported, else null.',
      resolve: (version) => (version.state === 'importing' ? version : null),
    }),
    chunkCount: t.exposeInt('chunkCount', { description: '段落数 · Passages.' }),
    pages: t.int({
      nullable: true,
      description: '页数、幻灯片数或表数 · Pages, slides or sheets.',
      resolve: ({ report }) => report.pages ?? null,
    }),
    recognised: t.int({
      description: '识别出文字的扫描页与图片数 · Scanned pages and pictures whose text was recognised.',
      resolve: ({ report }) => report.recognised ?? 0,
    }),
    leftOutCount: t.int({
      description: '没有收录的部分数 · Parts left out.',
      resolve: ({ report }) => report.leftOutCount ?? 0,
    }),
    leftOut: t.field({
      type: [LeftOutRef],
      description: '没有收录的部分及原因，至多 1000 · Parts left out and why, at most 1000.',
      resolve: ({ report }) => report.leftOut ?? [],
    }),
    findings: t.field({
      type: [FindingRef],
      description: '发现的个人信息，至多 500 · Personal data found, at most 500.',
      resolve: ({ findings }) => findings,
    }),
    error: t.field({
      type: ErrorRef,
      nullable: true,
      description: '未能导入的原因 · Why it could not be imported.',
      resolve: (version) => (version.error ? version : null),
    }),
    createdBy: t.exposeString('createdBy', {
      description: '由谁创建：user:编号 或 hub · Made by: user:id or hub.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: '创建时间 · Made.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: '导入结束 · Import ended.' }),
    publishedAt: t.expose('publishedAt', { type: 'DateTime', nullable: true, description: '发布时间 · Published.' }),
  }),
});

const chunksBelow = nestedList({
  table: 'chunk',
  parent: 'version_id',
  order: { columns: [{ sql: 'position', type: 'number' }], direction: 'asc' },
});

builder.objectField(VersionRef, 'chunks', (t) =>
  t.connection(
    {
      type: ChunkRef,
      description: '段落，按原文顺序 · Its passages, in reading order.',
      resolve: (version, args, { reads }) => connectionOf(args, (page) => chunksBelow(reads, version.id, page)),
    },
    ChunkConnection,
  ),
);
