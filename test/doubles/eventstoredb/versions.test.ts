import { END, jsonEvent, type Position, START, streamNameFilter } from '@eventstore/db-client';
import { describe, expect, it } from '@jest/globals';
import { until } from '../../support/until.ts';
import { collect, follow, numberOf } from './collect.ts';
import { FlakyLink } from './flaky-link.ts';
import { withDouble } from './with-double.ts';

const ALL_BITS = 2n ** 64n - 1n;
const event = (n: number) => jsonEvent({ type: 'A', data: { n } });

describe.each(['23.10', '24.6'] as const)('a position on %s', (version) => {
  const given = withDouble({ version });
  const at = (place: bigint) => given.client.subscribeToAll({ fromPosition: { commit: place, prepare: place } });
  const places = async () =>
    (await collect(given.client.readAll())).map(({ event: read }) => read?.position?.commit ?? -1n);

  it('that is no record’s is refused, by subscriptions and by reads', async () => {
    for (let n = 0; n < 3; n++) await given.client.appendToStream('order-1', event(n));
    const place = ((await places())[1] as bigint) + 1n;
    const expected = version === '24.6' ? { code: 3, type: 'unknown' } : { code: 2, type: 'unknown' };
    const { errors } = follow(at(place));
    await until(() => errors.length > 0);
    expect(errors[0]).toMatchObject(expected);
    await expect(
      collect(given.client.readAll({ fromPosition: { commit: place, prepare: place } })),
    ).rejects.toMatchObject(expected);
  });

  it('far beyond the end is live at once, and is told what is new by the older server alone', async () => {
    await given.client.appendToStream('order-1', event(0));
    const followed = follow(at(10n ** 12n));
    await until(() => followed.signs.includes('caughtUp'));
    await given.client.appendToStream('order-1', event(1));
    const control = follow(given.client.subscribeToAll({ fromPosition: START }));
    await until(() => control.events.length === 2);
    expect(followed.events.map(numberOf)).toEqual(version === '24.6' ? [] : [1]);
  });
});

describe('a filtered subscription from the start of a log that has nothing for it', () => {
  const given = withDouble({ version: '24.6' });

  it('is given a checkpoint of all bits on 24.6 before it has caught up, and then what comes', async () => {
    await given.client.appendToStream('menu-1', event(0));
    const told: (bigint | 'caughtUp')[] = [];
    const checkpointReached = async (_: unknown, { commit, prepare }: Position) => void told.push(commit & prepare);
    const filter = streamNameFilter({ prefixes: ['payment-'], checkpointReached });
    const subscription = given.client.subscribeToAll({ fromPosition: START, filter });
    const followed = follow(subscription.on('caughtUp', () => void told.push('caughtUp')));
    await until(() => followed.signs.includes('caughtUp'));
    expect(told).toEqual([ALL_BITS, 'caughtUp']);
    await given.client.appendToStream('payment-1', event(1));
    await until(() => followed.events.length === 1);
    expect(told).toHaveLength(2);
  });
});

describe('a subscription on 22.10', () => {
  const given = withDouble({ version: '22.10' });

  it('never says that it has caught up', async () => {
    await given.client.appendToStream('order-1', event(0));
    const followed = follow(given.client.subscribeToAll({ fromPosition: START }));
    await until(() => followed.events.length === 1);
    await given.client.appendToStream('order-1', event(1));
    await until(() => followed.events.length === 2);
    expect(followed.signs).toEqual(['confirmation']);
  });
});

describe('a server', () => {
  const given = withDouble();

  it('that leads no more ends all calls, names the leader, and is not ready for a while', async () => {
    const followed = follow(given.client.subscribeToAll({ fromPosition: END }));
    await until(() => followed.signs.includes('caughtUp'));
    given.server.changeLeader();
    await until(() => followed.errors.length > 0);
    expect(followed.errors[0]).toMatchObject({ type: 'not-leader', code: 5 });
    await expect(collect(given.client.readStream('order-1'))).rejects.toMatchObject({ code: 14 });
    await until(() => given.client.appendToStream('order-1', event(0)).then(Boolean, () => false));
  });

  it('whose stream was deleted for good says so in the log itself', async () => {
    await given.client.appendToStream('order-1', event(0));
    await given.client.tombstoneStream('order-1');
    const records = await collect(given.client.readAll());
    expect(records.map((resolved) => [resolved.event?.streamId, resolved.event?.type])).toEqual([
      ['order-1', 'A'],
      ['order-1', '$streamDeleted'],
    ]);
  });

  it('lives on when the link to it breaks', async () => {
    const link = await FlakyLink.to(given.server.connectionString);
    const client = given.connect(link.connectionString);
    await client.appendToStream('order-1', event(0));
    const followed = follow(client.subscribeToAll({ fromPosition: START }));
    await until(() => followed.events.length === 1);
    link.break();
    await until(() => followed.errors.length > 0);
    await until(() => client.appendToStream('order-1', event(1)).then(Boolean, () => false));
    expect(given.server.events).toHaveLength(2);
    await client.dispose();
    await link.close();
  });
});
