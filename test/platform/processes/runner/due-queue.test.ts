import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DueQueue } from '../../../../src/platform/processes/runner/due-queue.ts';

describe('a queue of due times', () => {
  it('gives out what is due, earliest first, and keeps the rest', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), fc.nat(50), (dues, now) => {
        const queue = new DueQueue<number>();
        for (const due of dues) queue.add(due, due);
        const sorted = dues.toSorted((a, b) => a - b);
        expect([...queue.takeDue(now)]).toEqual(sorted.filter((due) => due <= now));
        expect(queue.earliest).toBe(sorted.find((due) => due > now) ?? null);
      }),
    );
  });
});
