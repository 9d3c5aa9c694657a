import { computed, type ComputedRef } from 'vue';
import { useTexts } from '../shell/use-texts.ts';
import { importShare } from './document-rules.ts';
import type { DocumentActions } from './use-document-actions.ts';
import { useImportTexts } from './use-import-texts.ts';
import type { Knowledge } from './use-knowledge.ts';
import type { ImportedVersion } from './use-seen-imports.ts';
import { useRefusalTexts } from './use-refusal-texts.ts';
import type { Upload } from './upload-queue.ts';
import type { Uploads } from './use-uploads.ts';

/** One file on its way into the knowledge base, whether it still goes up or is being read. */
export interface ImportRow {
  readonly key: string;
  readonly name: string;
  /** What happens, or how it ended. */
  readonly text: string;
  /** The same in a word or a percentage. */
  readonly mark: string;
  readonly bad: boolean;
  readonly running: boolean;
  /** 0 to 1; undefined while it cannot be known. */
  readonly share: number | undefined;
  readonly retry: (() => void) | undefined;
  /** The document it became, with whether it waits for somebody. */
  readonly document: { readonly id: string; readonly waits: boolean } | undefined;
  /** Ends one that runs; takes one that ended out of the list. */
  readonly end: () => void;
}

const RETRIABLE = new Set(['REFUSED', 'FAILED', 'CANCELLED']);

/** Everything on its way in: files going up, then their imports, and how they ended. */
export function useImportRows(
  knowledge: Pick<Knowledge, 'imports' | 'forget' | 'summary'>,
  uploads: Uploads,
  actions: Pick<DocumentActions, 'version'>,
): ComputedRef<readonly ImportRow[]> {
  const { t } = useTexts();
  const words = useImportTexts();
  const refusal = useRefusalTexts();

  const marked = (share: number | undefined, waits: boolean): string => {
    if (waits) return t('knowledge.imports.waits');
    return share === undefined ? '' : t('agents.percent', { n: Math.round(share * 100) });
  };

  function uploadRow({ key, file, state, share: sent, code }: Upload): ImportRow {
    const bad = state === 'refused';
    const running = !bad && state !== 'known';
    const share = state === 'sending' ? sent : undefined;
    return {
      key: `upload ${key}`,
      name: file.name,
      text: bad ? refusal(code ?? 'INTERNAL') : t(`knowledge.imports.${state}`),
      mark: bad ? t('knowledge.imports.refused') : marked(share, state === 'waiting'),
      bad,
      running,
      share,
      retry: bad ? () => uploads.retry(key) : undefined,
      document: undefined,
      end: () => uploads.cancel(key),
    };
  }

  function importRow(version: ImportedVersion): ImportRow {
    const { id, state, progress } = version;
    const bad = state === 'REFUSED' || state === 'FAILED';
    const running = state === 'IMPORTING';
    const waits = running && progress?.stage === 'QUEUED';
    const share = running ? importShare(version) : undefined;
    const paused = waits && knowledge.summary.value?.importsPaused === true;
    return {
      key: id,
      name: version.fileName,
      text: paused ? t('knowledge.imports.keepsPlace', { n: progress.placeInQueue ?? 1 }) : words(version),
      mark: bad ? t('knowledge.imports.refused') : marked(share, waits),
      bad,
      running,
      share,
      document: running ? undefined : { id: version.document.id, waits: state === 'HELD' },
      retry: RETRIABLE.has(state) ? () => void actions.version('retry', id) : undefined,
      end: running ? () => void actions.version('cancel', id) : () => knowledge.forget(id),
    };
  }

  return computed(() => [...uploads.uploads.value.map(uploadRow), ...knowledge.imports.value.map(importRow)]);
}
