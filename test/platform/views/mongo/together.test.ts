import { setImmediate, setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Together } from '../../../../src/platform/views/mongo/together.ts';

describe('what was begun in one turn', () => {
  const workFor = (ms: number, done: string[], name: string) => async () => {
    await setTimeout(ms);
    done.push(name);
  };

  it('goes on together when the last of it has ended', async () => {
    const together = new Together();
    const done: string[] = [];
    const quick = together.settled(workFor(1, done, 'quick')).then(() => [...done]);
    const slow = together.settled(workFor(20, done, 'slow')).then(() => [...done]);
    expect(await quick).toEqual(['quick', 'slow']);
    expect(await slow).toEqual(['quick', 'slow']);
  });

  it('does not wait for what was begun later', async () => {
    const together = new Together();
    const done: string[] = [];
    const quick = together.settled(workFor(1, done, 'quick')).then(() => [...done]);
    await setImmediate();
    await setImmediate();
    const slow = together.settled(workFor(30, done, 'slow'));
    expect(await quick).toEqual(['quick']);
    await slow;
  });

  it('is told of its own fault alone', async () => {
    const together = new Together();
    const done: string[] = [];
    const failing = together.settled(async () => {
      throw new Error('mine');
    });
    const other = together.settled(workFor(5, done, 'other'));
    await expect(failing).rejects.toThrow('mine');
    await other;
    expect(done).toEqual(['other']);
  });
});
