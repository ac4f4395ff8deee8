import { expect, it } from '@jest/globals';
import { uuidV5 } from '../../../../src/platform/runtime/ids.ts';
import { IdFilter } from '../../../../src/platform/views/embedded/id-filter.ts';

const NAMESPACE = '3f2b8c1e-6d40-4a7b-9c55-0e1d2f3a4b5c';
const idsOf = (prefix: string, count: number) =>
  [...Array(count)].map((_, index) => uuidV5(NAMESPACE, `${prefix}${index}`));

it('holds whatever was added, and takes few others for it', () => {
  const filter = new IdFilter();
  const [added, others] = [idsOf('a', 4_000), idsOf('b', 1_000)];
  for (const id of added) filter.add(id);
  expect(added.every((id) => filter.mayHold(id))).toBe(true);
  expect(others.filter((id) => filter.mayHold(id)).length).toBeLessThan(4);
});

it('tells ids apart that differ in their last letters alone', () => {
  const filter = new IdFilter();
  for (let number = 0; number < 2_000; number++) filter.add(`order-${number}`);
  const others = [...Array(2_000)].map((_, index) => `order-${2_000 + index}`);
  expect(others.filter((id) => filter.mayHold(id)).length).toBeLessThan(40);
});

it('holds nothing at first', () => {
  expect(new IdFilter().mayHold('')).toBe(false);
});
