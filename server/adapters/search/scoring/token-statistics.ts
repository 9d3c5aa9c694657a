import type { ChunkTokens } from '../../../ports/search.ts';
import type { PassageStatistics } from './passage-statistics.ts';
import { tokenHash } from './token-hash.ts';

/** Statistics of a tenant whose passages are kept outside this process: counted as they are put in and taken out. */
export class TokenStatistics implements PassageStatistics {
  chunks = 0;
  rows = 0;
  rowTokens = 0;
  answers = 0;
  answerTokens = 0;
  private readonly counts = new Map<number, number>();

  add(tokens: ChunkTokens): void {
    this.count(tokens, 1);
  }

  /** Takes away what was added; the tokens must be the same. */
  remove(tokens: ChunkTokens): void {
    this.count(tokens, -1);
  }

  holders(hash: number): number {
    return this.counts.get(hash) ?? 0;
  }

  private count({ question, answer, phrasings }: ChunkTokens, sign: 1 | -1): void {
    const rows = [question, ...phrasings];
    this.chunks += sign;
    this.rows += sign * rows.length;
    for (const row of rows) this.rowTokens += sign * row.length;
    if (answer.length > 0) this.answers += sign;
    this.answerTokens += sign * answer.length;
    for (const hash of new Set([...rows, answer].flat().map(tokenHash))) {
      const holders = (this.counts.get(hash) ?? 0) + sign;
      if (holders > 0) this.counts.set(hash, holders);
      else this.counts.delete(hash);
    }
  }
}
