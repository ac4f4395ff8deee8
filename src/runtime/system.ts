import { setTimeout as delay } from 'node:timers/promises';
import { v7 } from 'uuid';
import type { Clock } from './clock.ts';
import type { IdSource } from './ids.ts';
import type { MonotonicClock } from './monotonic.ts';
import { pooledRandom } from './random.ts';

const random = pooledRandom();

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined),
};

/** The machine's steady time. It goes on while a process is stopped, but not while the whole machine sleeps. */
export const systemMonotonic: MonotonicClock = { elapsed: () => performance.now() };

/** Random ids that grow with the machine's time. */
export const systemIds: IdSource = { next: () => v7({ random: random(16) }) };
