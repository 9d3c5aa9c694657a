import { describe, expect, it } from 'vitest';
import {
  dayField,
  endOfDay,
  expiresIn,
  findingCounts,
  folderTree,
  importShare,
  placeWords,
  sizeWords,
  tidyFolder,
  versionActions,
  versionWords,
  type DocumentFacts,
  type VersionFacts,
} from '../../console/composables/knowledge/document-rules.ts';
import { gapDraft } from '../../console/composables/knowledge/gap-draft.ts';
import { searchModeOf } from '../../console/composables/knowledge/search-mode.ts';
import { markTerms, missingWords, tellingTerms } from '../../console/composables/knowledge/trial-rules.ts';
import { UploadRefused } from '../../console/composables/knowledge/upload-file.ts';
import { type SendFile, type Upload, UploadQueue } from '../../console/composables/knowledge/upload-queue.ts';
import { phrasingLines } from '../../console/composables/knowledge/use-entry-form.ts';
import { type ImportedVersion, useSeenImports } from '../../console/composables/knowledge/use-seen-imports.ts';
import { numberCitations } from '../../console/composables/thread/number-citations.ts';
import { waitUntil } from '../support/wait-until.ts';

const version = (number: number, state: VersionFacts['state'], more: Partial<VersionFacts> = {}): VersionFacts =>
  ({ id: String(number), number, state, progress: null, ...more }) as VersionFacts;
const document = (more: Partial<DocumentFacts>): DocumentFacts =>
  ({ state: 'PUBLISHED', expiresAt: null, currentVersion: null, latestVersion: null, ...more }) as DocumentFacts;

describe('documents', () => {
  it('make a tree of folders, with those that only hold folders', () => {
    const folders = [
      { path: '手册/交流', documentCount: 2 },
      { path: '', documentCount: 5 },
      { path: '手册/直流', documentCount: 3 },
    ];
    expect(folderTree(folders).map(({ path, depth, count }) => [path, depth, count])).toEqual([
      ['手册', 0, 5],
      ['手册/交流', 1, 2],
      ['手册/直流', 1, 3],
    ]);
  });

  it('say which version is used and which one is about to follow', () => {
    const [old, held] = [version(12, 'PUBLISHED'), version(13, 'HELD')];
    expect(versionWords(document({ currentVersion: old, latestVersion: held }))).toBe('v12 → v13');
    expect(versionWords(document({ currentVersion: old, latestVersion: version(13, 'REFUSED') }))).toBe('v12');
    expect(versionWords(document({ latestVersion: version(1, 'IMPORTING') }))).toBe('v1');
    expect(versionWords(document({ latestVersion: version(1, 'REFUSED') }))).toBe('—');
  });

  it('offer for a version what the hub would do', () => {
    const at = (state: VersionFacts['state'], of = document({})) => versionActions(version(1, state), of);
    expect(at('HELD')).toEqual(['publish', 'discard']);
    expect([at('IMPORTING'), at('REPLACED'), at('FAILED'), at('PUBLISHED')]).toEqual([
      ['cancel'],
      ['rollback'],
      ['retry'],
      [],
    ]);
    expect(at('HELD', document({ state: 'REMOVED' }))).toEqual([]);
  });

  it('expire at the end of a day, and say so a fortnight ahead', () => {
    const end = endOfDay('2031-05-06');
    expect([dayField(end), dayField(null), endOfDay('')]).toEqual(['2031-05-06', '', null]);
    const now = Date.parse('2031-05-01T12:00:00');
    expect(expiresIn(document({ expiresAt: end }), now)).toBe(5);
    expect(expiresIn(document({ expiresAt: end }), Date.parse('2031-05-06T09:00:00'))).toBe(0);
    expect(expiresIn(document({ expiresAt: end }), now - 30 * 86_400_000)).toBeUndefined();
    expect(expiresIn(document({ expiresAt: end, state: 'REMOVED' }), now)).toBeUndefined();
  });

  it('are described in the words of people', () => {
    expect([sizeWords(900), sizeWords(120_000), sizeWords(2_200_000)]).toEqual(['900 B', '117 KB', '2.1 MB']);
    expect(placeWords({ heading: '2 接地', page: 8 }, (n) => `第 ${n} 页`)).toBe('2 接地 › 第 8 页');
    expect(placeWords({ heading: null, page: null }, String)).toBe('');
    expect(['/手册/ 交流 /', '手册\\交流', '／手册／', ' '].map(tidyFolder)).toEqual([
      '手册/交流',
      '手册/交流',
      '手册',
      '',
    ]);
    const kinds = [{ kind: 'EMAIL' }, { kind: 'PHONE' }, { kind: 'PHONE' }] as const;
    expect(findingCounts(kinds)).toEqual([
      { kind: 'PHONE', n: 2 },
      { kind: 'EMAIL', n: 1 },
    ]);
  });

  it('know no share of an import whose end is not known', () => {
    const progress = {
      stage: 'READING',
      done: 3,
      total: 4,
      chunkCount: 0,
      etaSeconds: null,
      placeInQueue: null,
    } as const;
    expect(importShare(version(1, 'IMPORTING', { progress }))).toBe(0.75);
    expect(importShare(version(1, 'IMPORTING', { progress: { ...progress, total: null } }))).toBeUndefined();
    expect(importShare(version(1, 'PUBLISHED'))).toBeUndefined();
  });
});

