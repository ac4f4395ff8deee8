import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toTimestamp } from '../../../src/platform/runtime/clock.ts';

describe('a timestamp', () => {
  it('is what the language writes, whatever was asked for before', () => {
    const LAST = 8.64e15;
    const moments = fc.oneof(fc.integer({ min: 0, max: 4e12 }), fc.double({ min: -LAST, max: LAST, noNaN: true }));
    fc.assert(
      fc.property(fc.array(moments), (times) => {
        for (const ms of times) expect(toTimestamp(ms)).toBe(new Date(ms).toISOString());
      }),
    );
  });

  it('is none of what is no time', () => {
    expect(() => toTimestamp(Number.NaN)).toThrow(RangeError);
    expect(() => toTimestamp(8.64e15 + 1_000)).toThrow(RangeError);
  });
});
