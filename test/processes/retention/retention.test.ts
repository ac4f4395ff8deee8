import { describe, expect, it } from '@jest/globals';
import {
  isDue,
  type PersonalOrder,
  Retention,
  type RetentionTerms,
} from '../../../src/processes/retention/retention.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { quiet } from '../../support/quiet-logger.ts';

const DAY_MS = 86_400_000;

describe('what is kept of a person is due', () => {
  const cutoff = '2026-01-01T00:00:00.000Z';
  it.each([
    [[], false],
    [['2025-12-31T23:59:59.000Z'], true],
    [['2026-01-01T00:00:00.000Z'], false],
    [['2020-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z'], true],
    [['2020-01-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z'], false],
    [['2020-01-01T00:00:00.000Z', null], false],
  ])('whose orders ended at %j: %s', (ends, expected) => {
    expect(
      isDue(
        ends.map((endedAt) => ({ endedAt })),
        cutoff,
      ),
    ).toBe(expected);
  });
});

function setUp(terms: Partial<RetentionTerms> = {}) {
  const clock = new FixedClock();
  const before = (days: number) => new Date(clock.now() - days * DAY_MS).toISOString();
  const world = {
    orders: [] as PersonalOrder[],
    /** Whose money is not settled. */
    stuck: new Set<string>(),
    expired: [] as string[],
    looks: 4,
    written: new Map<string, unknown>(),
    isAway: false,
  };
  const order = (days: number | null, customer: string, recipient: string): PersonalOrder => ({
    orderId: `order-${world.orders.length}`,
    endedAt: days === null ? null : before(days),
    people: { customer, recipient },
  });
  const retention = new Retention({
    clock,
    timer: clock,
    logger: quiet,
    ops: {
      read: async <T>(name: string) => (world.written.get(name) as T | undefined) ?? null,
      write: async (name, document) => void world.written.set(name, document),
    },
    terms: { personalMs: 100 * DAY_MS, looksMs: 10 * DAY_MS, ...terms },
    endedOrders: async function* () {
      if (world.isAway) throw new Error('the view is away');
      yield* world.orders
        .filter(({ endedAt }) => endedAt !== null)
        .sort((a, b) => ((a.endedAt ?? '') < (b.endedAt ?? '') ? -1 : 1));
    },
    ordersOf: async (person) => world.orders.filter(({ people }) => Object.values(people).includes(person)),
    expire: async (person, actor) => {
      expect(actor).toBe('retention');
      if (world.stuck.has(person)) return false;
      world.expired.push(person);
      return true;
    },
    looks: {
      countBefore: async () => world.looks,
      forgetBefore: async () => {
        const count = world.looks;
        world.looks = 0;
        return count;
      },
    },
  });
  return { clock, world, order, retention };
}

describe('the retention', () => {
  it('erases who is due, once, and nobody who has ordered or received since', async () => {
    const { world, order, retention } = setUp();
    world.orders.push(order(200, 'old', 'old-recipient'), order(150, 'old', 'regular'), order(120, 'regular', 'open'));
    world.orders.push(order(5, 'regular', 'regular'), order(null, 'open', 'open'));
    expect(await retention.figures()).toEqual({ people: 2, peopleSoon: 2, looks: 4 });
    expect(world.expired).toEqual([]);
    const run = await retention.run();
    expect(run).toMatchObject({ people: 2, waiting: 0, looks: 4, failure: null });
    expect(world.expired).toEqual(['old', 'old-recipient']);
    expect(await retention.lastRun()).toEqual(run);
  });

  it('tells what is due soon', async () => {
    const { world, order, retention } = setUp();
    world.orders.push(order(90, 'soon', 'soon'));
    expect(await retention.figures()).toMatchObject({ people: 0, peopleSoon: 1 });
  });

  it('leaves who has money open, and goes on with the others', async () => {
    const { world, order, retention } = setUp();
    world.orders.push(order(200, 'stuck', 'stuck'), order(190, 'next', 'next'));
    world.stuck.add('stuck');
    expect(await retention.run()).toMatchObject({ people: 1, waiting: 1 });
    expect(world.expired).toEqual(['next']);
  });

  it('comes to those who are due behind however many have money open', async () => {
    const { world, order, retention } = setUp();
    for (let i = 0; i < 600; i++) world.orders.push(order(200, `stuck-${i}`, `stuck-${i}`));
    world.stuck = new Set(world.orders.map(({ people }) => people.customer ?? ''));
    world.orders.push(order(190, 'next', 'next'));
    expect(await retention.run()).toMatchObject({ people: 1, waiting: 600 });
  });

  it('keeps people for ever where that is set, and forgets looks all the same', async () => {
    const { world, order, retention } = setUp({ personalMs: null });
    world.orders.push(order(4_000, 'old', 'old'));
    expect(await retention.run()).toMatchObject({ people: 0, looks: 4 });
    expect(await retention.figures()).toMatchObject({ people: 0, peopleSoon: 0 });
  });

  it('runs by itself, again and again, also after a run that failed', async () => {
    const { world, order, retention, clock } = setUp();
    const stop = new AbortController();
    world.isAway = true;
    const running = retention.start(stop.signal);
    await clock.advance(2 * 60_000);
    expect(await retention.lastRun()).toMatchObject({ failure: 'the view is away' });
    world.isAway = false;
    world.orders.push(order(200, 'old', 'old'));
    await clock.advance(60 * 60_000);
    expect(world.expired).toEqual(['old']);
    stop.abort();
    await running;
  });
});
