/** What was opened or begun, to be ended in the opposite order. */
export class Opened {
  readonly #ends: (() => Promise<unknown>)[] = [];

  add<Store extends { close(): Promise<void> }>(store: Store): Store {
    this.endBy(() => store.close());
    return store;
  }

  /** @param end is called once, at {@link close}. */
  endBy(end: () => Promise<unknown>): void {
    this.#ends.push(end);
  }

  /** Begins work that goes on until all is closed, which then waits for its end. */
  runUntilClosed(work: (until: AbortSignal) => Promise<void>): void {
    const closing = new AbortController();
    const running = work(closing.signal);
    this.endBy(async () => {
      closing.abort();
      await running;
    });
  }

  async close(): Promise<void> {
    for (const end of this.#ends.splice(0).toReversed()) await end();
  }
}
