import { type AllStreamSubscription, START } from '@eventstore/db-client';
import { describe, expect, it } from '@jest/globals';
import { uuidV5 } from '../../../src/platform/runtime/ids.ts';
import { until } from '../../support/until.ts';
import { type Followed, follow, numberOf } from './collect.ts';
import type { EventStoreDouble } from './double.ts';
import { withDouble } from './with-double.ts';

const TESTS = '7e57ab1e-0000-4000-8000-000000000000';

function write(server: EventStoreDouble, count: number, { from = 0, bytes = 8_000 } = {}): void {
  const text = 'x'.repeat(bytes);
  for (let n = from; n < from + count; n++) {
    const data = Buffer.from(JSON.stringify({ n, text }));
    server.append('order-1', 'any', [{ id: uuidV5(TESTS, `${n}`), type: 'A', data, metadata: Buffer.of() }]);
  }
}

/** A subscription that is live, and takes nothing more until it is told to. */
async function pausedWhenLive(subscription: AllStreamSubscription): Promise<Followed> {
  const followed = follow(subscription);
  await until(() => followed.signs.includes('caughtUp'));
  subscription.pause();
  return followed;
}

const numbersUpTo = (count: number) => [...Array(count).keys()];

describe('a live subscription whose consumer is behind', () => {
  describe('on 23.10', () => {
    const given = withDouble();

    it('is let go, as far behind as 32 messages beyond what the connection takes', async () => {
      const subscription = given.client.subscribeToAll({ fromPosition: START });
      const followed = await pausedWhenLive(subscription);
      write(given.server, 120);
      await until(() => given.server.seen.letGo === 1);
      subscription.resume();
      await until(() => followed.errors.length > 0);
      expect(followed.errors[0]).toMatchObject({
        type: 'timeout',
        code: 10,
        message: expect.stringContaining('Consumer too slow to handle event while live'),
      });
      expect(followed.events.length).toBeLessThan(120);
      expect(followed.events.map(numberOf)).toEqual(numbersUpTo(followed.events.length));
    });

    it('is let go too while it goes live', async () => {
      // Two pages: the client itself takes in 32 before anybody reads.
      write(given.server, 62, { bytes: 100_000 });
      const subscription = given.client.subscribeToAll({ fromPosition: START });
      const errors: Error[] = [];
      subscription.on('error', (error) => errors.push(error));
      // Nobody reads: of the second page, which is the last of history, some stay stuck on their way.
      await until(() => given.server.sent > 32);
      write(given.server, 100, { from: 62 });
      await until(() => given.server.seen.letGo === 1);
      subscription.resume();
      await until(() => errors.length > 0);
      expect(errors[0]).toMatchObject({ code: 10, message: expect.stringContaining('while transitioning to live') });
    });

    it('is let go too behind a way that is narrower than what comes', async () => {
      given.server.faults.narrowMs = 20;
      const followed = follow(given.client.subscribeToAll({ fromPosition: START }));
      await until(() => followed.signs.includes('caughtUp'));
      write(given.server, 20, { bytes: 100 });
      await until(() => followed.events.length === 20);
      expect(given.server.seen.letGo).toBe(0);
      write(given.server, 100, { from: 20, bytes: 100 });
      await until(() => followed.errors.length > 0);
      expect(given.server.seen.letGo).toBe(1);
      expect(followed.events.length).toBeLessThan(120);
    });

    it('is kept while it takes what comes, however much that is', async () => {
      const followed = follow(given.client.subscribeToAll({ fromPosition: START }));
      await until(() => followed.signs.includes('caughtUp'));
      write(given.server, 1_000, { bytes: 100 });
      await until(() => followed.events.length === 1_000);
      expect([followed.errors, followed.events.map(numberOf)]).toEqual([[], numbersUpTo(1_000)]);
    });
  });

  describe('on 24.6', () => {
    const given = withDouble({ version: '24.6' });

    it('goes back to history by itself, and says again that it has caught up', async () => {
      const subscription = given.client.subscribeToAll({ fromPosition: START });
      const followed = await pausedWhenLive(subscription);
      write(given.server, 120);
      await new Promise((resolve) => setTimeout(resolve, 50));
      subscription.resume();
      await until(() => followed.events.length === 120 && followed.signs.length >= 3);
      expect([followed.errors, followed.events.map(numberOf)]).toEqual([[], numbersUpTo(120)]);
      expect(followed.signs).toEqual(['confirmation', 'caughtUp', 'caughtUp']);
      write(given.server, 5, { from: 120 });
      await until(() => followed.events.length === 125);
    });
  });
});
