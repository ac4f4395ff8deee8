interface Entry<Key> {
  readonly due: number;
  readonly key: Key;
}

/**
 * Keys by the time at which they are due, earliest first: a binary heap. A key may stand in it more than once; whoever takes it out
 * checks whether that time still counts, so moving a due time costs no search.
 */
export class DueQueue<Key> {
  readonly #heap: Entry<Key>[] = [];

  /** The earliest due time, or null when nothing waits. */
  get earliest(): number | null {
    return this.#heap[0]?.due ?? null;
  }

  add(due: number, key: Key): void {
    const heap = this.#heap;
    let at = heap.push({ due, key }) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#due(parent) <= this.#due(at)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** Takes out every key that is due by `now`, earliest first. */
  *takeDue(now: number): Iterable<Key> {
    while (this.#heap.length > 0 && this.#due(0) <= now) {
      const [first] = this.#heap as [Entry<Key>];
      const last = this.#heap.pop() as Entry<Key>;
      if (this.#heap.length > 0) {
        this.#heap[0] = last;
        this.#sink();
      }
      yield first.key;
    }
  }

  #sink(): void {
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= this.#heap.length) return;
      const right = left + 1;
      const child = right < this.#heap.length && this.#due(right) < this.#due(left) ? right : left;
      if (this.#due(at) <= this.#due(child)) return;
      this.#swap(at, child);
      at = child;
    }
  }

  #due(at: number): number {
    return (this.#heap[at] as Entry<Key>).due;
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap as Entry<Key>[];
    [heap[a], heap[b]] = [heap[b] as Entry<Key>, heap[a] as Entry<Key>];
  }
}
