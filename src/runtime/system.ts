import { setTimeout as delay } from 'node:timers/promises';
import { v7 } from 'uuid';
import type { Clock } from './clock.ts';
import type { IdSource } from './ids.ts';
import { pooledRandom } from './random.ts';
import type { Timer } from './timer.ts';

/** As long as one timer of the machine can be set; a longer one would end at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const random = pooledRandom();

/** The machine's wall clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** The machine's steady time. It goes on while a process is stopped, but not while the whole machine sleeps. */
export const systemTimer: Timer = {
  elapsed: () => performance.now(),
  sleep: async (ms, signal) => {
    for (let left = ms; left > 0 && !signal?.aborted; left -= LONGEST_TIMER_MS) {
      await delay(Math.min(left, LONGEST_TIMER_MS), undefined, signal === undefined ? {} : { signal }).catch(
        () => undefined,
      );
    }
  },
};

/** Random ids that grow with the machine's time. */
export const systemIds: IdSource = { next: () => v7({ random: random(16) }) };
