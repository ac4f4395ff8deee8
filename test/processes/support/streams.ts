import type { Rejection } from '../../../src/domain/decider.ts';
import type { DeliveryEvent } from '../../../src/domain/delivery/index.ts';
import type { KkotgilEvent } from '../../../src/domain/index.ts';
import type { OrderEvent, OrderPlaced } from '../../../src/domain/order/index.ts';
import type { PaymentEvent } from '../../../src/domain/payment/index.ts';
import type { ReviewEvent } from '../../../src/domain/review/index.ts';
import type { Aggregate } from '../../../src/platform/eventstore/aggregate.ts';
import type { DecidableStream } from '../../../src/platform/eventstore/handle-command.ts';
import type { Recorded } from '../../../src/platform/eventstore/recorded-event.ts';
import { deliveryAggregate } from '../../../src/stored-events/delivery.ts';
import { orderAggregate } from '../../../src/stored-events/order.ts';
import { paymentAggregate } from '../../../src/stored-events/payment.ts';
import { reviewAggregate } from '../../../src/stored-events/review.ts';
import { aRoseOrder } from '../../support/builders.ts';

/** Noon in Seoul on an ordinary day: the shop is open. */
export const NOON = Date.parse('2026-11-23T03:00:00.000Z');

export const placed: OrderPlaced = { type: 'OrderPlaced', data: aRoseOrder };

/** An event and how long after noon it happened, in milliseconds. */
export type At<Event> = Event | readonly [event: Event, afterMs: number];

function loaded<State, Command, Event extends KkotgilEvent>(
  aggregate: Aggregate<State, Command, Event, Rejection>,
  history: readonly At<Event>[],
): DecidableStream<State, Command, Event, Rejection> {
  const streamId = `${aggregate.category}-order-1`;
  const events = history.map((entry, revision) => {
    const [event, afterMs] = Array.isArray(entry) ? (entry as [Event, number]) : [entry as Event, 0];
    const at = new Date(NOON + afterMs).toISOString();
    return { ...event, id: `${streamId}@${revision}`, streamId, revision, position: `p${revision}`, at, subjects: {} };
  });
  return {
    aggregate,
    streamId,
    state: history
      .map((entry) => (Array.isArray(entry) ? entry[0] : entry) as Event)
      .reduce(aggregate.evolve, aggregate.initial),
    events: events as unknown as Recorded<Event>[],
    expected: events.length === 0 ? 'no-stream' : events.length - 1,
    position: '',
    extent: 'latest',
  };
}

export const orderStream = (...history: At<OrderEvent>[]) => loaded(orderAggregate, history);
export const paymentStream = (...history: At<PaymentEvent>[]) => loaded(paymentAggregate, history);
export const deliveryStream = (...history: At<DeliveryEvent>[]) => loaded(deliveryAggregate, history);
export const reviewStream = (...history: At<ReviewEvent>[]) => loaded(reviewAggregate, history);
