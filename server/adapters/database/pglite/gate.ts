/** Gives the place back; only the first call counts. */
export type Leave = () => void;

/** Statements pipelined to the engine at once; the rest waits here, where it costs nothing. */
const STATEMENTS_IN_FLIGHT = 256;

interface Waiting {
  readonly alone: boolean;
  readonly enter: () => void;
}

/**
 * The order in which one session is used: single statements together, a unit of work alone, all in the order they came,
 * so that neither starves the other.
 */
export class Gate {
  readonly #waiting: Waiting[] = [];
  #inside = 0;
  #alone = false;

  /** Resolves when it is this one's turn. */
  async enter(how: 'together' | 'alone'): Promise<Leave> {
    const alone = how === 'alone';
    await new Promise<void>((enter) => {
      this.#waiting.push({ alone, enter });
      this.#admit();
    });
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#inside -= 1;
      if (alone) this.#alone = false;
      this.#admit();
    };
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const full = next.alone ? this.#inside > 0 : this.#inside >= STATEMENTS_IN_FLIGHT;
      if (this.#alone || full) return;
      this.#waiting.shift();
      this.#inside += 1;
      this.#alone = next.alone;
      next.enter();
    }
  }
}
