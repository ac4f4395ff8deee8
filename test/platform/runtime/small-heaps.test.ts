import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { keepHeapsSmall } from '../../../src/platform/runtime/small-heaps.ts';

/** MiB of these spaces of a thread's heap, after it has worked. */
const worked = (work: string, of: string) => `
  const { getHeapSpaceStatistics } = require('node:v8');
  const { parentPort } = require('node:worker_threads');
  const inMb = (bytes) => bytes / 2 ** 20;
  const used = (name) => inMb(getHeapSpaceStatistics().find(({ space_name }) => space_name === name).space_used_size);
  const taken = (name) => inMb(getHeapSpaceStatistics().find(({ space_name }) => space_name === name).space_size);
  ${work}
  parentPort.postMessage(${of});
`;

async function measured(work: string, of: string): Promise<number> {
  const [megabytes] = (await once(new Worker(worked(work, of), { eval: true }), 'message')) as [number];
  return megabytes;
}

describe('the heap of a thread', () => {
  beforeAll(keepHeapsSmall);

  it('has 8 MiB for new objects at most, though many are in use for a while', async () => {
    const work = `
      let some = [];
      for (let count = 0; count < 2_000_000; count++) {
        if (some.length > 100_000) some = [];
        some.push({ count });
      }`;
    expect(await measured(work, "taken('new_space')")).toBeLessThanOrEqual(8);
  });

  it('is collected when garbage is as much as what is in use, and not three times as much', async () => {
    const work = `
      // 40 MiB.
      const inUse = Array.from({ length: 300_000 }, (_, count) => ({ count, text: 'text ' + count }));
      const passing = [];
      let most = 0;
      for (let count = 0; count < 3_000_000; count++) {
        // In use for so long that it is old when it goes.
        passing[count % 100_000] = { count, text: 'text ' + count };
        if (count % 10_000 === 0) most = Math.max(most, used('old_space'));
      }`;
    expect(await measured(work, 'inUse.length > 0 && most')).toBeLessThan(120);
  });
});
