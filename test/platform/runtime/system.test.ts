import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { systemTimer } from '../../../src/platform/runtime/system.ts';

const AN_HOUR = 3_600_000;
const LONGER_THAN_ANY_TIMER = 2 ** 40;

describe('a sleep on the machine’s timer', () => {
  it('takes its time', async () => {
    const begun = systemTimer.elapsed();
    await systemTimer.sleep(20);
    // A timer of Node may be a millisecond early.
    expect(systemTimer.elapsed() - begun).toBeGreaterThanOrEqual(19);
  });

  it.each([AN_HOUR, LONGER_THAN_ANY_TIMER])(
    'of %d ms ends at once when it is broken off, whatever the reason',
    async (ms) => {
      for (const reason of [undefined, null, new Error('enough')]) {
        const bell = new AbortController();
        const sleeping = systemTimer.sleep(ms, bell.signal);
        bell.abort(reason);
        await expect(sleeping).resolves.toBeUndefined();
        await expect(systemTimer.sleep(ms, bell.signal)).resolves.toBeUndefined();
      }
    },
  );

  it('leaves nothing behind on a signal that goes on', async () => {
    const { signal } = new AbortController();
    await systemTimer.sleep(1, signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
