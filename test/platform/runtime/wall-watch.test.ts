import { beforeEach, describe, expect, it } from '@jest/globals';
import { WallWatch } from '../../../src/platform/runtime/wall-watch.ts';
import { FixedClock } from '../../support/fixed-clock.ts';

const HOUR = 3_600_000;

describe('the wall clock, held against the timer', () => {
  let clock: FixedClock;
  let watch: WallWatch;
  beforeEach(() => {
    clock = new FixedClock();
    watch = new WallWatch(clock, clock);
  });

  it('is not set by time that passes, nor by a little drift at a time', async () => {
    for (let hour = 0; hour < 24; hour++) {
      await clock.advance(HOUR);
      clock.set(500);
      expect(watch.steps).toBe(0);
    }
    expect(watch.lastStepMs).toBe(0);
  });

  it.each([HOUR, -HOUR])('is known to be set by %d ms', async (ms) => {
    await clock.advance(5_000);
    clock.set(ms);
    expect(watch.steps).toBe(1);
    expect(watch.lastStepMs).toBe(ms);
    await clock.advance(5_000);
    expect(watch.steps).toBe(1);
  });

  it('says how long ago something was, whatever the clock was set to since', async () => {
    const before = clock.now() - HOUR;
    const atStart = clock.now();
    await clock.advance(10_000);
    clock.set(HOUR);
    expect(watch.ageOf(atStart)).toBe(10_000);
    expect(watch.ageOf(before)).toBe(HOUR + 10_000);
    const between = clock.now();
    await clock.advance(10_000);
    expect(watch.ageOf(between)).toBe(10_000);
    clock.set(-2 * HOUR);
    expect(watch.ageOf(between)).toBe(10_000);
    expect(watch.ageOf(atStart)).toBe(20_000);
    expect(watch.ageOf(clock.now())).toBe(0);
  });

  it('knows the age of what was dated by the new time before anybody noticed that there is one', async () => {
    clock.set(HOUR);
    const unnoticed = clock.now();
    await clock.advance(15_000);
    expect(watch.ageOf(unnoticed)).toBe(15_000);
  });

  it('takes what is dated in the future for just happened', () => {
    expect(watch.ageOf(clock.now() + HOUR)).toBe(0);
  });
});
