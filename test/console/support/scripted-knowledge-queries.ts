import type { ScriptedHub } from './scripted-hub.ts';
import { currentOf, type DocumentRecord, type ScriptedKnowledge, type VersionRecord } from './scripted-knowledge.ts';
import { page } from './scripted-pages.ts';

interface DocumentArguments {
  readonly folder?: string;
  readonly state?: string;
  readonly search?: string;
  readonly expiresBefore?: string;
  readonly first?: number;
  readonly after?: string;
}

function sampleChunks(versionId: string, count: number): { id: string }[] {
  return Array.from({ length: count }, (_, position) => ({
    id: `${versionId}${position}`,
    position,
    heading: `2 接地 › 2.${position + 1}`,
    page: position + 1,
    question: '',
    answer: `第 ${position + 1} 段：先断开上级空开，等待 30 秒后合闸。`,
    phrasings: [],
  }));
}

const nothingFound = (): object => ({
  route: 'HANDED_OFF',
  reason: 'NOTHING_FOUND',
  confidence: 0,
  clarifyThreshold: 0.55,
  replyThreshold: 0.75,
  hits: [],
});

const sampleComparison = {
  added: [{ position: 3, heading: null, question: '夜间能充吗', answer: '能，谷时更便宜。' }],
  addedCount: 1,
  removed: [],
  removedCount: 0,
  changed: [
    {
      before: { position: 1, heading: '2 接地', question: '', answer: '等待 10 秒后合闸。' },
      after: { position: 1, heading: '2 接地', question: '', answer: '等待 30 秒后合闸。' },
    },
  ],
  changedCount: 1,
  sameCount: 316,
};

/** How the records of a scripted knowledge base become the schema's. */
export const knowledgeResolvers = {
  KnowledgeState: {
    documentCount: (knowledge: ScriptedKnowledge) => knowledge.find(null, null, null).length,
    revision: () => '7',
    documents: (
      knowledge: ScriptedKnowledge,
      { folder, state, search: text, first, after, expiresBefore }: DocumentArguments,
    ) =>
      page(
        knowledge
          .find(folder ?? null, state ?? null, text ?? null)
          .filter(({ expiresAt }) => !expiresBefore || (expiresAt !== null && expiresAt < expiresBefore)),
        first ?? 50,
        after,
      ),
  },
  KnowledgeDocument: {
    currentVersion: currentOf,
    citationCount: () => 0,
    recentCitationCount: ({ versionList }: DocumentRecord) => (versionList.at(-1)?.chunkCount ?? 0) * 4,
    latestVersion: ({ versionList }: DocumentRecord) => versionList.at(-1),
    versions: ({ versionList }: DocumentRecord) => page(versionList.toReversed(), 50, null),
  },
  DocumentVersion: {
    chunks: ({ id, chunkCount, chunkList }: VersionRecord, { first, after }: DocumentArguments) =>
      page(chunkList.length > 0 ? (chunkList as { id: string }[]) : sampleChunks(id, chunkCount), first ?? 50, after),
  },
};

/** Questions about the knowledge base. */
export function scriptedKnowledgeQueries(
  hub: ScriptedHub,
): Record<string, (root: unknown, args: Record<string, string | null>) => unknown> {
  return {
    tryQuestion: (_root, { question }) => hub.knowledge.tried?.(question ?? '') ?? nothingFound(),
    knowledgeGaps: (_root, { state, first, after }) =>
      page(
        hub.knowledge.gaps.filter((one) => one.state === state),
        Number(first ?? 30),
        after,
      ),
    ownWords: () => hub.knowledge.ownWords,
    contradictions: () => hub.knowledge.contradictions,
    unusedDocuments: () => page(hub.knowledge.find(null, 'PUBLISHED', null).slice(0, 2), 50, null),
    compareVersions: () => sampleComparison,
    document: (_root, { id }) => hub.knowledge.documents.find((one) => one.id === id) ?? null,
  };
}