describe('searching', () => {
  const embedder = { state: 'READY', name: 'e5', done: 5, total: 5, reason: null } as const;

  it('names its mode by what is to be done about it', () => {
    const mode = (more: object, searchMode = 'KEYWORD' as 'KEYWORD' | 'KEYWORD_AND_MEANING') =>
      searchModeOf({ searchMode, embedder: { ...embedder, ...more } });
    expect(mode({}, 'KEYWORD_AND_MEANING')).toBe('meaning');
    expect([mode({ done: 2 }), mode({ done: 2 }, 'KEYWORD_AND_MEANING'), mode({})]).toEqual(Array(3).fill('embedding'));
    expect([mode({ state: 'OFF' }), mode({ state: 'STARTING' }), mode({ state: 'FAILING' })]).toEqual([
      'off',
      'starting',
      'failing',
    ]);
  });

  it('marks terms where they stand, whatever their case, and joins what overlaps', () => {
    expect(markTerms('E03 接地电阻', ['e03', '接地', '地电', '电', '没有'])).toEqual([
      { text: 'E03', hit: true },
      { text: ' ', hit: false },
      { text: '接地电', hit: true },
      { text: '阻', hit: false },
    ]);
    expect(markTerms('İ E03', ['e03'])).toEqual([{ text: 'İ E03', hit: false }]);
    expect(markTerms('', ['e03'])).toEqual([]);
  });

  it('shows only terms that tell something', () => {
    expect(tellingTerms(['接地电阻', '接地', '阻', '~上门', 'e03', 'e03'])).toEqual(['接地电阻', '上门', 'e03']);
    const missing = ['雨天', '天才', '了保', 'e03', '收钱', '要收', '~什么', '门要'];
    expect(missingWords({ matched: ['~保修', '上门'], missing }, '雨天才跳E03，过了保修上门要收钱吗')).toEqual([
      '雨天',
      'e03',
      '收钱',
    ]);
  });
});

