import { describe, expect, it } from '@jest/globals';
import { FORGOTTEN_AFTER_MS, oneLess, oneMore, type Tally, waitOf } from '../../src/accounts/guessing.ts';

const patience = { free: 3, firstMs: 1_000, longestMs: 5_000 };
const NOW = 1_767_225_600_000;

function tried(times: number, at = NOW): Tally {
  let tally: Tally | null = null;
  for (let time = 0; time < times; time++) tally = oneMore(tally, at);
  return tally as Tally;
}

describe('who has tried in vain', () => {
  it.each([
    [1, 0],
    [2, 0],
    [3, 1_000],
    [4, 2_000],
    [5, 4_000],
    [6, 5_000],
    [60, 5_000],
  ])('%i times waits %i ms', (times, wait) => {
    expect(waitOf(tried(times), patience, NOW)).toBe(wait);
  });

  it('waits since the last time', () => {
    expect(waitOf(tried(4), patience, NOW + 1_500)).toBe(500);
    expect(waitOf(tried(4), patience, NOW + 2_500)).toBe(0);
  });

  it('waits no longer because somebody has set the clock back', () => {
    expect(waitOf(tried(60), patience, NOW - 3_600_000)).toBe(5_000);
  });

  it('is new after a day', () => {
    expect(oneMore(tried(60), NOW + FORGOTTEN_AFTER_MS)).toEqual({ count: 1, lastAt: NOW + FORGOTTEN_AFTER_MS });
  });

  it('has one try less once one of them was not in vain', () => {
    expect(oneLess(tried(2))).toEqual(tried(1));
    expect([oneLess(tried(1)), oneLess(null)]).toEqual([null, null]);
  });
});
