import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Batch, START } from '../../../../src/platform/eventstore/event-store.ts';
import { KnownStreams } from '../../../../src/platform/eventstore/known-streams/known-streams.ts';
import { RetoldStreams } from '../../../../src/platform/eventstore/known-streams/retold-streams.ts';
import { orderFamilies } from '../../../../src/stored-events/streams.ts';
import { event } from '../../../support/an-event.ts';
import { MemoryEventStore } from '../../../support/memory-event-store.ts';

let store: MemoryEventStore;
beforeEach(() => {
  store = new MemoryEventStore();
});

async function happened(...streamIds: string[]): Promise<void> {
  for (const streamId of streamIds) {
    const { length } = await store.readStream(streamId);
    await store.append(streamId, length === 0 ? 'no-stream' : length - 1, [event(`${streamId}@${length}`, length)]);
  }
}

/** Reads history in batches of a size. */
function retold(batchSize: number, after = START, capacity?: number) {
  const streams = new RetoldStreams(new KnownStreams(store, orderFamilies), orderFamilies, capacity);
  const batches = streams.subscribe({ after, batchSize, signal: AbortSignal.timeout(10_000) })[Symbol.asyncIterator]();
  const next = async () => (await batches.next()).value as Batch;
  const revisions = async (streamId: string) => (await streams.known(streamId)).map(({ revision }) => revision);
  return { streams, next, revisions };
}

describe('streams as history tells them', () => {
  it('are known from their first event up to where the reader is, also those that are empty', async () => {
    await happened('order-a', 'payment-a', 'order-a', 'order-a');
    const { next, revisions } = retold(2);
    await next();
    expect(await revisions('order-a')).toEqual([0]);
    expect(await revisions('payment-a')).toEqual([0]);
    expect(await revisions('delivery-a')).toEqual([]);
    await next();
    expect(await revisions('order-a')).toEqual([0, 1, 2]);
  });

  it('are not known when their beginning was not told, and nobody is asked for it', async () => {
    await happened('order-a', 'payment-a', 'order-a');
    const { next, streams } = retold(10, (await store.readStream('order-a'))[0]?.position);
    await next();
    await expect(streams.known('order-a')).rejects.toThrow('was not told from its beginning');
    await expect(streams.known('delivery-a')).rejects.toThrow('was not told');
    await expect(streams.latest('payment-a')).rejects.toThrow('was not told');
  });

  it('are forgotten in the order of their news, whichever was looked at since', async () => {
    await happened('order-a', 'order-b', 'order-c', 'order-d');
    const { next, revisions, streams } = retold(1, START, 6);
    for (let event = 0; event < 3; event++) await next();
    expect(await revisions('order-a')).toEqual([0]);
    await next();
    await expect(streams.known('order-a')).rejects.toThrow('was not told');
    expect(await revisions('order-b')).toEqual([0]);
  });

  it('are not known any more once the reader has caught up', async () => {
    await happened('order-a');
    const { next, revisions, streams } = retold(10);
    let batch = await next();
    while (!batch.live) batch = await next();
    expect(await revisions('order-a')).toEqual([0]);
    const more = next();
    await happened('order-b');
    await more;
    await expect(streams.known('order-a')).rejects.toThrow('was not told');
    await expect(streams.known('order-b')).rejects.toThrow('was not told');
  });

  it('can’t be written to', async () => {
    const { streams } = retold(10);
    await expect(streams.append('order-a')).rejects.toThrow('only retells');
  });
});
