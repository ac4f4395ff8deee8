import { BACKWARDS, END, jsonEvent, START } from '@eventstore/db-client';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../../support/until.ts';
import { collect, follow } from './collect.ts';
import { withDouble } from './with-double.ts';

describe('with the standard projections', () => {
  const given = withDouble({ systemProjections: true });
  const append = (stream: string, type: string) =>
    given.client.appendToStream(stream, jsonEvent({ type, data: {}, metadata: { $correlationId: 'order-1' } }));
  const typesIn = async (stream: string) =>
    (await collect(given.client.readStream(stream, { resolveLinkTos: true }))).map(({ event }) => event?.type);
  beforeEach(async () => {
    await append('order-1', 'OrderPlaced');
    await append('payment-order-1', 'PaymentRequested');
    await append('order-1', 'OrderConfirmed');
  });

  it('the story of a correlation can be read over its streams, in order', async () => {
    expect(await typesIn('$bc-order-1')).toEqual(['OrderPlaced', 'PaymentRequested', 'OrderConfirmed']);
  });

  it('categories and types can be read', async () => {
    expect(await typesIn('$ce-order')).toEqual(['OrderPlaced', 'OrderConfirmed']);
    expect(await typesIn('$ce-payment')).toEqual(['PaymentRequested']);
    expect(await typesIn('$et-OrderPlaced')).toEqual(['OrderPlaced']);
  });

  it('a link brings itself beside what it leads to, and itself alone when it is not resolved', async () => {
    const { client } = given;
    const [resolved] = await collect(client.readStream('$ce-order', { resolveLinkTos: true }));
    expect(resolved?.link).toMatchObject({ streamId: '$ce-order', revision: 0n, type: '$>' });
    expect(resolved?.event).toMatchObject({ streamId: 'order-1', revision: 0n });
    const [bare] = await collect(client.readStream('$ce-order'));
    expect(bare?.link).toBeUndefined();
    expect(bare?.event).toMatchObject({ streamId: '$ce-order', type: '$>' });
  });

  it('the head of the log is a link', async () => {
    const [head] = await collect(given.client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }));
    expect(head?.event).toMatchObject({ type: '$>', streamId: expect.stringMatching(/^\$/) });
  });

  it('a subscription resolves links when it is told to', async () => {
    const { events } = follow(given.client.subscribeToAll({ fromPosition: START, resolveLinkTos: true }));
    const links = () => events.filter(({ link }) => link !== undefined);
    await until(() => links().length === given.server.records.all.length - 3);
    expect(links().every(({ event }) => event?.streamId === 'order-1' || event?.streamId === 'payment-order-1')).toBe(
      true,
    );
  });
});
