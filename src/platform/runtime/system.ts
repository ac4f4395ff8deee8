import { v7 } from 'uuid';
import type { Clock } from './clock.ts';
import type { IdSource } from './ids.ts';
import { Pace } from './pace.ts';
import { pooledRandom } from './random.ts';
import type { Timer } from './timer.ts';

/** As long as one timer of the machine can be set; a longer one would end at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Random bytes of the machine. */
export const systemRandom = pooledRandom();

/** The machine's wall clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** The machine's steady time. It goes on while a process is stopped, but not while the whole machine sleeps. */
export const systemTimer: Timer = {
  elapsed: () => performance.now(),
  sleep: async (ms, signal) => {
    for (let left = ms; left > 0 && !signal?.aborted; left -= LONGEST_TIMER_MS) {
      await pause(Math.min(left, LONGEST_TIMER_MS), signal);
    }
  },
};

/** Shares out the thread in which this program runs. */
export const threadPace = new Pace(systemTimer);

/** Node's own promised timer makes an error, with its stack, of each sleep that is broken off; here most of them are, by something new. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}

/** Random ids that grow with the machine's time. */
export const systemIds: IdSource = { next: () => v7({ random: systemRandom(16) }) };
