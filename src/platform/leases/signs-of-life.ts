import type { Timer } from '../runtime/timer.ts';
import { TAKEN_OVER_AFTER_MS } from './acquire.ts';
import type { HeldLease } from './lease-store.ts';

const LOOK_EVERY_MS = 200;

/** Where it is seen which leases are in somebody's hands. */
export interface HeldLeases {
  /** @throws StoreUnavailable */
  held(): Promise<readonly HeldLease[]>;
}

/**
 * Which leases are held by somebody who lives: one that shows no sign of life for as long as others would wait for one is left over from a
 * process that died. Takes no longer than that, and no time when nothing is held.
 * @throws StoreUnavailable
 */
export async function livingLeases(leases: HeldLeases, timer: Timer): Promise<readonly string[]> {
  const first = new Map((await leases.held()).map((lease) => [lease.name, lease]));
  const giveUpAt = timer.elapsed() + TAKEN_OVER_AFTER_MS;
  while (first.size > 0 && timer.elapsed() < giveUpAt) {
    await timer.sleep(LOOK_EVERY_MS);
    const living = (await leases.held()).filter(({ name, term, beat }) => {
      const before = first.get(name);
      return before?.term !== term || before.beat !== beat;
    });
    if (living.length > 0) return living.map(({ name }) => name);
  }
  return [];
}
