/** One thing that happened, with the lists that hear of it. */
export interface FeedEntry {
  readonly seq: number;
  readonly inbox?: object;
  readonly session?: { readonly id: string; readonly event: object };
  readonly handoff?: object;
  readonly agent?: object;
  readonly knowledge?: object;
}

type Pick = (entry: FeedEntry) => object | undefined;

/** The hub's log of events with cursors, as the real one has it: epoch and position, resume, Reset for a foreign epoch. */
export class ScriptedFeed {
  readonly #entries: FeedEntry[] = [];
  readonly #wakers = new Set<() => void>();
  #epoch = 1;

  publish(entry: Omit<FeedEntry, 'seq'>): void {
    this.#entries.push({ ...entry, seq: this.#entries.length + 1 });
    this.#wake();
  }

  /** A restored backup: every position handed out so far means nothing any more. */
  newEpoch(): void {
    this.#epoch += 1;
  }

  async *listen(after: string | null | undefined, pick: Pick): AsyncGenerator<object> {
    const resumed = this.#read(after);
    let position = resumed ?? this.#entries.length;
    const epoch = this.#epoch;
    const cursor = (): string => `${epoch}.${position}`;
    if (after && resumed === undefined) yield { __typename: 'Reset', cursor: cursor(), reason: 'FOREIGN_EPOCH' };
    else if (!after) yield { __typename: 'Synced', cursor: cursor() };
    for (;;) {
      while (position < this.#entries.length) {
        const entry = this.#entries[position];
        position += 1;
        const event = entry && pick(entry);
        if (event) yield { ...event, cursor: cursor() };
      }
      await this.#next(position);
    }
  }

  #read(after: string | null | undefined): number | undefined {
    const [epoch, position] = (after ?? '').split('.').map(Number);
    return epoch === this.#epoch && position !== undefined && position <= this.#entries.length ? position : undefined;
  }

  #next(position: number): Promise<void> {
    if (position < this.#entries.length) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#wakers.delete(wake);
        resolve();
      };
      this.#wakers.add(wake);
    });
  }

  #wake(): void {
    for (const wake of this.#wakers) wake();
  }
}
