import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from '@jest/globals';
import { keepThreadsSmall } from '../../../src/platform/runtime/thread-memory.ts';

/** Some of what it makes is in use for a while: V8 would give new objects more and more room. */
const BUSY = `
  const { getHeapSpaceStatistics } = require('node:v8');
  const { parentPort } = require('node:worker_threads');
  let used = [];
  for (let count = 0; count < 2_000_000; count++) {
    if (used.length > 100_000) used = [];
    used.push({ count });
  }
  parentPort.postMessage(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size / 2 ** 20);
`;

it('threads that begin from then on take 4 MiB for new objects at most', async () => {
  keepThreadsSmall();
  const [newSpaceMb] = (await once(new Worker(BUSY, { eval: true }), 'message')) as [number];
  expect(newSpaceMb).toBeLessThanOrEqual(4);
});
