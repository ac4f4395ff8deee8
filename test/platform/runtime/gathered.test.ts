import { describe, expect, it } from '@jest/globals';
import { Gathered } from '../../../src/platform/runtime/gathered.ts';
import { FixedClock } from '../../support/fixed-clock.ts';

describe('what is asked for within some milliseconds', () => {
  const gathering = (answer: (items: readonly number[]) => Promise<readonly string[]>) => {
    const clock = new FixedClock();
    const calls: (readonly number[])[] = [];
    const gathered = new Gathered<number, string>(
      async (items) => {
        calls.push(items);
        return answer(items);
      },
      clock,
      10,
    );
    return { clock, calls, gathered };
  };

  it('is one call, and each is given its own answer', async () => {
    const { clock, calls, gathered } = gathering(async (items) => items.map((item) => `answer ${item}`));
    const first = [gathered.ask(1), gathered.ask(2)];
    await clock.advance(9);
    first.push(gathered.ask(3));
    await clock.advance(1);
    const later = gathered.ask(4);
    await clock.advance(10);
    expect(await Promise.all(first)).toEqual(['answer 1', 'answer 2', 'answer 3']);
    expect(await later).toBe('answer 4');
    expect(calls).toEqual([[1, 2, 3], [4]]);
  });

  it('fails for all who asked, and for nobody who asks later', async () => {
    const { clock, gathered } = gathering(async ([first]) => {
      if (first === 1) throw new Error('gone');
      return ['here'];
    });
    const told = Promise.allSettled([gathered.ask(1), gathered.ask(2)]);
    await clock.advance(10);
    expect((await told).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const later = gathered.ask(3);
    await clock.advance(10);
    expect(await later).toBe('here');
  });
});
