import { beforeEach, describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '../../../../src/platform/eventstore/event-store.ts';
import { StreamMemory } from '../../../../src/platform/eventstore/known-streams/stream-memory.ts';
import { orderFamilies } from '../../../../src/stored-events/streams.ts';
import { event } from '../../../support/an-event.ts';

function stored(streamId: string, revision: number, name = `${streamId}@${revision}`): StoredEvent {
  return { ...event(name), streamId, revision, position: `p${revision}` };
}

let memory: StreamMemory;
const revisions = (streamId: string) => memory.recall(streamId)?.events.map(({ revision }) => revision) ?? null;

beforeEach(() => {
  memory = new StreamMemory(orderFamilies, 1_000);
});

describe('what is remembered of a stream', () => {
  it('is nothing when neither its beginning nor that of its order was seen', () => {
    memory.note(stored('payment-1', 3));
    expect(memory.recall('payment-1')).toBeNull();
    memory.note(stored('payment-1', 0));
    expect(revisions('payment-1')).toEqual([0]);
    expect(memory.recall('delivery-1')).toBeNull();
  });

  it('is forgotten at a gap', () => {
    memory.note(stored('payment-1', 0));
    memory.note(stored('payment-1', 2));
    expect(memory.recall('payment-1')).toBeNull();
    memory.note(stored('order-2', 0));
    memory.note(stored('delivery-2', 1));
    expect(memory.recall('delivery-2')).toBeNull();
    expect(memory.recall('review-2')).toEqual({ events: [], shown: 0 });
  });

  it('does not change when an event is shown again', () => {
    memory.note(stored('order-1', 0));
    memory.note(stored('order-1', 1));
    const before = memory.recall('order-1');
    memory.note(stored('order-1', 0));
    expect(memory.recall('order-1')).toEqual(before);
  });

  it('is forgotten when the log shows another event than the one that was appended here', () => {
    memory.wrote('order-1', 'no-stream', stored('order-1', 0));
    memory.note(stored('order-1', 0, 'somebody else’s'));
    expect(memory.recall('order-1')).toBeNull();
  });

  it('is forgotten when something was appended further on than it reaches', () => {
    memory.note(stored('order-1', 0));
    memory.wrote('order-1', 1, stored('order-1', 2));
    expect(memory.recall('order-1')).toBeNull();
  });

  it('is forgotten when the log shows an event of it that is not as it was written', () => {
    memory.note(stored('order-1', 0));
    memory.learn('order-1', 1, [{ ...stored('order-1', 1), data: { $damaged: '{"n":' } }]);
    expect(memory.recall('order-1')).toBeNull();
    memory.learn('payment-1', 0, [{ ...stored('payment-1', 0), data: { $damaged: '{"n":' } }, stored('payment-1', 1)]);
    expect(memory.recall('payment-1')).toBeNull();
  });

  it('is not begun by an append in its middle', () => {
    memory.wrote('payment-1', 4, stored('payment-1', 5));
    expect(memory.recall('payment-1')).toBeNull();
  });

  it('is joined to by a read that has seen more, and by no read that begins further on', () => {
    memory.learn('payment-1', 3, [stored('payment-1', 3)]);
    expect(memory.recall('payment-1')).toBeNull();
    memory.learn('payment-1', 0, [stored('payment-1', 0)]);
    memory.learn('payment-1', 1, [stored('payment-1', 1), stored('payment-1', 2)]);
    expect(revisions('payment-1')).toEqual([0, 1, 2]);
  });

  it('is known to be forgotten, also of an order that was seen from its birth', () => {
    memory.note(stored('order-1', 0));
    memory.forget('delivery-1');
    expect(memory.recall('delivery-1')).toBeNull();
    expect(revisions('order-1')).toEqual([0]);
  });
});

describe('the capacity', () => {
  it('is kept: the order that was not used for longest goes, with all its streams', () => {
    memory = new StreamMemory(orderFamilies, 12);
    for (const order of ['1', '2', '3']) {
      memory.note(stored(`order-${order}`, 0));
      memory.note(stored(`payment-${order}`, 0));
    }
    memory.recall('order-1');
    memory.note(stored('review-1', 0));
    expect(revisions('order-1')).toEqual([0]);
    for (const stream of ['order-2', 'payment-2', 'review-2']) expect(memory.recall(stream)).toBeNull();
    expect(revisions('payment-3')).toEqual([0]);
  });

  it('counts empty streams too, so that asking for what is not there takes no more room', () => {
    memory = new StreamMemory(orderFamilies, 10);
    for (let order = 0; order < 100; order++) memory.learn(`order-${order}`, 0, []);
    const kept = Array.from({ length: 100 }, (_, order) => memory.recall(`order-${order}`)).filter(Boolean);
    expect(kept).toHaveLength(10);
  });

  it('does not hold a stream that is longer', () => {
    memory = new StreamMemory(orderFamilies, 2);
    memory.note(stored('order-1', 0));
    memory.note(stored('order-1', 1));
    expect(memory.recall('order-1')).toBeNull();
    memory.note(stored('order-2', 0));
    expect(revisions('order-2')).toEqual([0]);
  });
});
