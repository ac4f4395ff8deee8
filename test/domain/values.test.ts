import { describe, expect, it } from '@jest/globals';
import { isWon } from '../../src/domain/money.ts';

describe('won', () => {
  it.each([0, 1, 45_000, Number.MAX_SAFE_INTEGER])('%d is an amount', (amount) => {
    expect(isWon(amount)).toBe(true);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%d is not', (amount) => {
    expect(isWon(amount)).toBe(false);
  });
});
