import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { checkoutsOf, figures, inTurns, OURS } from '../../../bench/support/checkouts.ts';

it('measures a checkout and another one in turns', async () => {
  const asked: string[] = [];
  const sides = await inTurns({ ours: 'new', before: 'old' }, 2, async (root) => {
    asked.push(root);
    return asked.length;
  });
  expect(asked).toEqual(['new', 'old', 'new', 'old']);
  expect(sides).toEqual({ ours: [1, 3], before: [2, 4] });
  expect(figures(sides, ([first]) => first ?? 0)).toEqual({ measured: 1, before: 2 });
});

it('measures itself alone without another one', async () => {
  const checkouts = checkoutsOf(undefined);
  expect(checkouts).toEqual({ ours: OURS, before: null });
  const sides = await inTurns(checkouts, 1, async () => 7);
  expect(figures(sides, ([first]) => first ?? 0)).toEqual({ measured: 7 });
});

it('refuses a folder in which no program lies', () => {
  const empty = mkdtempSync(join(tmpdir(), 'kkotgil-test-'));
  try {
    expect(() => checkoutsOf(empty)).toThrow('no src/main.ts');
  } finally {
    rmSync(empty, { recursive: true });
  }
  expect(checkoutsOf(OURS)).toEqual({ ours: OURS, before: OURS });
});
