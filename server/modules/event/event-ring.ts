import { comparePositions, type Position } from './feed-cursor.ts';

/** The newest events of a tenant, without a gap from `floor` to `head`; older ones fall out. */
export class EventRing<Item extends Position> {
  readonly #capacity: number;
  #items: Item[] = [];
  #floor: Position;

  /** Everything up to `start` has been seen or does not matter. */
  constructor(start: Position, capacity: number) {
    this.#floor = start;
    this.#capacity = capacity;
  }

  /** The place after which the ring knows everything. */
  get floor(): Position {
    return this.#floor;
  }

  /** The place up to which the ring knows everything. */
  get head(): Position {
    return this.#items.at(-1) ?? this.#floor;
  }

  get size(): number {
    return this.#items.length;
  }

  /** Adds what comes next after `head`, oldest first. */
  push(items: readonly Item[]): void {
    this.#items.push(...items);
    const surplus = this.#items.length - this.#capacity;
    if (surplus <= 0) return;
    const fallen = this.#items[surplus - 1];
    if (fallen !== undefined) this.#floor = { xid: fallen.xid, id: fallen.id };
    this.#items = this.#items.slice(surplus);
  }

  /** At most `limit` items after a place, or undefined when some of them have fallen out. */
  after(position: Position, limit: number): readonly Item[] | undefined {
    if (comparePositions(position, this.#floor) < 0) return undefined;
    const start = this.#firstAfter(position);
    return this.#items.slice(start, start + limit);
  }

  #firstAfter(position: Position): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const item = this.#items[middle];
      if (item !== undefined && comparePositions(item, position) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
