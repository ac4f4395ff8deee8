/** Lets what was begun in one turn of the event loop go on together. */
export class Together {
  #begun: Promise<unknown>[] | null = null;

  /**
   * Does a piece of work, and resolves when all that was begun in the same turn has come to its end, well or not.
   * @throws what this piece has failed with, at once.
   */
  async settled(work: () => Promise<unknown>): Promise<void> {
    const begun = this.#begun ?? this.#newTurn();
    const mine = work();
    begun.push(mine);
    await mine;
    await Promise.allSettled(begun);
  }

  #newTurn(): Promise<unknown>[] {
    this.#begun = [];
    setImmediate(() => {
      this.#begun = null;
    });
    return this.#begun;
  }
}
