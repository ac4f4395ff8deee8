import { loadDelivery, loadOrder, loadPayment } from '../../application/order-streams.ts';
import { type DeadlineTerms, waitOf } from '../../domain/deadlines.ts';
import type { OrderId } from '../../domain/ids.ts';
import { hasOpenCancellation, type OrderPlaced } from '../../domain/order/index.ts';
import { type OrderStanding, standingOf } from '../../domain/order-standing.ts';
import type { Payment } from '../../domain/payment/index.ts';
import type { Extent, LoadedStream } from '../../platform/eventstore/handle-command.ts';
import type { EventLog } from '../../stored-events/event-log.ts';
import type { OrderStream } from '../../stored-events/order.ts';
import type { PaymentStream } from '../../stored-events/payment.ts';

/** Times of the payment process, in milliseconds. */
export interface PaymentSettings {
  /** How long an order may wait for its payment, and its refund. */
  readonly terms: DeadlineTerms;
  /** How long a charge call can be under way: after that it will not reach the gateway any more. */
  readonly callBudgetMs: number;
  /** What a gateway may need, after the last call has ended, until it shows the charge. */
  readonly graceMs: number;
  /** For how long the gateway answers a repeated key with the first result. Within it a call may be repeated; after it, never. */
  readonly keyWindowMs: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The gateway keeps a key for 15 days; a day less leaves room for clocks that differ. */
export const KEY_WINDOW_MS = 14 * DAY_MS;
export const GRACE_MS = 2_000;

/** What the payment process knows of an order: both streams as they stand, and what the order still wants with its money. */
export interface PaymentContext {
  readonly orderId: OrderId;
  readonly order: OrderStream;
  readonly payment: PaymentStream;
  readonly standing: OrderStanding;
}

/** @throws DamagedLog, StoreUnavailable */
export async function loadPaymentContext(
  log: EventLog,
  orderId: OrderId,
  extent: Extent = 'known',
): Promise<PaymentContext> {
  const [order, payment] = await Promise.all([loadOrder(log, orderId, extent), loadPayment(log, orderId, extent)]);
  const context = { orderId, order, payment, standing: standingOf(order.state, 'None') };
  const asksForDelivery = order.state.status === 'Paid' && isQuestioned(payment.state);
  return asksForDelivery ? withDelivery(log, context, extent) : context;
}

/** The same with the standing that the delivery gives to a paid order: the florist may have started by now. */
export async function withDelivery(log: EventLog, context: PaymentContext, extent: Extent): Promise<PaymentContext> {
  const delivery = await loadDelivery(log, context.orderId, extent);
  return { ...context, standing: standingOf(context.order.state, delivery.state.status) };
}

/** A paid order whose money is as it should be needs no look at its delivery. */
function isQuestioned({ status }: Payment): boolean {
  return status === 'Disputed' || status === 'RefundAttempted' || status === 'Refunded';
}

/** What was ordered. Only to be asked of an order that was placed. */
export function placedOf({ order }: Pick<PaymentContext, 'order'>): OrderPlaced['data'] {
  if (order.state.status === 'None') throw new Error('the order was never placed');
  return order.state.placed;
}

/** When the order was placed, in milliseconds since 1970. */
export function placedAt({ order }: Pick<PaymentContext, 'order'>): number {
  return Date.parse(order.events[0]?.at ?? '');
}

/** When the order has ended without a delivery, in milliseconds since 1970. */
export function endedAt(context: Pick<PaymentContext, 'order'>): number {
  const { order } = context;
  return lastAt(order, 'OrderCancelled') ?? lastAt(order, 'OrderPaymentFailed') ?? placedAt(context);
}

/** Until when the order may wait for its payment, in milliseconds since 1970; null when it does not wait for it (any more). */
export function paymentDueAt({ order }: Pick<PaymentContext, 'order'>, terms: DeadlineTerms): number | null {
  const wait = waitOf({ order }, terms, 0);
  return wait?.waitingFor === 'payment' ? wait.endsAt : null;
}

/** Until when a dispute over an order that was paid may stay open: as long as a payment may, from the dispute on. */
export function disputeDueAt(
  { order, payment, standing }: PaymentContext,
  { paymentMs }: Pick<DeadlineTerms, 'paymentMs'>,
): number | null {
  const disputedAt = lastAt(payment, 'PaymentDisputed');
  const isOpen = payment.state.status === 'Disputed' || payment.state.status === 'RefundAttempted';
  if (disputedAt === null || !isOpen || standing !== 'open' || hasOpenCancellation(order.state)) return null;
  return disputedAt + paymentMs;
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
