/** The highest values of many, kept in a heap of fixed size: O(n log k) without sorting everything. */
export class BestOf {
  private readonly items: Uint32Array;
  private readonly values: Float32Array;
  private size = 0;

  constructor(capacity: number) {
    this.items = new Uint32Array(capacity);
    this.values = new Float32Array(capacity);
  }

  /** Values at or below this one are not taken any more. */
  get floor(): number {
    return this.size < this.items.length ? 0 : (this.values[0] ?? 0);
  }

  offer(item: number, value: number): void {
    if (value <= this.floor) return;
    if (this.size < this.items.length) {
      this.place(this.size, item, value);
      this.size += 1;
      this.rise(this.size - 1);
      return;
    }
    this.place(0, item, value);
    this.sink();
  }

  /** Highest first; equal values by item. */
  list(): { item: number; value: number }[] {
    const result = Array.from({ length: this.size }, (_, index) => ({
      item: this.items[index] ?? 0,
      value: this.values[index] ?? 0,
    }));
    return result.sort((left, right) => right.value - left.value || left.item - right.item);
  }

  private place(index: number, item: number, value: number): void {
    this.items[index] = item;
    this.values[index] = value;
  }

  private swap(left: number, right: number): void {
    const item = this.items[left] ?? 0;
    const value = this.values[left] ?? 0;
    this.place(left, this.items[right] ?? 0, this.values[right] ?? 0);
    this.place(right, item, value);
  }

  private rise(from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >>> 1;
      if ((this.values[parent] ?? 0) <= (this.values[index] ?? 0)) return;
      this.swap(parent, index);
      index = parent;
    }
  }

  private sink(): void {
    let index = 0;
    for (;;) {
      const left = index * 2 + 1;
      const right = left + 1;
      let smallest = index;
      if (left < this.size && (this.values[left] ?? 0) < (this.values[smallest] ?? 0)) smallest = left;
      if (right < this.size && (this.values[right] ?? 0) < (this.values[smallest] ?? 0)) smallest = right;
      if (smallest === index) return;
      this.swap(smallest, index);
      index = smallest;
    }
  }
}
