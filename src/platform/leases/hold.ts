import { type Acquired, acquire, type Contender } from './acquire.ts';
import { Held } from './held.ts';
import { keep } from './keep.ts';
import type { HeldLease } from './lease-store.ts';

/** So that work which ends at once does not spin, and another process may have its turn. */
const RETRY_AFTER_MS = 500;

export interface HoldLeaseOptions extends Contender {
  /** Ends the work, gives the lease back, and with that the call. */
  readonly signal: AbortSignal;
  /** What only the holder does. It comes to its end by itself when its signal aborts. */
  readonly work: (holding: Holding) => Promise<void>;
}

/** What the work under a lease goes by. */
export interface Holding {
  /** Aborts when the lease is lost or no longer wanted. */
  readonly signal: AbortSignal;
  /** Whether the lease stands at this moment. When it doesn't, nothing is done any more that others see. */
  stands(): boolean;
  /** Grows with each holder. */
  readonly term: number;
}

/**
 * Does some work on one process at a time: waits for the lease, works while it is held, and competes for it anew when it was lost or
 * the work has ended. A holder that dies or freezes is replaced within `TAKEN_OVER_AFTER_MS` and a second.
 *
 * No two hold a lease at once by their own steady clocks, and no clock is ever compared with another's. But a process that was
 * frozen may finish a call after it wakes that it began before; so what the work writes and calls is guarded besides.
 * Resolves, and never rejects, after `signal` has aborted and the work has ended.
 */
export async function holdLease(options: HoldLeaseOptions): Promise<void> {
  const { signal, timer } = options;
  while (!signal.aborted) {
    const acquired = await acquire(options, signal);
    if (acquired === null) return;
    await workWith(acquired, options);
    await timer.sleep(RETRY_AFTER_MS, signal);
  }
}

async function workWith({ lease, confirmedAt }: Acquired, options: HoldLeaseOptions): Promise<void> {
  const { name, logger, signal, work, timer } = options;
  const facts = { lease: name, term: lease.term };
  const held = new Held(timer, confirmedAt);
  const ended = new AbortController();
  logger.info(facts, 'lease taken');
  held.lost.addEventListener('abort', () => logger.warn({ ...facts, err: held.lost.reason }, 'lease lost'));
  // It is kept until the work has ended, also when it is no longer wanted: work that stops gracefully is still work.
  const keeping = keep(options, lease, held, ended.signal);
  const stop = AbortSignal.any([signal, held.lost]);
  try {
    if (!stop.aborted) await work({ signal: stop, stands: () => held.stands, term: lease.term });
  } catch (err) {
    logger.error({ ...facts, err }, 'the work under a lease failed; it begins again');
  }
  ended.abort();
  await keeping;
  // Also when it seems lost: what has gone to another is left alone.
  await giveBack(lease, options);
}

async function giveBack(lease: HeldLease, { store, logger }: Contender): Promise<void> {
  try {
    await store.release(lease);
    logger.info({ lease: lease.name, term: lease.term }, 'lease given back');
  } catch (err) {
    logger.warn({ lease: lease.name, err }, 'the lease could not be given back; others wait until it runs out');
  }
}