describe('imports that were seen', () => {
  const imported = (id: number, state: VersionFacts['state']): ImportedVersion => ({
    ...version(id, state),
    document: { id: '1', folder: '' },
  });

  it('are those that ran while somebody looked, not an earlier version that is put in force', () => {
    const seen = useSeenImports();
    const shown = (): string[] => seen.imports.value.map(({ id, state }) => `${id} ${state}`);
    expect(seen.hear(imported(1, 'PUBLISHED'))).toBe(true);
    expect(shown()).toEqual([]);
    expect([seen.hear(imported(2, 'IMPORTING')), seen.hear(imported(2, 'IMPORTING'))]).toEqual([true, false]);
    expect(seen.hear(imported(2, 'HELD'))).toBe(true);
    seen.add(imported(3, 'IMPORTING'));
    seen.reset([imported(4, 'IMPORTING')]);
    expect(shown()).toEqual(['2 HELD', '4 IMPORTING']);
    seen.forget('2');
    expect(shown()).toEqual(['4 IMPORTING']);
  });

  it('are not lost when their end is told before the upload is answered, or after the queue has lost them', () => {
    const seen = useSeenImports();
    const shown = (): string[] => seen.imports.value.map(({ id, state }) => `${id} ${state}`);
    seen.hear(imported(1, 'PUBLISHED'));
    seen.add(imported(1, 'IMPORTING'));
    seen.add(imported(1, 'IMPORTING'));
    expect(shown()).toEqual(['1 PUBLISHED']);
    seen.add(imported(2, 'IMPORTING'));
    seen.reset([]);
    seen.hear(imported(2, 'HELD'));
    expect(shown()).toEqual(['1 PUBLISHED', '2 HELD']);
  });
});

describe('entries', () => {
  it('take other phrasings one a line', () => {
    expect(phrasingLines(' 怎么充 \n\n怎么充\n能充吗\n', '能充吗')).toEqual(['怎么充']);
  });

  it('begin with the question of their gap and what else was asked', () => {
    const samples = ['收费吗', '要钱吗', '要钱吗'].map((question) => ({ question, at: '' }));
    expect(gapDraft({ id: '7', question: '收费吗', samples })).toEqual({
      gapId: '7',
      question: '收费吗',
      phrasings: ['要钱吗'],
    });
  });
});

describe('citations', () => {
  it('number each sentence by the place of its passage', () => {
    const evidence = [{ id: '5' }, { id: '9' }];
    const citations = ['9', null, '77'].map((evidenceId, at) => ({ sentence: `${at}`, evidenceId }));
    expect(numberCitations({ citations, evidence }).map(({ number }) => number)).toEqual([2, undefined, undefined]);
  });
});

describe('the queue of uploads', () => {
  const file = (name: string): File => new File(['x'], name);

  function queue(send: SendFile): { queue: UploadQueue; shown: () => [string, Upload['state']][] } {
    let now: readonly Upload[] = [];
    return {
      queue: new UploadQueue(send, (uploads) => (now = uploads)),
      shown: () => now.map((upload) => [upload.file.name, upload.state]),
    };
  }

  it('sends one after the other, keeps what was refused, and tries it again', async () => {
    let refuse = true;
    const began: string[] = [];
    const desk = queue(async (upload) => {
      began.push(upload.file.name);
      if (upload.file.name === 'b' && refuse) throw new UploadRefused('LIMIT_FILE');
      return upload.file.name === 'c' ? 'known' : 'imported';
    });
    desk.queue.add([file('a'), file('b'), file('c')], '');
    await waitUntil(() => desk.shown().every(([, state]) => state === 'refused' || state === 'known'), { for: 'ends' });
    expect(desk.shown()).toEqual([
      ['b', 'refused'],
      ['c', 'known'],
    ]);
    refuse = false;
    desk.queue.retry(2);
    desk.queue.cancel(3);
    await waitUntil(() => desk.shown().length === 0, { for: 'an empty queue' });
    expect(began).toEqual(['a', 'b', 'c', 'b']);
  });

  it('ends what is on its way and goes on with the next', async () => {
    const desk = queue((upload, { signal, change }) => {
      change({ state: 'sending', share: 0.5 });
      if (upload.file.name === 'b') return Promise.resolve('known');
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    });
    desk.queue.add([file('a'), file('b')], '');
    await waitUntil(() => desk.shown()[0]?.[1] === 'sending', { for: 'the first' });
    desk.queue.cancel(1);
    await waitUntil(() => desk.shown()[0]?.[1] === 'known', { for: 'the second' });
    expect(desk.shown()).toEqual([['b', 'known']]);
  });
});
