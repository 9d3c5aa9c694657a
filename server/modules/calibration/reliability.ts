/** A measured confidence and what became of it. */
export interface LabelledConfidence {
  readonly confidence: number;
  readonly right: boolean;
}

/** One bar of a reliability diagram: in a calibrated map the two shares are alike. */
export interface ReliabilityBin {
  /** Confidences from here, 0–1, to below `to`. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean confidence; null when the bin is empty. */
  readonly confidence: number | null;
  /** Share that was right; null when the bin is empty. */
  readonly right: number | null;
}

const BINS = 10;

/** Ten bins of equal width. */
export function reliabilityBins(labelled: readonly LabelledConfidence[]): ReliabilityBin[] {
  return Array.from({ length: BINS }, (_, bin) => {
    const inBin = labelled.filter(({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)) === bin);
    return {
      from: bin / BINS,
      to: (bin + 1) / BINS,
      count: inBin.length,
      confidence: mean(inBin, ({ confidence }) => confidence),
      right: mean(inBin, ({ right }) => Number(right)),
    };
  });
}

/** Mean distance of confidence and truth over the bins, weighted by their counts, 0–1; null without labels. */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number | null {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  return bins.reduce((sum, bin) => sum + bin.count * Math.abs((bin.confidence ?? 0) - (bin.right ?? 0)), 0) / total;
}

function mean<Item>(items: readonly Item[], value: (item: Item) => number): number | null {
  return items.length === 0 ? null : items.reduce((sum, item) => sum + value(item), 0) / items.length;
}
