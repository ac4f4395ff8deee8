import type { Registry } from 'prom-client';
import type { Clock } from '../platform/runtime/clock.ts';
import type { Logger } from '../platform/runtime/logger.ts';
import type { Timer } from '../platform/runtime/timer.ts';

/** What happened within one minute. */
export interface Minute {
  /** Its beginning, in milliseconds since 1970. */
  readonly at: number;
  readonly orders: number;
  readonly smsSent: number;
  readonly smsFailed: number;
  /** Answers of this process with a status from 500 on. */
  readonly errors: number;
  /** Calls of this process to the payment or SMS system that got no decision. */
  readonly failedCalls: number;
  /** The longest lag that was seen of any view or process manager, in seconds; null when nobody has looked. */
  readonly lagSeconds: number | null;
}

/** The last hour in numbers. */
export interface LastHour {
  /** Oldest first, without gaps; the last one is not over yet. From the start of this process on, an hour at most. */
  minutes(): Promise<readonly Minute[]>;
}

export interface LastHourDeps {
  readonly metrics: Registry;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly logger: Pick<Logger, 'warn'>;
  /** The longest lag of all views and process managers now, in seconds. */
  readonly lag: () => Promise<number>;
}

const MINUTE_MS = 60_000;
const MINUTES = 60;
/** How often it is looked; what changes between two looks counts for the later one. */
const LOOK_EVERY_MS = 15_000;

type Labels = Readonly<Record<string, string | number | undefined>>;
type Count = Exclude<keyof Minute, 'at' | 'lagSeconds'>;

/** Which of our own metrics each number is made of. */
const COUNTED: Readonly<Record<Count, readonly [metric: string, counts: (labels: Labels) => boolean]>> = {
  orders: ['kkotgil_events_total', ({ type }) => type === 'OrderPlaced'],
  smsSent: ['kkotgil_events_total', ({ type }) => type === 'SmsSent'],
  smsFailed: ['kkotgil_events_total', ({ type }) => type === 'SmsFailed' || type === 'SmsDropped'],
  errors: ['http_request_duration_seconds', ({ status }) => Number(status) >= 500],
  failedCalls: ['kkotgil_gateway_failures_total', () => true],
};
const names = Object.keys(COUNTED) as Count[];

/** Looks at the metrics of this process now and then, and keeps what they say of each minute of the last hour. */
export class MeasuredHour implements LastHour {
  readonly #deps: LastHourDeps;
  #minutes: Minute[] = [];
  /** What the counters said the last time; null before. */
  #before: Readonly<Record<Count, number>> | null = null;
  #looking: Promise<void> | null = null;

  constructor(deps: LastHourDeps) {
    this.#deps = deps;
  }

  /** Looks again and again, until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { timer, logger } = this.#deps;
    while (!signal.aborted) {
      await this.#look().catch((error) =>
        logger.warn({ err: error }, 'the numbers of the last hour could not be taken'),
      );
      await timer.sleep(LOOK_EVERY_MS, signal);
    }
  }

  async minutes(): Promise<readonly Minute[]> {
    await this.#look();
    return this.#minutes;
  }

  #look(): Promise<void> {
    this.#looking ??= this.#take().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #take(): Promise<void> {
    const { clock, lag } = this.#deps;
    const [totals, seconds] = [await this.#totals(), await lag().catch(() => null)];
    const before = this.#before ?? totals;
    this.#before = totals;
    const minute = this.#minuteOf(clock.now());
    const news = Object.fromEntries(
      names.map((name) => [name, minute[name] + Math.max(0, totals[name] - before[name])]),
    );
    const lagSeconds = seconds === null ? minute.lagSeconds : Math.max(seconds, minute.lagSeconds ?? 0);
    this.#minutes = [...this.#minutes.slice(0, -1), { ...minute, ...news, lagSeconds }];
  }

  /** The minute that a moment is in, which is the last one then. A clock that was set back adds to the last one. */
  #minuteOf(now: number): Minute {
    const at = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    const last = this.#minutes.at(-1);
    if (last !== undefined && at <= last.at) return last;
    const missing = last === undefined ? 1 : Math.min(MINUTES, (at - last.at) / MINUTE_MS);
    const fresh = Array.from({ length: missing }, (_, index) => quiet(at - (missing - 1 - index) * MINUTE_MS));
    this.#minutes = [...this.#minutes, ...fresh].slice(-MINUTES);
    return this.#minutes.at(-1) as Minute;
  }

  async #totals(): Promise<Readonly<Record<Count, number>>> {
    const counts = await Promise.all(names.map(async (name) => [name, await this.#total(...COUNTED[name])] as const));
    return Object.fromEntries(counts) as Record<Count, number>;
  }

  async #total(metric: string, counts: (labels: Labels) => boolean): Promise<number> {
    const found = await this.#deps.metrics.getSingleMetric(metric)?.get();
    const values: readonly { value: number; labels: Labels; metricName?: string }[] = found?.values ?? [];
    return values
      .filter(
        ({ labels, metricName = metric }) =>
          (metricName === metric || metricName === `${metric}_count`) && counts(labels),
      )
      .reduce((sum, { value }) => sum + value, 0);
  }
}

function quiet(at: number): Minute {
  return { at, orders: 0, smsSent: 0, smsFailed: 0, errors: 0, failedCalls: 0, lagSeconds: null };
}
