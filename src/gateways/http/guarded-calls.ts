import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  halfJitterGenerator,
  handleType,
  retry,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
import type { Logger } from '../../platform/runtime/logger.ts';
import { systemTimer } from '../../platform/runtime/system.ts';
import type { Timer } from '../../platform/runtime/timer.ts';
import { type BreakerState, breakerStateOf } from './breaker-state.ts';
import { CallFailed } from './call-failed.ts';
import type { CallLimits } from './limits.ts';

/** A definite answer, or CallFailed. Ends when the signal aborts. */
export type Try<T> = (signal: AbortSignal) => Promise<T>;

export interface Answered<T> {
  readonly value: T;
  /** True when an earlier try of the same call may have been carried out. */
  readonly doubtful: boolean;
}

/** `not-carried-out`: only failures after which surely nothing was carried out are retried. */
export type RetryOn = 'any-failure' | 'not-carried-out';

export interface Calls {
  readonly breakerState: BreakerState;
  run<T>(retryOn: RetryOn, attempt: Try<T>): Promise<Answered<T>>;
}

/** No CallFailed: it says nothing of the service, and there is no further try. */
class NoLongerWanted extends Error {}

export interface GuardedCallsOptions {
  /** In the log. */
  readonly service: string;
  readonly limits: CallLimits;
  readonly logger?: Logger | undefined;
  /** Says for how long the circuit has been open. Default: the machine's. */
  readonly timer?: Timer | undefined;
  /** Called for each try without a definite answer, with its kind. */
  readonly onFailure?: ((kind: string) => void) | undefined;
}

/**
 * From the outside in: call budget, bulkhead, retry, circuit breaker, time of one try. A definite answer is a success to the breaker,
 * whatever it says. Times are the machine's own, because what they bound is the network.
 */
export class GuardedCalls implements Calls {
  readonly #service: string;
  readonly #logger: Logger | undefined;
  readonly #breaker: ReturnType<typeof circuitBreaker>;
  readonly #policies: Readonly<Record<RetryOn, ReturnType<typeof policies>>>;
  readonly #closing = new AbortController();
  readonly #onFailure: (kind: string) => void;
  /** Shown while the circuit is open: it is what keeps it open. */
  #lastFailure = '';

  constructor(options: GuardedCallsOptions) {
    const { service, limits, logger, timer = systemTimer, onFailure = () => undefined } = options;
    this.#service = service;
    this.#logger = logger;
    this.#onFailure = onFailure;
    this.#breaker = circuitBreaker(handleType(CallFailed), {
      breaker: new ConsecutiveBreaker(limits.breakerFailures),
      halfOpenAfter: openFor(limits.breakerOpenMs, timer),
    });
    this.#breaker.onStateChange((state) => {
      const breaker = breakerStateOf(state);
      logger?.[state === CircuitState.Open ? 'warn' : 'info']({ service, breaker }, 'circuit breaker changed');
    });
    const places = bulkhead(limits.inFlight, limits.queued);
    this.#policies = {
      'any-failure': policies(limits, places, this.#breaker, () => true),
      'not-carried-out': policies(limits, places, this.#breaker, ({ carriedOut }) => carriedOut === 'no'),
    };
  }

  get breakerState(): BreakerState {
    return breakerStateOf(this.#breaker.state);
  }

  /** The same calls, but none begins a try once `wanted` has aborted. What is under way may end. */
  until(wanted: AbortSignal): Calls {
    const state = () => this.breakerState;
    return {
      get breakerState() {
        return state();
      },
      run: (retryOn, attempt) => this.run(retryOn, attempt, wanted),
    };
  }

  /** @throws CallFailed when no try got a definite answer; `maybe` when one of them may have been carried out. */
  async run<T>(retryOn: RetryOn, attempt: Try<T>, wanted?: AbortSignal): Promise<Answered<T>> {
    let doubt: CallFailed | null = null;
    let underWay = false;
    const noted: Try<T> = async (signal) => {
      if (wanted?.aborted) throw new NoLongerWanted();
      underWay = true;
      try {
        return await attempt(signal);
      } catch (error) {
        if (error instanceof CallFailed) {
          this.#logger?.debug({ service: this.#service, cause: error.message }, 'a try got no definite answer');
          this.#onFailure(error.kind);
          this.#lastFailure = error.message;
          if (error.carriedOut === 'maybe') doubt = error;
        }
        throw error;
      } finally {
        underWay = false;
      }
    };
    try {
      const value = await this.#policies[retryOn].execute(({ signal }) => noted(signal), this.#closing.signal);
      return { value, doubtful: doubt !== null };
    } catch (error) {
      if (doubt !== null) throw doubt;
      throw this.#failureOf(error, underWay);
    }
  }

  /** Ends calls under way, with an unknown outcome; sends nothing from now on. */
  close(): void {
    this.#closing.abort();
  }

  #failureOf(error: unknown, underWay: boolean): unknown {
    if (error instanceof NoLongerWanted) return new CallFailed('no', 'closed', 'the caller is stopping');
    if (error instanceof BrokenCircuitError) {
      return new CallFailed('no', 'circuit-open', `the circuit is open: ${this.#lastFailure}`);
    }
    if (error instanceof BulkheadRejectedError) return new CallFailed('no', 'busy', 'too many calls at once');
    if (!(error instanceof TaskCancelledError)) return error;
    if (underWay) return new CallFailed('maybe', 'timeout', 'no answer in time');
    if (this.#closing.signal.aborted) return new CallFailed('no', 'closed', 'the client is closed');
    return new CallFailed('no', 'busy', 'no turn in time');
  }
}

/** By the timer: the breaker's own wall clock could be set back. So it waits for ever until the time is over, and then not at all. */
function openFor(ms: number, timer: Timer) {
  const opened = () => {
    const until = timer.elapsed() + ms;
    return {
      get duration() {
        return timer.elapsed() < until ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
      },
      next: opened,
    };
  };
  return { next: opened };
}

function policies(
  limits: CallLimits,
  places: ReturnType<typeof bulkhead>,
  breaker: ReturnType<typeof circuitBreaker>,
  tryAgain: (failure: CallFailed) => boolean,
) {
  return wrap(
    // Aggressive: a call that waits for its turn, or for the half-open circuit's one call, doesn't listen.
    timeout(limits.callBudgetMs, { strategy: TimeoutStrategy.Aggressive, abortOnReturn: false }),
    places,
    retry(handleType(CallFailed, tryAgain), {
      maxAttempts: limits.tries - 1,
      backoff: new ExponentialBackoff({ initialDelay: limits.firstPauseMs, generator: halfJitterGenerator }),
    }),
    breaker,
    // Cooperative: the exchange listens to the signal, and its own failure says more. Aborting one that has ended only makes an error.
    timeout(limits.tryTimeoutMs, { strategy: TimeoutStrategy.Cooperative, abortOnReturn: false }),
  );
}
