import type { LexiconSettings } from '../../../server/modules/knowledge/lexicon.ts';
import { checkedWords } from '../../../server/modules/knowledge/own-words.rules.ts';
import { AppError } from '../../../server/ports/errors.ts';
import type { ScriptedHub } from './scripted-hub.ts';
import { refusal } from './scripted-hub.ts';
import { moment } from './record-defaults.ts';
import { currentOf, type DocumentRecord, type GapRecord, type VersionRecord } from './scripted-knowledge.ts';
import type { Person } from './scripted-records.ts';

interface Arguments {
  readonly hash: string;
  readonly fileName: string;
  readonly folder: string | null;
  readonly newName: string | null;
  readonly versionId: string;
  readonly documentId: string;
  readonly expiresAt: string | null;
  readonly question: string;
  readonly answer: string;
  readonly phrasings: readonly string[];
  readonly gapId: string | null;
  readonly dismissed: boolean;
  readonly paused: boolean;
  readonly input: LexiconSettings;
}
type Command = (root: unknown, args: Arguments, context: { person?: Person }) => unknown;

const DAY_MS = 86_400_000;

/** Mutations of the knowledge base, with the hub's states; only an administrator may. */
export function scriptedKnowledgeCommands(hub: ScriptedHub): Record<string, Command> {
  const { knowledge } = hub;
  const told = <Record extends DocumentRecord | VersionRecord>(record: Record): Record => {
    hub.feed.publish({ knowledge: { __typename: 'KnowledgeChanged', knowledge } });
    return record;
  };
  const document = (id: string): DocumentRecord => {
    const found = knowledge.documents.find((one) => one.id === id);
    if (!found) throw refusal('NOT_FOUND');
    return found;
  };
  const version = (id: string, ...states: VersionRecord['state'][]): VersionRecord => {
    const found = knowledge.documents.flatMap(({ versionList }) => versionList).find((one) => one.id === id);
    if (!found) throw refusal('NOT_FOUND');
    if (!states.includes(found.state)) throw refusal('CONFLICT', { state: found.state });
    return found;
  };
  const publish = (to: VersionRecord): VersionRecord => {
    const before = currentOf(to.document);
    if (before) before.state = 'REPLACED';
    Object.assign(to, { state: 'PUBLISHED', publishedAt: moment() });
    Object.assign(to.document, { state: 'PUBLISHED', updatedAt: moment() });
    return told(to);
  };
  const gap = (id: string): GapRecord => {
    const found = knowledge.gaps.find((one) => one.id === id);
    if (!found) throw refusal('NOT_FOUND');
    return found;
  };
  const commands: Record<string, (args: Arguments) => unknown> = {
    importDocument: ({ hash, fileName, folder }) => {
      if (!hub.files.has(hash)) throw refusal('NOT_FOUND');
      const given = { fileHash: hash, state: 'IMPORTING', finishedAt: null, publishedAt: null } as const;
      const progress = { stage: 'READING', done: 1, total: 4, chunkCount: 2, etaSeconds: 9, placeInQueue: null };
      const there = knowledge.documents.find((one) => one.name === fileName && one.folder === (folder ?? ''));
      const into = there ?? knowledge.addEmpty({ name: fileName, folder: folder ?? '', state: 'IMPORTING' });
      const made = knowledge.version(into, { ...given, progress });
      into.versionList.push(made);
      into.state = 'IMPORTING';
      told(into);
      return { duplicate: false, version: made };
    },
    writeEntry: ({ question, answer, phrasings, folder, documentId, gapId }) => {
      const into = documentId
        ? document(documentId)
        : knowledge.addEmpty({ name: question, folder: folder ?? '', source: 'WRITTEN' });
      const id = hub.id();
      const passage = { id, position: 0, heading: null, page: null, question, answer, phrasings };
      const made = knowledge.version(into, { state: 'HELD', chunkCount: 1, chunkList: [passage], size: answer.length });
      into.versionList.push(made);
      if (gapId) gap(gapId).state = 'ANSWERED';
      publish(made);
      return { document: into, version: made, duplicate: false };
    },
    setGapDismissed: ({ gapId, dismissed }) =>
      Object.assign(gap(gapId ?? ''), { state: dismissed ? 'DISMISSED' : 'OPEN' }),
    setImportsPaused: ({ paused }) => {
      knowledge.importsPaused = paused;
      hub.feed.publish({ knowledge: { __typename: 'KnowledgeChanged', knowledge } });
      return knowledge;
    },
    setOwnWords: ({ input }) => {
      try {
        return (knowledge.ownWords = checkedWords(input));
      } catch (error) {
        if (error instanceof AppError) throw refusal(error.code, error.detail);
        throw error;
      }
    },
    cancelImport: ({ versionId }) => {
      const cancelled = version(versionId, 'IMPORTING');
      Object.assign(cancelled, { state: 'CANCELLED', progress: null, finishedAt: moment() });
      cancelled.document.state = currentOf(cancelled.document) ? 'PUBLISHED' : 'REFUSED';
      hub.feed.publish({ knowledge: { __typename: 'ImportChanged', version: cancelled } });
      return cancelled;
    },
    publishVersion: ({ versionId }) => publish(version(versionId, 'HELD')),
    rollbackToVersion: ({ versionId }) => publish(version(versionId, 'REPLACED')),
    discardVersion: ({ versionId }) => {
      const discarded = version(versionId, 'HELD');
      discarded.state = 'CANCELLED';
      discarded.document.state = currentOf(discarded.document) ? 'PUBLISHED' : 'REFUSED';
      return told(discarded);
    },
    removeDocument: ({ documentId }) =>
      told(
        Object.assign(document(documentId), { state: 'REMOVED', removedAt: moment(), purgedAt: moment(7 * DAY_MS) }),
      ),
    restoreDocument: ({ documentId }) =>
      told(Object.assign(document(documentId), { state: 'PUBLISHED', removedAt: null, purgedAt: null })),
    moveDocument: ({ documentId, folder, newName }) => {
      const moved = document(documentId);
      return told(Object.assign(moved, { folder: folder ?? moved.folder, name: newName ?? moved.name }));
    },
    setExpiry: ({ documentId, expiresAt }) => told(Object.assign(document(documentId), { expiresAt })),
  };
  return Object.fromEntries(
    Object.entries(commands).map(([name, run]): [string, Command] => [
      name,
      (_root, args, { person }) => {
        if (person?.role !== 'ADMIN') throw refusal('FORBIDDEN');
        return run(args);
      },
    ]),
  );
}
