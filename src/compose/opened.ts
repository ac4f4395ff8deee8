/** What was opened, to be closed in the opposite order. */
export class Opened {
  readonly #closing: { close(): Promise<void> }[] = [];

  add<Store extends { close(): Promise<void> }>(store: Store): Store {
    this.#closing.push(store);
    return store;
  }

  async close(): Promise<void> {
    for (const store of this.#closing.splice(0).toReversed()) await store.close();
  }
}
