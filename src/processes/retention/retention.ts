import type { PersonRole } from '../../domain/erasure/index.ts';
import type { OpsStore } from '../../platform/processes/ops-store.ts';
import { type Clock, toTimestamp } from '../../platform/runtime/clock.ts';
import type { Logger } from '../../platform/runtime/logger.ts';
import type { Timer } from '../../platform/runtime/timer.ts';

/** An order that holds data of a person. `endedAt` is null while it goes on. */
export interface PersonalOrder {
  readonly orderId: string;
  readonly endedAt: string | null;
  /** The ids of the keys of its people, without those who are erased. */
  readonly people: Readonly<Partial<Record<PersonRole, string>>>;
}

/**
 * True when what is kept of a person is due: each of their orders ended before a time (RFC 3339). People are kept and erased as a whole:
 * their key opens the first order as it opens the last.
 */
export function isDue(orders: readonly Pick<PersonalOrder, 'endedAt'>[], cutoff: string): boolean {
  return orders.length > 0 && orders.every(({ endedAt }) => endedAt !== null && endedAt < cutoff);
}

/** Name of the retention, its lease, and the actor of what it asks for. */
export const RETENTION = 'retention';

/** For how long what is kept, in milliseconds; null for as long as nobody asks otherwise. */
export interface RetentionTerms {
  /** A person's data, from when the last of their orders has ended. */
  readonly personalMs: number | null;
  /** Records of who looked at whose data. */
  readonly looksMs: number;
}

/** What is due, or will be soon. People are counted up to {@link MAX_COUNTED}. */
export interface DueFigures {
  readonly people: number;
  readonly peopleSoon: number;
  readonly looks: number;
}

/** What the last run has done. */
export interface RetentionRun {
  readonly at: string;
  /** People whose erasure was asked for. */
  readonly people: number;
  /** People who were due, and have an order whose money is not settled. */
  readonly waiting: number;
  readonly looks: number;
  /** Why it came to no end; null when it did. */
  readonly failure: string | null;
}

export interface RetentionDeps {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly logger: Logger;
  readonly ops: Pick<OpsStore, 'read' | 'write'>;
  readonly terms: RetentionTerms;
  /** Orders that have ended and hold data of somebody, those that ended first first. */
  readonly endedOrders: () => AsyncIterable<PersonalOrder>;
  /** All orders of a person. */
  readonly ordersOf: (person: string) => Promise<readonly PersonalOrder[]>;
  /** Has a person erased; false when an order of theirs has not ended. */
  readonly expire: (person: string, actor: string) => Promise<boolean>;
  readonly looks: { countBefore(time: number): Promise<number>; forgetBefore(time: number): Promise<number> };
}

/** From one run to the next, in milliseconds. */
const EVERY_MS = 60 * 60 * 1000;
/** After a start others have enough to do. */
const FIRST_AFTER_MS = 60 * 1000;
const SOON_MS = 30 * 24 * 60 * 60 * 1000;
/** The erasure of so many people is asked for by one run, beside those who have to wait; the next run goes on. */
const MAX_PEOPLE = 500;
/** Figures are for people who look at a page: they say "more than" beyond. */
export const MAX_COUNTED = 1_000;

/** Keeps what is kept of people no longer than is set: erases who is due, and forgets old records of looks. */
export class Retention {
  readonly #deps: RetentionDeps;

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
  }

  /** Runs again and again until `signal` aborts. */
  async start(signal: AbortSignal): Promise<void> {
    const { timer, logger } = this.#deps;
    await timer.sleep(FIRST_AFTER_MS, signal);
    while (!signal.aborted) {
      const run = await this.run(signal);
      if (run.failure !== null)
        logger.warn({ failure: run.failure }, 'what is due could not be erased; it is tried again');
      else if (run.people + run.looks > 0)
        logger.info({ people: run.people, looks: run.looks }, 'what was due is erased');
      await timer.sleep(EVERY_MS, signal);
    }
  }

  /** Erases what is due now. */
  async run(signal?: AbortSignal): Promise<RetentionRun> {
    const { clock, terms, expire, looks, ops } = this.#deps;
    const now = clock.now();
    let [people, waiting, forgotten] = [0, 0, 0];
    let failure: string | null = null;
    try {
      forgotten = await looks.forgetBefore(now - terms.looksMs);
      for await (const person of this.#dueBefore(now)) {
        if (signal?.aborted || people === MAX_PEOPLE) break;
        if (await expire(person, RETENTION)) people++;
        else waiting++;
      }
    } catch (error) {
      failure = (error as Error).message;
    }
    const run: RetentionRun = { at: toTimestamp(now), people, waiting, looks: forgotten, failure };
    await ops.write(RETENTION, run).catch(() => undefined);
    return run;
  }

  /** What a run would erase now, and what it would erase in thirty days. Changes nothing. @throws StoreUnavailable */
  async figures(): Promise<DueFigures> {
    const { clock, terms, looks } = this.#deps;
    const now = clock.now();
    return {
      people: await countOf(this.#dueBefore(now)),
      peopleSoon: await countOf(this.#dueBefore(now + SOON_MS)),
      looks: await looks.countBefore(now - terms.looksMs),
    };
  }

  /** What the last run has done, here or in another process; null when there was none yet. */
  lastRun(): Promise<RetentionRun | null> {
    return this.#deps.ops.read<RetentionRun>(RETENTION);
  }

  /** The people of whom all is due at a time, each once. */
  async *#dueBefore(now: number): AsyncGenerator<string> {
    const { terms, endedOrders, ordersOf } = this.#deps;
    if (terms.personalMs === null) return;
    const cutoff = toTimestamp(now - terms.personalMs);
    const seen = new Set<string>();
    for await (const { endedAt, people } of endedOrders()) {
      if (endedAt === null || endedAt >= cutoff) return;
      for (const person of Object.values(people)) {
        if (seen.has(person)) continue;
        seen.add(person);
        if (isDue(await ordersOf(person), cutoff)) yield person;
      }
    }
  }
}

async function countOf(people: AsyncIterable<string>): Promise<number> {
  let count = 0;
  for await (const _ of people) if (++count === MAX_COUNTED) break;
  return count;
}
