/** What was right and what was said, line by line. */
export interface Judged {
  readonly gold: string;
  readonly said: string;
}

/** Precision, recall and F1 of one label, 0–1; F1 is 0 when the label was neither met nor said. */
export function labelScores(
  lines: readonly Judged[],
  label: string,
): { precision: number; recall: number; f1: number } {
  const hits = lines.filter(({ gold, said }) => gold === label && said === label).length;
  const said = lines.filter((line) => line.said === label).length;
  const gold = lines.filter((line) => line.gold === label).length;
  return {
    precision: said === 0 ? 0 : hits / said,
    recall: gold === 0 ? 0 : hits / gold,
    f1: said + gold === 0 ? 0 : (2 * hits) / (said + gold),
  };
}

/** Mean F1 of the labels, each weighing the same. */
export function macroF1(lines: readonly Judged[], labels: readonly string[]): number {
  return labels.reduce((sum, label) => sum + labelScores(lines, label).f1, 0) / labels.length;
}

/** Share of lines that were judged right, 0–1. */
export function accuracy(lines: readonly Judged[]): number {
  return lines.filter(({ gold, said }) => gold === said).length / Math.max(1, lines.length);
}
