import { formatSpan } from '../inbox/service-level.ts';
import { useTexts } from '../shell/use-texts.ts';
import type { VersionFacts } from './document-rules.ts';
import { useRefusalTexts } from './use-refusal-texts.ts';

/** How far an import is, or how it ended, in one line. */
export function useImportTexts(): (version: VersionFacts) => string {
  const { t } = useTexts();
  const refusal = useRefusalTexts();

  function queueWords(place: number): string {
    return place > 1 ? t('knowledge.imports.QUEUED', { n: place - 1 }) : t('knowledge.imports.NEXT');
  }

  function progressWords({ progress }: VersionFacts): string {
    if (!progress) return t('knowledge.states.IMPORTING');
    const { stage, done, total, chunkCount, etaSeconds, placeInQueue } = progress;
    const stageWords =
      stage === 'QUEUED'
        ? queueWords(placeInQueue ?? 1)
        : stage === 'READING' && total === null
          ? t('knowledge.imports.BEGINS')
          : t(`knowledge.imports.${stage}`, { done, total: total ?? '—' });
    const parts = [
      stageWords,
      chunkCount > 0 ? t('knowledge.imports.chunks', { n: chunkCount }) : '',
      etaSeconds === null ? '' : t('knowledge.imports.eta', { span: formatSpan(etaSeconds * 1000) }),
    ];
    return parts.filter(Boolean).join(' · ');
  }

  function endWords(version: VersionFacts): string {
    switch (version.state) {
      case 'HELD':
        return t('knowledge.imports.held');
      case 'CANCELLED':
        return t('knowledge.imports.cancelled');
      case 'REFUSED':
      case 'FAILED':
        return refusal(version.error?.code ?? 'INTERNAL');
      default: {
        const { chunkCount, recognised, leftOutCount } = version;
        const parts = [
          t('knowledge.imports.done', { n: chunkCount }),
          recognised > 0 ? t('knowledge.imports.recognised', { n: recognised }) : '',
          leftOutCount > 0 ? t('knowledge.imports.skipped', { n: leftOutCount }) : '',
        ];
        return parts.filter(Boolean).join(' · ');
      }
    }
  }

  return (version) => (version.state === 'IMPORTING' ? progressWords(version) : endWords(version));
}
