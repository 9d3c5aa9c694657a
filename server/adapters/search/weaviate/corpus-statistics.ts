import type { PassageStatistics } from '../scoring/passage-statistics.ts';
import type { TokenisedPassage } from './packed-passage.ts';

/** Statistics of a tenant whose passages are kept outside this process: counted as they are put in and taken out. */
export class CorpusStatistics implements PassageStatistics {
  chunks = 0;
  rows = 0;
  rowTokens = 0;
  answers = 0;
  answerTokens = 0;
  private readonly counts = new Map<number, number>();

  holders(hash: number): number {
    return this.counts.get(hash) ?? 0;
  }

  add(passage: TokenisedPassage): void {
    this.count(passage, 1);
  }

  /** Takes away what was added; the counts must be the same. */
  remove(passage: TokenisedPassage): void {
    this.count(passage, -1);
  }

  private count({ rows, answer }: TokenisedPassage, sign: 1 | -1): void {
    this.chunks += sign;
    for (const { length } of rows) {
      if (length > 0) this.rows += sign;
      this.rowTokens += sign * length;
    }
    if (answer.length > 0) this.answers += sign;
    this.answerTokens += sign * answer.length;
    const distinct = new Set(answer.hashes);
    for (const { hashes } of rows) for (const hash of hashes) distinct.add(hash);
    for (const hash of distinct) {
      const holders = (this.counts.get(hash) ?? 0) + sign;
      if (holders > 0) this.counts.set(hash, holders);
      else this.counts.delete(hash);
    }
  }
}
