import { useTexts } from '../shell/use-texts.ts';
import { isTable, placeWords } from './document-rules.ts';

/** Where a passage stands in its file, as an answer cites it; a table's heading names its sheet already. */
export function usePlaceTexts(): (
  place: { readonly heading: string | null; readonly page: number | null },
  fileName: string,
) => string {
  const { t } = useTexts();
  return ({ heading, page }, fileName) =>
    isTable({ fileName })
      ? placeWords({ heading, page: heading === null ? page : null }, (n) => t('knowledge.sheet', { n }))
      : placeWords({ heading, page }, (n) => t('thread.why.page', { n }));
}
