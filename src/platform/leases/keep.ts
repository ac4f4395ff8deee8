import { sleepInStep } from '../runtime/in-step.ts';
import type { Contender } from './acquire.ts';
import type { Held } from './held.ts';
import type { HeldLease } from './lease-store.ts';

/** All leases of a process in step: their store then makes one call of it. */
const BEAT_EVERY_MS = 700;

/**
 * Shows signs of life until `done` aborts, or the lease is lost: because another has it, or because no sign was confirmed in time. The
 * latter needs no answer of the store, and holds for a process that was frozen as well.
 */
export async function keep(contender: Contender, lease: HeldLease, held: Held, done: AbortSignal): Promise<void> {
  const { store, timer, logger, name } = contender;
  const ended = AbortSignal.any([done, held.lost]);

  const beat = async () => {
    for (;;) {
      await sleepInStep(timer, BEAT_EVERY_MS, ended);
      if (ended.aborted) return;
      const askedAt = timer.elapsed();
      try {
        if (await store.beat(lease)) held.confirm(askedAt);
        else held.lose('another has taken the lease');
      } catch (err) {
        logger.debug({ lease: name, err }, 'no sign of life could be given now');
      }
    }
  };
  // Not waited for: a call that hangs must not keep the lease from ending.
  void beat();
  while (!ended.aborted) {
    const { left } = held;
    if (left <= 0) held.lose('no sign of life was confirmed in time');
    else await timer.sleep(left, ended);
  }
}
