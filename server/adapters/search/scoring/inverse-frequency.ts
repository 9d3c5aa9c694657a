/** BM25's inverse document frequency; a term that nobody holds gets the highest. */
export function inverseFrequency(holders: number, chunks: number): number {
  return Math.log(1 + (chunks - Math.min(holders, chunks) + 0.5) / (Math.min(holders, chunks) + 0.5));
}
