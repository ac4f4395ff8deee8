import type { Timer } from './timer.ts';

interface Asked<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result | Promise<Result>) => void;
  readonly reject: (error: unknown) => void;
}

/** Answers for each item at its place, with what is so already or will be. What it throws is thrown to all who asked. */
type Call<Item, Result> = (items: readonly Item[]) => Promise<readonly (Result | Promise<Result>)[]>;

/** Makes one call of those that are asked for within a few milliseconds. */
export class Gathered<Item, Result> {
  readonly #call: Call<Item, Result>;
  readonly #timer: Timer;
  readonly #withinMs: number;
  #asked: Asked<Item, Result>[] = [];

  constructor(call: Call<Item, Result>, timer: Timer, withinMs: number) {
    this.#call = call;
    this.#timer = timer;
    this.#withinMs = withinMs;
  }

  ask(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ item, resolve, reject });
      if (this.#asked.length === 1) void this.#callSoon();
    });
  }

  async #callSoon(): Promise<void> {
    await this.#timer.sleep(this.#withinMs);
    const asked = this.#asked;
    this.#asked = [];
    try {
      const results = await this.#call(asked.map(({ item }) => item));
      for (const [at, { resolve }] of asked.entries()) resolve(results[at] as Result | Promise<Result>);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
