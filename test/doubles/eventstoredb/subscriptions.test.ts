import {
  END,
  eventTypeFilter,
  excludeSystemEvents,
  type Filter,
  jsonEvent,
  type Position,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import { describe, expect, it } from '@jest/globals';
import { until } from '../../support/until.ts';
import { follow, numberOf, placeOf } from './collect.ts';
import { withDouble } from './with-double.ts';

const event = (n: number, type = 'OrderPlaced') => jsonEvent({ type, data: { n } });

describe('a subscription to everything', () => {
  const given = withDouble();
  const fill = (stream: string, count: number, from = 0) =>
    given.client.appendToStream(
      stream,
      Array.from({ length: count }, (_, n) => event(from + n)),
    );
  const subscribe = (filter?: Filter, fromPosition: Position | typeof START | typeof END = START) =>
    follow(given.client.subscribeToAll({ fromPosition, ...(filter && { filter }) }));
  const numbers = ({ events }: ReturnType<typeof follow>) => events.map(numberOf);

  it.each([
    ['without a filter', undefined],
    ['with a filter', excludeSystemEvents()],
  ])(
    '%s confirms itself, brings what there is, says that it has caught up, and goes on with what comes',
    async (_case, filter) => {
      await fill('order-1', 3);
      const followed = subscribe(filter);
      await until(() => followed.signs.includes('caughtUp'));
      expect(followed.signs).toEqual(['confirmation', 'caughtUp']);
      expect(numbers(followed)).toEqual([0, 1, 2]);
      await fill('order-1', 2, 3);
      await until(() => followed.events.length === 5);
      expect(numbers(followed)).toEqual([0, 1, 2, 3, 4]);
      expect(followed.signs).toEqual(['confirmation', 'caughtUp']);
    },
  );

  it('begins after the position that it names', async () => {
    await fill('order-1', 4);
    const place = BigInt(given.server.events[1]?.position ?? -1);
    const followed = subscribe(undefined, { commit: place, prepare: place });
    await until(() => followed.signs.includes('caughtUp'));
    expect(numbers(followed)).toEqual([2, 3]);
  });

  it('from the end brings only what comes', async () => {
    await fill('order-1', 4);
    const followed = subscribe(undefined, END);
    await until(() => followed.signs.includes('caughtUp'));
    await fill('order-1', 1, 4);
    await until(() => followed.events.length === 1);
    expect(numbers(followed)).toEqual([4]);
  });

  it.each<[string, Filter]>([
    ['prefixes of stream names', streamNameFilter({ prefixes: ['delivery-', 'payment-'] })],
    ['an expression on stream names', streamNameFilter({ regex: '^(delivery|payment)-' })],
    ['prefixes of types', eventTypeFilter({ prefixes: ['Delivery', 'Payment'] })],
    ['an expression on types', eventTypeFilter({ regex: '^(Delivery|Payment)' })],
  ])('can be narrowed by %s', async (_case, filter) => {
    for (const [n, name] of ['Order', 'Delivery', 'Payment', 'Menu'].entries())
      await given.client.appendToStream(`${name.toLowerCase()}-1`, event(n, `${name}Changed`));
    const followed = subscribe(filter);
    await until(() => followed.signs.includes('caughtUp'));
    expect(numbers(followed)).toEqual([1, 2]);
  });

  it.each([
    ['its default window of 32', {}, 32],
    ['a window', { maxSearchWindow: 10 }, 10],
    ['an interval of windows', { maxSearchWindow: 10, checkpointInterval: 3 }, 30],
  ])('tells how far it has looked once for %s, whatever it brings', async (_case, options, every) => {
    await fill('order-1', 100);
    const places: bigint[] = [];
    const checkpointReached = async (_: unknown, position: Position) => void places.push(placeOf(position));
    const followed = subscribe(streamNameFilter({ prefixes: ['delivery-'], ...options, checkpointReached }));
    await until(() => followed.signs.includes('caughtUp'));
    const expected = given.server.records.all.filter((_, index) => (index + 1) % every === 0);
    expect(places).toEqual(expected.map(({ position }) => BigInt(position)));
    expect(followed.events).toEqual([]);
  });
});

describe('a subscription while the standard projections run', () => {
  const given = withDouble({ systemProjections: true });

  it('counts links among the records that it has looked at', async () => {
    for (let n = 0; n < 20; n++) await given.client.appendToStream('order-1', event(n));
    let checkpoints = 0;
    const checkpointReached = async () => void checkpoints++;
    const filter = eventTypeFilter({ regex: '^[^$]', maxSearchWindow: 10, checkpointReached });
    const followed = follow(given.client.subscribeToAll({ fromPosition: START, filter }));
    await until(() => followed.signs.includes('caughtUp'));
    expect(followed.events).toHaveLength(20);
    expect(checkpoints).toBe(Math.floor(given.server.records.all.length / 10));
    expect(checkpoints).toBeGreaterThan(20 / 10);
  });
});
