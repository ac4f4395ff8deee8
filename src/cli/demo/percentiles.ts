/** Keeps durations, in milliseconds, and says below which of them a share of all lies. */
export class Durations {
  #sorted: number[] = [];
  #isSorted = true;

  add(ms: number): void {
    this.#sorted.push(ms);
    this.#isSorted = false;
  }

  get count(): number {
    return this.#sorted.length;
  }

  /** @param share such as 0.99 @returns null while nothing was measured. */
  percentile(share: number): number | null {
    if (!this.#isSorted) this.#sorted = this.#sorted.toSorted((a, b) => a - b);
    this.#isSorted = true;
    return this.#sorted[Math.min(this.count - 1, Math.floor(this.count * share))] ?? null;
  }
}
