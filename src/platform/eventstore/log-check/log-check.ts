import { type Clock, toTimestamp } from '../../runtime/clock.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { Timer } from '../../runtime/timer.ts';
import { type Position, START } from '../event-store.ts';
import type { Damage, LogWalk } from './damage.ts';

export interface LogCheckState {
  /** Since the start. */
  readonly checkedTo: Position;
  /** When all of it was last checked, RFC 3339. */
  readonly checkedAt: string | null;
  readonly damage: readonly Damage[];
  /** Damage beyond what is named. */
  readonly more: number;
}

export interface LogCheckDeps {
  readonly walk: LogWalk;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Between two checks, in milliseconds. */
  readonly everyMs: number;
  /** Which part of the time since the last question the thread was at work, 0 to 1. */
  readonly load: () => number;
  readonly changed?: (state: LogCheckState) => void;
}

/** Further damage is only counted. */
const MAX_NAMED = 1_000;
/** After each step, so that the check gives way; in milliseconds. */
const REST_MS = 5;
const RETRY_MS = 5_000;
/** How often new events are checked, in milliseconds. */
const NEWS_EVERY_MS = 10_000;
/** A thread that was at work for a larger part of the time has better to do than to read again what it has just written. */
const BUSY = 0.5;
/** For so long, in milliseconds. */
const PUT_OFF_MS = 5 * 60_000;

const nothing: LogCheckState = { checkedTo: START, checkedAt: null, damage: [], more: 0 };

/** Checks the whole log in the background, at once and then again and again. */
export class LogCheck {
  readonly #deps: LogCheckDeps;
  #state = nothing;
  #said = new Set<string>();

  constructor(deps: LogCheckDeps) {
    this.#deps = deps;
  }

  get state(): LogCheckState {
    return this.#state;
  }

  /** Resolves when `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { timer, logger, everyMs, load } = this.#deps;
    while (!signal.aborted) {
      try {
        await this.#checkAll(signal);
        const checkedAt = timer.elapsed();
        let newsAt = checkedAt;
        load();
        while (!signal.aborted && timer.elapsed() - checkedAt < everyMs) {
          await timer.sleep(Math.min(NEWS_EVERY_MS, everyMs), signal);
          if (load() > BUSY && timer.elapsed() - newsAt < PUT_OFF_MS) continue;
          await this.#walk(this.#state.checkedTo, signal);
          newsAt = timer.elapsed();
        }
      } catch (error) {
        logger.warn({ err: error }, 'the check of the log was interrupted; it begins again');
        await timer.sleep(RETRY_MS, signal);
      }
    }
  }

  async #checkAll(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#deps;
    const found = await this.#walk(START, signal);
    if (signal.aborted) return;
    // What an earlier walk found counts until this one ends.
    this.#set({ ...this.#state, checkedAt: toTimestamp(clock.now()), ...named(found) });
    this.#said = new Set(found.map(nameOf));
    logger.info({ checkedTo: this.#state.checkedTo, damage: found.length }, 'the whole log was checked');
  }

  async #walk(after: Position, signal: AbortSignal): Promise<readonly Damage[]> {
    const { walk, timer } = this.#deps;
    const found: Damage[] = [];
    for await (const { upTo, damage } of walk(after, signal)) {
      found.push(...damage);
      for (const each of damage) this.#say(each);
      const { checkedTo, damage: known, more } = this.#state;
      const all = [...known, ...damage.filter((one) => !isAmong(one, known))];
      const shown = named(all);
      this.#set({ ...this.#state, checkedTo: upTo > checkedTo ? upTo : checkedTo, ...shown, more: more + shown.more });
      await timer.sleep(REST_MS, signal);
    }
    return found;
  }

  #say(damage: Damage): void {
    if (this.#said.size >= MAX_NAMED || this.#said.has(nameOf(damage))) return;
    this.#said.add(nameOf(damage));
    const rest =
      damage.what === 'hash-changed' ? 'the event itself is proven' : 'nothing is decided on what this touches';
    this.#deps.logger.error(damage, `the log is damaged; ${rest}`);
  }

  #set(state: LogCheckState): void {
    this.#state = state;
    this.#deps.changed?.(state);
  }
}

function named(all: readonly Damage[]): Pick<LogCheckState, 'damage' | 'more'> {
  return { damage: all.slice(0, MAX_NAMED), more: Math.max(0, all.length - MAX_NAMED) };
}

function isAmong(one: Damage, others: readonly Damage[]): boolean {
  return others.some((other) => nameOf(other) === nameOf(one));
}

function nameOf({ position, streamId, what }: Damage): string {
  return `${position} ${streamId} ${what}`;
}
