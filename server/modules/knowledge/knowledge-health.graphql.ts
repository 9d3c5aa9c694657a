import { z } from 'zod';
import { idOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { anyone } from '../../graphql/context.ts';
import { batched } from '../page/batched.ts';
import { connectionOf } from '../page/connection.ts';
import { ChunkRef } from './chunk.graphql.ts';
import { citationsOfChunks, citationsOfDocuments, lateCitationsOf, listUnused } from './citation.service.ts';
import { type ChangedChunk, type ComparedChunk, compareVersions, type VersionComparison } from './compare-versions.ts';
import type { Contradiction, Contradictions } from './contradictions.ts';
import { DocumentConnection, DocumentRef } from './document.graphql.ts';
import { VersionRef } from './document-version.graphql.ts';

declare module '../../graphql/context.ts' {
  interface Services {
    readonly contradictions: Contradictions;
  }
}

const ofChunk = batched(citationsOfChunks);
const ofDocument = batched(citationsOfDocuments);
const lately = batched(lateCitationsOf);

const CITED = '被回答引用的次数，约半分钟内计入 · How often answers cited it; counted within half a minute.';
const LAST_CITED = '最近被引用 · Last cited.';

builder.objectFields(ChunkRef, (t) => ({
  version: t.field({ type: VersionRef, description: '所属版本 · Its version.', resolve: ({ versionId }) => versionId }),
  citationCount: t.int({
    description: CITED,
    resolve: async ({ id }, _args, { reads }) => (await ofChunk(reads, id))?.count ?? 0,
  }),
  lastCitedAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: LAST_CITED,
    resolve: async ({ id }, _args, { reads }) => (await ofChunk(reads, id))?.lastAt ?? null,
  }),
}));

builder.objectFields(DocumentRef, (t) => ({
  citationCount: t.int({
    description: CITED,
    resolve: async ({ id }, _args, { reads }) => (await ofDocument(reads, id))?.count ?? 0,
  }),
  recentCitationCount: t.int({
    description:
      '最近 7 天（按 UTC，含今天）引用它的回答数，约半分钟内计入 · Answers that cited it in the last seven days (UTC, today among them); counted within half a minute.',
    resolve: async ({ id }, _args, { reads }) => (await lately(reads, id)) ?? 0,
  }),
  lastCitedAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: LAST_CITED,
    resolve: async ({ id }, _args, { reads }) => (await ofDocument(reads, id))?.lastAt ?? null,
  }),
}));

const ComparedRef = builder.objectRef<ComparedChunk>('ComparedChunk').implement({
  description: '比较中的一段 · A passage of a comparison.',
  authScopes: { reader: true },
  fields: (t) => ({
    position: t.exposeInt('position', { description: '位置 · Position.' }),
    heading: t.exposeString('heading', { nullable: true, description: '标题 · Heading.' }),
    question: t.exposeString('question', { description: '问题 · Question.' }),
    answer: t.exposeString('answer', { description: '答案 · Answer.' }),
  }),
});

const ChangedRef = builder.objectRef<ChangedChunk>('ChangedChunk').implement({
  description: '改动的一段 · A passage that says something else now.',
  authScopes: { reader: true },
  fields: (t) => ({
    before: t.field({ type: ComparedRef, description: '改前 · Before.', resolve: ({ before }) => before }),
    after: t.field({ type: ComparedRef, description: '改后 · After.', resolve: ({ after }) => after }),
  }),
});

const ComparisonRef = builder.objectRef<VersionComparison>('VersionComparison').implement({
  description: '两个版本的差别；每类至多列 200 段 · How two versions differ; at most 200 passages of each kind.',
  authScopes: { reader: true },
  fields: (t) => ({
    added: t.field({ type: [ComparedRef], description: '新增 · Added.', resolve: ({ added }) => added }),
    addedCount: t.exposeInt('addedCount', { description: '新增数 · How many were added.' }),
    removed: t.field({ type: [ComparedRef], description: '删除 · Removed.', resolve: ({ removed }) => removed }),
    removedCount: t.exposeInt('removedCount', { description: '删除数 · How many were removed.' }),
    changed: t.field({ type: [ChangedRef], description: '改动 · Changed.', resolve: ({ changed }) => changed }),
    changedCount: t.exposeInt('changedCount', { description: '改动数 · How many changed.' }),
    sameCount: t.exposeInt('sameCount', { description: '不变数 · How many are the same.' }),
  }),
});

const DifferenceEnum = builder.enumType('AnswerDifference', {
  description: '两个答案差在哪里 · What two answers differ in.',
  values: {
    NUMBERS: { value: 'numbers', description: '数字、日期或型号 · Amounts, dates or codes.' },
    NEGATION: { value: 'negation', description: '肯定与否定 · One says no.' },
    WORDING: { value: 'wording', description: '只是措辞 · Only the words.' },
  },
});

const ContradictionRef = builder.objectRef<Contradiction>('Contradiction').implement({
  description: '问法几乎相同、答案不同的两条知识 · Two entries that ask the same and answer differently.',
  authScopes: { reader: true },
  fields: (t) => ({
    a: t.field({ type: ChunkRef, description: '一条 · One.', resolve: ({ a }) => a.chunkId }),
    b: t.field({ type: ChunkRef, description: '另一条 · The other.', resolve: ({ b }) => b.chunkId }),
    difference: t.field({
      type: DifferenceEnum,
      description: '差别 · Difference.',
      resolve: ({ difference }) => difference,
    }),
    likeness: t.exposeFloat('likeness', { description: '问题的相似度 0–1 · How alike the questions are, 0–1.' }),
  }),
});

builder.queryFields((t) => ({
  compareVersions: t.field({
    type: ComparisonRef,
    authScopes: { reader: true },
    description: '比较两个版本 · Compares two versions.',
    args: {
      a: t.arg.id(idOptions('原版本 · The version before.')),
      b: t.arg.id(idOptions('新版本 · The version after.')),
    },
    resolve: (_root, { a, b }, { reads }) => reads.read((em) => compareVersions(em, a, b)),
  }),
  unusedDocuments: t.connection(
    {
      type: DocumentRef,
      authScopes: { reader: true },
      description: '多日未被引用的文档，最旧在前 · Documents that were not cited for some days, the oldest first.',
      args: {
        days: t.arg.int({ defaultValue: 30, validate: z.number().int().min(1).max(3650), description: '天数 · Days.' }),
      },
      resolve: (_root, { days, ...args }, { reads }) =>
        connectionOf(args, (page) => reads.read((em) => listUnused(em, days ?? 30, page))),
    },
    DocumentConnection,
  ),
  contradictions: t.field({
    type: [ContradictionRef],
    authScopes: { reader: true },
    description:
      '相互矛盾的知识，数字与日期不同的在前，至多 100 对；比较最新的 100000 条问答 · Entries that contradict each other, numbers and dates first, at most 100 pairs of the newest 100,000 entries.',
    resolve: (_root, _args, context) => context.services.contradictions.of(anyone(context).tenantId),
  }),
}));
