/**
 * Numbers that one search needs and the next one may have: a search of 100,000 passages fills two megabytes, and making
 * them anew each time costs more in collecting them than in using them. A search never waits in between.
 */
export class Scratch {
  private floats: Float32Array[] = [];

  /** Zeros; what `place` gave before is given again. */
  zeros(place: number, length: number): Float32Array {
    let kept = this.floats[place];
    if (!kept || kept.length < length) {
      kept = new Float32Array(length);
      this.floats[place] = kept;
      return kept;
    }
    return kept.subarray(0, length).fill(0);
  }
}
