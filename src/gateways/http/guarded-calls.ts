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

/** One try of a call: a definite answer, or CallFailed. It ends when the signal aborts. */
export type Try<T> = (signal: AbortSignal) => Promise<T>;

/** The definite answer of a call. */
export interface Answered<T> {
  readonly value: T;
  /** True when an earlier try of the same call may have been carried out. */
  readonly doubtful: boolean;
}

/** Which failures are tried again: all of them, or only those after which surely nothing was carried out. */
export type RetryOn = 'any-failure' | 'not-carried-out';

/** Calls as a client makes them. */
export interface Calls {
  readonly breakerState: BreakerState;
  run<T>(retryOn: RetryOn, attempt: Try<T>): Promise<Answered<T>>;
}

/** Ends a call between two tries. No CallFailed: there is no further try, and it says nothing of the service. */
class NoLongerWanted extends Error {}

export interface GuardedCallsOptions {
  /** Names the service in the log. */
  readonly service: string;
  readonly limits: CallLimits;
  readonly logger?: Logger | undefined;
  readonly onBreakerChange?: ((state: BreakerState) => void) | undefined;
  /** Says for how long the circuit has been open. Default: the machine's. */
  readonly timer?: Timer | undefined;
  /** Told of each try without a definite answer, by its kind. */
  readonly onFailure?: ((kind: string) => void) | undefined;
}

/**
 * Guards all calls to one service, from the outside in: time for the whole call, bulkhead, retry, circuit breaker, time for one
 * try. The breaker sees each try, and a definite answer is a success to it whatever it says. Times are the machine's own, because
 * what they bound is the network.
 */
export class GuardedCalls implements Calls {
  readonly #service: string;
  readonly #logger: Logger | undefined;
  readonly #breaker: ReturnType<typeof circuitBreaker>;
  readonly #policies: Readonly<Record<RetryOn, ReturnType<typeof policies>>>;
  readonly #closing = new AbortController();
  readonly #onFailure: (kind: string) => void;
  /** What the last try without a definite answer met: an open circuit says so, because it is what keeps it open. */
  #lastFailure = '';

  constructor(options: GuardedCallsOptions) {
    const { service, limits, logger, onBreakerChange, timer = systemTimer, onFailure = () => undefined } = options;
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
      onBreakerChange?.(breaker);
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

  /** The same calls, for somebody who begins no further try once `wanted` has aborted. What is under way by then may end. */
  until(wanted: AbortSignal): Calls {
    const state = () => this.breakerState;
    return {
      get breakerState() {
        return state();
      },
      run: (retryOn, attempt) => this.run(retryOn, attempt, wanted),
    };
  }

  /**
   * Runs one call, in as many tries as the limits allow.
   * @param wanted no try begins after it has aborted.
   * @throws CallFailed when no try got a definite answer; `maybe` when one of them may have been carried out.
   */
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

  /** Ends what is under way, with an unknown outcome, and sends nothing from now on. */
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

/**
 * How long a circuit stays open, by the timer. The breaker itself asks the wall clock, and would stay open for as long as somebody sets
 * that back: so it is told to wait for ever until the time is over, and then not at all.
 */
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
    // Aggressive, because a call that waits for its turn, or for the one call that a half-open circuit lets through, doesn't listen.
    timeout(limits.callBudgetMs, { strategy: TimeoutStrategy.Aggressive, abortOnReturn: false }),
    places,
    retry(handleType(CallFailed, tryAgain), {
      maxAttempts: limits.tries - 1,
      backoff: new ExponentialBackoff({ initialDelay: limits.firstPauseMs, generator: halfJitterGenerator }),
    }),
    breaker,
    // Cooperative: the exchange listens to the signal, and its own failure says more than a cancelled task. Aborting one that has ended
    // does nothing, and an abort makes an error.
    timeout(limits.tryTimeoutMs, { strategy: TimeoutStrategy.Cooperative, abortOnReturn: false }),
  );
}
