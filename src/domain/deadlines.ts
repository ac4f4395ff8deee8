import type { Delivery } from './delivery/index.ts';
import { windowOf } from './delivery-window.ts';
import { addOpenTime, type OpeningHours } from './opening-hours.ts';
import type { Order, OrderPlaced } from './order/index.ts';

/** How long an order may wait for what, in milliseconds. */
export interface DeadlineTerms {
  /** The florist's deadlines count these hours only. */
  readonly hours: OpeningHours;
  /** Not paid so long after it was placed: cancelled. */
  readonly paymentMs: number;
  /** No answer of the florist so long after the delivery was requested: remind. */
  readonly remindMs: number;
  /** No answer so long after the delivery was requested: refuse, and the money goes back. */
  readonly refuseMs: number;
  /** From when on somebody has to look, for what only people can end, where no window says it. */
  readonly overdueMs: {
    readonly preparing: number;
    readonly outForDelivery: number;
    readonly deliveryFailed: number;
    readonly cancellation: number;
    readonly refund: number;
  };
}

/** A stream as far as deadlines look at it: the state it has led to, and what happened when. */
interface Told<State> {
  readonly state: State;
  readonly events: readonly { readonly type: string; readonly at: string }[];
}

/** What is told of an order. Without its delivery, nothing is known of what a paid order waits for. */
export interface OrderStory {
  readonly order: Told<Order>;
  readonly delivery?: Told<Delivery>;
}

/** What an order waits for. Times in milliseconds since 1970, by the wall clock. */
export interface OrderWait {
  readonly waitingFor:
    | 'payment'
    | 'florist-answer'
    | 'delivery-start'
    | 'delivery'
    | 'second-try-or-return'
    | 'cancellation'
    | 'refund';
  /** When that began which is waited for. What else happens to the order does not move it. */
  readonly since: number;
  /** When the florist is reminded; null where nobody is. */
  readonly remindAt: number | null;
  /** When the wait is ended by the system; null where only people, or the payment system, can end it. */
  readonly endsAt: number | null;
  /** From when on somebody has to look. */
  readonly overdueAt: number;
}

/**
 * What an order waits for, and until when: all of its deadlines, in one place. Null when it waits for nothing that can be late.
 * @param upSince since when the florist can have answered without a break: time before that does not count against the florist, who
 * has a whole reminder interval afterwards. The end of the window counts all the same: nothing can be delivered in the past.
 */
export function waitOf({ order, delivery }: OrderStory, terms: DeadlineTerms, upSince: number): OrderWait | null {
  const { state } = order;
  switch (state.status) {
    case 'AwaitingPayment':
      if (state.cancellation !== null) return cancellation(order, terms);
      return ending('payment', placedAt(order), paymentDueAt(state.placed, placedAt(order), terms));
    case 'Paid':
      if (state.cancellation !== null) return cancellation(order, terms);
      return delivery === undefined ? null : deliveryWaitOf(state.placed, delivery, terms, upSince);
    case 'Cancelled':
      return watched('refund', lastAt(order, 'OrderCancelled'), terms.overdueMs.refund);
    case 'None':
    case 'PaymentFailed':
    case 'Completed':
      return null;
    default:
      return state satisfies never;
  }
}

/** When the flowers are wanted. */
type Wish = Pick<OrderPlaced['data'], 'deliverOn' | 'window'>;

/** True when the hours in which the flowers were wanted are over: there is nothing left to make them for. */
export function isWindowOver(wish: Wish, now: number): boolean {
  const window = windowOf(wish);
  return window !== null && now >= window.ends;
}

/** Flowers that are not paid when their window ends can't be paid in time any more. */
function paymentDueAt(placed: OrderPlaced['data'], since: number, { paymentMs }: DeadlineTerms): number {
  return Math.min(since + paymentMs, windowOf(placed)?.ends ?? Infinity);
}

/**
 * What a paid order, of which no cancellation is open, waits for: the part of {@link waitOf} that the delivery alone decides.
 * @param upSince as in {@link waitOf}
 */
export function deliveryWaitOf(
  wish: Wish,
  delivery: Told<Pick<Delivery, 'status'>>,
  terms: DeadlineTerms,
  upSince: number,
): OrderWait | null {
  const { overdueMs } = terms;
  const { status } = delivery.state;
  const window = windowOf(wish);
  switch (status) {
    case 'Requested':
      return floristAnswer(lastAt(delivery, 'DeliveryRequested'), window?.ends ?? Infinity, terms, upSince);
    case 'Accepted': {
      const since = lastAt(delivery, 'DeliveryAccepted');
      return until('delivery-start', since, window?.begins ?? since + overdueMs.preparing);
    }
    case 'Started':
      return until(
        'delivery',
        lastAt(delivery, 'DeliveryStarted'),
        broughtBy(delivery, window?.ends ?? null, overdueMs),
      );
    case 'Failed':
      return watched('second-try-or-return', lastAt(delivery, 'DeliveryFailed'), overdueMs.deliveryFailed);
    case 'None':
    case 'Rejected':
    case 'Returned':
    case 'Completed':
    case 'Cancelled':
      return null;
    default:
      return status satisfies never;
  }
}

/** The florist's answer is due when so much opening time has passed, at the end of the window at the latest; the reminder comes before. */
function floristAnswer(
  since: number,
  windowEnds: number,
  { hours, remindMs, refuseMs }: DeadlineTerms,
  upSince: number,
): OrderWait {
  const byHours = Math.max(addOpenTime(hours, since, refuseMs), addOpenTime(hours, upSince, remindMs));
  const endsAt = Math.min(byHours, windowEnds);
  const usual = addOpenTime(hours, since, remindMs);
  // The window leaves less time than usual: the reminder comes as long before its end, or when half of the time has passed.
  const inTime = Math.max(windowEnds - remindMs, (since + windowEnds) / 2);
  const remindAt = windowEnds < byHours ? Math.min(usual, Math.round(inTime)) : usual;
  return { waitingFor: 'florist-answer', since, remindAt, endsAt, overdueAt: endsAt };
}

/** A second try may begin when the window is over already: then it has its own time. */
function broughtBy(
  delivery: Told<unknown>,
  windowEnds: number | null,
  { outForDelivery }: DeadlineTerms['overdueMs'],
): number {
  const since = lastAt(delivery, 'DeliveryStarted');
  const isSecondTry = delivery.events.some(({ type }) => type === 'DeliveryFailed');
  return windowEnds === null || (isSecondTry && since >= windowEnds) ? since + outForDelivery : windowEnds;
}

function cancellation(order: Told<Order>, { overdueMs }: DeadlineTerms): OrderWait {
  return watched('cancellation', lastAt(order, 'OrderCancellationRequested'), overdueMs.cancellation);
}

function ending(waitingFor: OrderWait['waitingFor'], since: number, endsAt: number): OrderWait {
  return { waitingFor, since, remindAt: null, endsAt, overdueAt: endsAt };
}

function until(waitingFor: OrderWait['waitingFor'], since: number, overdueAt: number): OrderWait {
  return { waitingFor, since, remindAt: null, endsAt: null, overdueAt };
}

function watched(waitingFor: OrderWait['waitingFor'], since: number, overdueMs: number): OrderWait {
  return until(waitingFor, since, since + overdueMs);
}

function placedAt({ events }: Told<Order>): number {
  return Date.parse(events[0]?.at ?? '');
}

function lastAt({ events }: Told<unknown>, type: string): number {
  return Date.parse(events.findLast((event) => event.type === type)?.at ?? '');
}
