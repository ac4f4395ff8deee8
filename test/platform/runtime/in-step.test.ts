import { expect, it } from '@jest/globals';
import { sleepInStep } from '../../../src/platform/runtime/in-step.ts';
import { FixedClock } from '../../support/fixed-clock.ts';

it('wakes all who sleep in step at the same moment, whenever they began', async () => {
  const clock = new FixedClock();
  const woken: number[] = [];
  const sleep = async () => {
    await sleepInStep(clock, 100);
    woken.push(clock.elapsed());
  };
  void sleep();
  await clock.advance(30);
  void sleep();
  await clock.advance(69.5);
  void sleep();
  await clock.advance(0.5);
  // Who begins at the moment itself sleeps until the next.
  void sleep();
  await clock.advance(100);
  expect(woken).toEqual([100, 100, 100, 200]);
});
