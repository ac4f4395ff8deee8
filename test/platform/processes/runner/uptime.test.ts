import { beforeEach, describe, expect, it } from '@jest/globals';
import { Uptime } from '../../../../src/platform/processes/runner/uptime.ts';
import { FixedClock } from '../../../support/fixed-clock.ts';

const HOUR = 3_600_000;

describe('the time in which people could answer', () => {
  let clock: FixedClock;
  let uptime: Uptime;
  let start: number;
  beforeEach(() => {
    clock = new FixedClock();
    uptime = new Uptime(clock, clock);
    start = clock.now();
  });

  /** Time passes while the log answers as it is asked. */
  const fine = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 2_000) {
      await clock.advance(2_000);
      uptime.answered();
    }
  };

  it('counts from the start as long as nothing comes between', async () => {
    await fine(HOUR);
    expect(uptime.since).toBe(start);
  });

  it('does not begin anew for a moment without an answer', async () => {
    await fine(10_000);
    await clock.advance(4_000);
    uptime.answered();
    expect(uptime.since).toBe(start);
  });

  it('begins anew when the log, or this process, was away', async () => {
    await fine(10_000);
    await clock.advance(HOUR);
    expect(uptime.since).toBe(clock.now());
    uptime.answered();
    const back = clock.now();
    await fine(60_000);
    expect(uptime.since).toBe(back);
  });

  it('begins anew when work has failed on a log that answers', async () => {
    await fine(10_000);
    uptime.failed();
    await fine(60_000);
    expect(uptime.since).toBe(clock.now());
    uptime.worked();
    const back = clock.now();
    await fine(60_000);
    expect(uptime.since).toBe(back);
  });

  it('goes on when somebody sets the clock, and never lies in the future', async () => {
    await fine(10_000);
    clock.set(HOUR);
    await fine(10_000);
    expect(uptime.since).toBe(start);
    clock.set(-3 * HOUR);
    expect(uptime.since).toBe(clock.now());
  });
});
