import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';
import type { Timer } from './timer.ts';

/** The two clocks never run quite alike; what they differ by within one look is a step only from so many milliseconds on. */
const STEP_MS = 1_000;

/** From `elapsed` on, at the earliest, the wall clock showed `ahead` milliseconds more than the timer. */
interface Stretch {
  readonly elapsed: number;
  readonly ahead: number;
}

/**
 * Holds the wall clock against the steady timer: sees when somebody has set it, and knows how long ago one of its times really was.
 * A machine that has slept looks the same, because its timer stood still meanwhile.
 */
export class WallWatch {
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #stretches: [Stretch, ...Stretch[]];
  #looked: number;

  constructor(clock: Clock, timer: Timer) {
    this.#clock = clock;
    this.#timer = timer;
    this.#looked = timer.elapsed();
    this.#stretches = [{ elapsed: Number.NEGATIVE_INFINITY, ahead: clock.now() - this.#looked }];
  }

  /** How often the wall clock was set since the start. */
  get steps(): number {
    this.#look();
    return this.#stretches.length - 1;
  }

  /** By how many milliseconds it was set the last time, forth (or back, when negative); 0 when it never was. */
  get lastStepMs(): number {
    this.#look();
    const [before, last] = [this.#stretches.at(-2), this.#current];
    return before === undefined ? 0 : Math.round(last.ahead - before.ahead);
  }

  /**
   * Milliseconds that have really passed since a time of the wall clock, whatever it was set to meanwhile. Of a time that it has shown
   * twice the later one counts. Never negative: what is dated in the future has only just happened.
   */
  ageOf(at: number): number {
    this.#look();
    const elapsed = this.#timer.elapsed();
    const ages = this.#stretches.map((each) => ({ since: each.elapsed, was: at - each.ahead }));
    const found = ages.findLast(({ since, was }) => since <= was && was <= elapsed);
    return found === undefined ? 0 : elapsed - found.was;
  }

  get #current(): Stretch {
    return this.#stretches.at(-1) as Stretch;
  }

  #look(): void {
    const elapsed = this.#timer.elapsed();
    const ahead = this.#clock.now() - elapsed;
    const drift = Math.abs(ahead - this.#current.ahead);
    // Small differences are followed, so that they don't add up to a step in the course of days.
    // It was set at some moment since the last look: what was dated in between counts by the new time.
    if (drift >= STEP_MS) this.#stretches.push({ elapsed: this.#looked, ahead });
    else this.#stretches[this.#stretches.length - 1] = { elapsed: this.#current.elapsed, ahead };
    this.#looked = elapsed;
  }
}

const LOOK_EVERY_MS = 1_000;

/** Writes a line whenever the wall clock was set, until `signal` aborts. */
export async function logSteps(
  wall: WallWatch,
  timer: Timer,
  logger: Pick<Logger, 'warn'>,
  signal: AbortSignal,
): Promise<void> {
  for (let known = wall.steps; !signal.aborted; await timer.sleep(LOOK_EVERY_MS, signal)) {
    if (wall.steps === known) continue;
    known = wall.steps;
    logger.warn(
      { byMs: wall.lastStepMs },
      'the wall clock was set, or the machine has slept; deadlines go by the new time',
    );
  }
}
