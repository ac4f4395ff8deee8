import { StoreRefused } from '../eventstore/event-store.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Timer } from '../runtime/timer.ts';
import type { HeldLease, Lease, LeaseStore } from './lease-store.ts';

/**
 * How long a lease has to be seen without a sign of life until another may take it, in milliseconds. Whoever holds it has stopped
 * by then: see `HELD_FOR_MS`.
 */
export const TAKEN_OVER_AFTER_MS = 2_500;
const LOOK_EVERY_MS = 500;

export interface Contender {
  readonly store: LeaseStore;
  /** Name of the lease. */
  readonly name: string;
  /** A name that no contender had before: a new id for each start of a process. */
  readonly holder: string;
  readonly timer: Timer;
  readonly logger: Logger;
}

/** A lease that was just taken. */
export interface Acquired {
  readonly lease: HeldLease;
  /** When it was asked for, by the holder's steady clock: the others count from then on or later. */
  readonly confirmedAt: number;
}

/**
 * Waits until the lease is free, or its holder has shown no sign of life for `TAKEN_OVER_AFTER_MS` by this process's own clock, and
 * takes it. `null` when the signal aborts first.
 */
export async function acquire(contender: Contender, signal: AbortSignal): Promise<Acquired | null> {
  const { store, name, holder, timer, logger } = contender;
  let told = false;
  let watched: { readonly lease: Lease | null; readonly since: number } | null = null;
  while (!signal.aborted) {
    try {
      const lease = await store.read(name);
      const now = timer.elapsed();
      if (watched === null || !sameSign(watched.lease, lease)) watched = { lease, since: now };
      const free = lease === null || lease.holder === null;
      if (free || now - watched.since >= TAKEN_OVER_AFTER_MS) {
        const taken = await store.take(name, holder, lease);
        if (taken !== null) return { lease: taken, confirmedAt: now };
      }
    } catch (err) {
      // Perhaps it was taken and only the answer was lost: then it stands there without a sign of life, and is taken once more.
      const refused = err instanceof StoreRefused;
      if (refused && !told) logger.error({ lease: name, err }, 'the lease can not be held: its store refuses that');
      else logger.debug({ lease: name, err }, 'the lease can not be read now');
      told = refused;
    }
    await timer.sleep(LOOK_EVERY_MS, signal);
  }
  return null;
}

function sameSign(before: Lease | null, now: Lease | null): boolean {
  return before?.term === now?.term && before?.beat === now?.beat;
}
