import { BACKWARDS, END, jsonEvent, NO_STREAM, START } from '@eventstore/db-client';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../../support/until.ts';
import { collect, numberOf, placeOf } from './collect.ts';
import { withDouble } from './with-double.ts';

const given = withDouble();
const event = (n: number) => jsonEvent({ type: 'OrderPlaced', data: { n }, metadata: { actor: 'customer' } });
const numbers = async (read: Parameters<typeof collect>[0]) => (await collect(read)).map(numberOf);

describe('a read of a stream', () => {
  beforeEach(async () => {
    await given.client.appendToStream('order-1', [0, 1, 2, 3, 4].map(event), { expectedRevision: NO_STREAM });
  });

  it('begins with the revision that it names, in both directions, and ends after a count', async () => {
    const { client } = given;
    expect(await numbers(client.readStream('order-1'))).toEqual([0, 1, 2, 3, 4]);
    expect(await numbers(client.readStream('order-1', { fromRevision: 2n, maxCount: 2 }))).toEqual([2, 3]);
    expect(
      await numbers(client.readStream('order-1', { direction: BACKWARDS, fromRevision: END, maxCount: 2 })),
    ).toEqual([4, 3]);
    expect(await numbers(client.readStream('order-1', { direction: BACKWARDS, fromRevision: 1n }))).toEqual([1, 0]);
    expect(await numbers(client.readStream('order-1', { fromRevision: 9n }))).toEqual([]);
  });

  it('comes whole in parts too, and counts as broken when it is ended between them', async () => {
    const { client, server } = given;
    server.faults.partsMs = 10;
    expect(await numbers(client.readStream('order-1'))).toEqual([0, 1, 2, 3, 4]);
    expect(server.seen.brokenReads).toBe(0);
    const sent = server.sent;
    const cut = numbers(client.readStream('order-1')).catch((error: Error) => error);
    await until(() => server.sent > sent);
    server.stop();
    await until(() => server.seen.brokenReads === 1);
    await cut;
  });

  it('brings the event as it was written, its place in the log, and its time in whole milliseconds', async () => {
    const [first] = await collect(given.client.readStream('order-1', { maxCount: 1 }));
    const [stored] = given.server.events;
    expect(first?.event).toMatchObject({
      streamId: 'order-1',
      revision: 0n,
      type: 'OrderPlaced',
      isJson: true,
      data: { n: 0 },
      metadata: { actor: 'customer' },
      created: new Date(stored?.created ?? 0),
    });
    expect(placeOf(first?.event?.position)).toBe(BigInt(stored?.position ?? -1));
  });

  it('of a missing stream fails on iteration, without a code', async () => {
    const read = given.client.readStream('order-none');
    await expect(collect(read)).rejects.toMatchObject({ type: 'stream-not-found', code: undefined });
  });
});

describe('a read of everything', () => {
  beforeEach(async () => {
    for (let n = 0; n < 5; n++) await given.client.appendToStream(`order-${n}`, event(n));
  });
  const positionOf = (n: number) => {
    const place = BigInt(given.server.events[n]?.position ?? -1);
    return { commit: place, prepare: place };
  };

  it('begins with the position that it names', async () => {
    const { client } = given;
    expect(await numbers(client.readAll({ fromPosition: START }))).toEqual([0, 1, 2, 3, 4]);
    expect(await numbers(client.readAll({ fromPosition: positionOf(2), maxCount: 2 }))).toEqual([2, 3]);
  });

  it('backwards ends before the position that it names', async () => {
    const { client } = given;
    expect(await numbers(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }))).toEqual([4]);
    expect(await numbers(client.readAll({ direction: BACKWARDS, fromPosition: positionOf(2) }))).toEqual([1, 0]);
  });
});
