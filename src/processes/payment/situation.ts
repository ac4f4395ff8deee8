import { loadDelivery, loadOrder, loadPayment } from '../../application/order-streams.ts';
import type { OrderId } from '../../domain/ids.ts';
import type { OrderPlaced } from '../../domain/order/index.ts';
import { type OrderStanding, standingOf } from '../../domain/order-standing.ts';
import type { Payment } from '../../domain/payment/index.ts';
import type { Extent, LoadedStream } from '../../platform/eventstore/handle-command.ts';
import type { EventLog } from '../../stored-events/event-log.ts';
import type { OrderStream } from '../../stored-events/order.ts';
import type { PaymentStream } from '../../stored-events/payment.ts';

/** What the payment process knows of an order: both streams as they stand, and what the order still wants with its money. */
export interface PaymentSituation {
  readonly orderId: OrderId;
  readonly order: OrderStream;
  readonly payment: PaymentStream;
  readonly standing: OrderStanding;
}

/** @throws DamagedLog, StoreUnavailable */
export async function loadPaymentSituation(
  log: EventLog,
  orderId: OrderId,
  extent: Extent = 'known',
): Promise<PaymentSituation> {
  const [order, payment] = await Promise.all([loadOrder(log, orderId, extent), loadPayment(log, orderId, extent)]);
  const situation = { orderId, order, payment, standing: standingOf(order.state, 'None') };
  const asksForDelivery = order.state.status === 'Paid' && isQuestioned(payment.state);
  return asksForDelivery ? withDelivery(log, situation, extent) : situation;
}

/** The same with the standing that the delivery gives to a paid order: the florist may have started by now. */
export async function withDelivery(
  log: EventLog,
  situation: PaymentSituation,
  extent: Extent,
): Promise<PaymentSituation> {
  const delivery = await loadDelivery(log, situation.orderId, extent);
  return { ...situation, standing: standingOf(situation.order.state, delivery.state.status) };
}

/** A paid order whose money is as it should be needs no look at its delivery. */
function isQuestioned({ status }: Payment): boolean {
  return status === 'Disputed' || status === 'RefundAttempted' || status === 'Refunded';
}

/** What was ordered. Only to be asked of an order that was placed. */
export function placedOf({ order }: Pick<PaymentSituation, 'order'>): OrderPlaced['data'] {
  if (order.state.status === 'None') throw new Error('the order was never placed');
  return order.state.placed;
}

/** When the order was placed, in milliseconds since 1970. */
export function placedAt({ order }: Pick<PaymentSituation, 'order'>): number {
  return Date.parse(order.events[0]?.at ?? '');
}

/** When the order has ended without a delivery, in milliseconds since 1970. */
export function endedAt(situation: Pick<PaymentSituation, 'order'>): number {
  const { order } = situation;
  return lastAt(order, 'OrderCancelled') ?? lastAt(order, 'OrderPaymentFailed') ?? placedAt(situation);
}

/** When an event of this type was last written to a stream, in milliseconds since 1970; null when it never was. */
export function lastAt(stream: LoadedStream<unknown>, type: string): number | null {
  const event = stream.events.findLast((candidate) => candidate.type === type);
  return event === undefined ? null : Date.parse(event.at);
}

/** When an event of this type was first written to a stream. */
export function firstAt(stream: LoadedStream<unknown>, type: string): number | null {
  const event = stream.events.find((candidate) => candidate.type === type);
  return event === undefined ? null : Date.parse(event.at);
}
