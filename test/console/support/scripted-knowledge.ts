import type { LexiconSettings } from '../../../server/modules/knowledge/lexicon.ts';
import { moment } from './record-defaults.ts';

/** A version of a document as the schema shows it. */
export interface VersionRecord {
  readonly id: string;
  number: number;
  state: 'IMPORTING' | 'HELD' | 'PUBLISHED' | 'REPLACED' | 'REFUSED' | 'FAILED' | 'CANCELLED';
  fileName: string;
  format: string | null;
  size: number;
  pages: number | null;
  chunkCount: number;
  recognised: number;
  leftOutCount: number;
  createdAt: string;
  createdBy: string;
  finishedAt: string | null;
  publishedAt: string | null;
  fileHash: string | null;
  error: { code: string; message: string; messageEn: string; detail: object } | null;
  progress: object | null;
  findings: object[];
  leftOut: object[];
  document: DocumentRecord;
  chunkList: object[];
}

/** A document as the schema shows it. */
export interface DocumentRecord {
  readonly id: string;
  name: string;
  folder: string;
  source: 'UPLOAD' | 'FOLDER' | 'SAMPLE' | 'WRITTEN';
  state: 'PUBLISHED' | 'HELD' | 'IMPORTING' | 'REFUSED' | 'EXPIRED' | 'REMOVED';
  expiresAt: string | null;
  removedAt: string | null;
  purgedAt: string | null;
  createdAt: string;
  updatedAt: string;
  versionList: VersionRecord[];
}

/** Alike questions that could not be answered. */
export interface GapRecord {
  readonly id: string;
  readonly question: string;
  readonly count: number;
  readonly samples: readonly { readonly question: string; readonly at: string }[];
  readonly lastAt: string;
  state: 'OPEN' | 'ANSWERED' | 'DISMISSED';
}

/** What a test says of a document; the rest has defaults. */
export interface GivenDocument {
  readonly name: string;
  readonly chunkCount?: number;
  readonly document?: Partial<DocumentRecord>;
  readonly version?: Partial<VersionRecord>;
}

/** Personal data as reading a file finds it. */
export const SAMPLE_FINDINGS = [
  { kind: 'PHONE', masked: '138****5678', page: 3, heading: '联系人', position: 4 },
  { kind: 'IDENTITY', masked: '3205**********1234', page: null, heading: null, position: 9 },
] as const;

/** The knowledge base of a scripted hub. */
export class ScriptedKnowledge {
  status = 'READY';
  engine = 'EMBEDDED';
  searchMode = 'KEYWORD';
  importsPaused = false;
  embedder: object = { state: 'OFF', name: null, done: 0, total: 0, reason: null };
  readonly documents: DocumentRecord[] = [];
  readonly gaps: GapRecord[] = [];
  /** Pairs of passages that contradict each other. */
  contradictions: object[] = [];
  ownWords: LexiconSettings = { synonyms: [], fillers: [] };
  /** What trying a question answers. */
  tried: ((question: string) => object) | undefined;
  readonly #id: () => string;

  constructor(id: () => string) {
    this.#id = id;
  }

  add({ name, chunkCount = 0, document = {}, version = {} }: GivenDocument): DocumentRecord {
    const added = this.addEmpty({ name, ...document });
    added.versionList.push(this.version(added, { chunkCount, ...version }));
    return added;
  }

  addEmpty(given: Partial<DocumentRecord> & { name: string }): DocumentRecord {
    const added: DocumentRecord = {
      id: this.#id(),
      folder: '',
      source: 'UPLOAD',
      state: 'PUBLISHED',
      expiresAt: null,
      removedAt: null,
      purgedAt: null,
      createdAt: moment(-90 * 86_400_000),
      updatedAt: moment(-3_600_000),
      versionList: [],
      ...given,
    };
    this.documents.push(added);
    return added;
  }

  version(document: DocumentRecord, given: Partial<VersionRecord> = {}): VersionRecord {
    return {
      id: this.#id(),
      number: document.versionList.length + 1,
      state: 'PUBLISHED',
      fileName: document.name,
      format: document.name.split('.').at(-1) ?? null,
      size: 120_000,
      pages: null,
      chunkCount: 0,
      recognised: 0,
      leftOutCount: 0,
      createdAt: moment(-3_600_000),
      createdBy: 'user:1',
      finishedAt: moment(-3_500_000),
      publishedAt: moment(-3_500_000),
      fileHash: null,
      error: null,
      progress: null,
      findings: [],
      leftOut: [],
      document,
      chunkList: [],
      ...given,
    };
  }

  /** A new version of a document, held for personal data. */
  hold(name: string): VersionRecord {
    const document = this.documents.find((one) => one.name === name);
    if (!document) throw new Error(`no document ${name}`);
    document.state = 'HELD';
    const leftOut = [{ where: '第 3 页', reason: 'PICTURE' }];
    const given = { chunkCount: 12, publishedAt: null, findings: [...SAMPLE_FINDINGS], leftOut, leftOutCount: 1 };
    const version = this.version(document, { state: 'HELD', ...given });
    document.versionList.push(version);
    return version;
  }

  /** Documents that a list shows. */
  find(folder: string | null, state: string | null, search: string | null): DocumentRecord[] {
    return this.documents.filter(
      (document) =>
        (state === null ? document.state !== 'REMOVED' : document.state === state) &&
        (folder === null || document.folder === folder) &&
        (search === null || document.name.includes(search)),
    );
  }

  get imports(): VersionRecord[] {
    return this.documents.flatMap(({ versionList }) => versionList.filter(({ state }) => state === 'IMPORTING'));
  }

  get folders(): { path: string; documentCount: number; chunkCount: number }[] {
    const paths = [...new Set(this.documents.map(({ folder }) => folder))];
    return paths.map((path) => {
      const inside = this.find(path, null, null);
      return { path, documentCount: inside.length, chunkCount: inside.reduce((sum, one) => sum + chunksOf(one), 0) };
    });
  }

  get chunkCount(): number {
    return this.find(null, null, null).reduce((sum, document) => sum + chunksOf(document), 0);
  }
}

/** The version questions are answered from. */
export function currentOf({ versionList }: DocumentRecord): VersionRecord | null {
  return versionList.findLast(({ state }) => state === 'PUBLISHED') ?? null;
}

function chunksOf(document: DocumentRecord): number {
  return currentOf(document)?.chunkCount ?? 0;
}
