import type { OrderId } from '../domain/ids.ts';
import type { Won } from '../domain/money.ts';

/** A charge as the gateway knows it. `refunded` is how much of `amount` has gone back. */
export interface Charge {
  readonly paymentId: string;
  readonly orderId: OrderId;
  readonly amount: Won;
  readonly refunded: Won;
  readonly at: string;
}

export interface ChargeRequest {
  readonly orderId: OrderId;
  readonly amount: Won;
  readonly method: string;
  readonly token: string;
  /** Idempotency key: the gateway answers a repeat with the first charge. */
  readonly key: string;
}

export interface RefundRequest {
  readonly paymentId: string;
  readonly amount: Won;
  readonly reason: string;
  readonly key: string;
}

/** The call had no clear answer: it may or may not have been carried out. Only asking settles it. */
export interface UnknownOutcome {
  readonly outcome: 'unknown';
  /** For the log and for people; holds no personal data. */
  readonly cause: string;
}

/** The call never left this machine (circuit open, too many calls, connection refused): it was surely not carried out. */
export interface NotSent {
  readonly outcome: 'not-sent';
  readonly cause: string;
}

/** The gateway will never take this call as it is: a fault of the program or its configuration. */
export interface Invalid {
  readonly outcome: 'invalid';
  readonly code: string;
}

export type ChargeOutcome =
  | { readonly outcome: 'approved'; readonly paymentId: string; readonly amount: Won }
  /** A definite no to the customer's means of payment. */
  | { readonly outcome: 'declined'; readonly code: string }
  | UnknownOutcome
  | NotSent
  | Invalid;

export type RefundOutcome =
  | { readonly outcome: 'approved'; readonly refundId: string }
  /** The gateway refuses the refund for good. */
  | { readonly outcome: 'refused'; readonly code: string }
  | UnknownOutcome
  | NotSent
  | Invalid;

/** The payment system as the payment process sees it. Calls resolve to an outcome and never reject for what the network does. */
export interface PaymentGateway {
  /** True while no call is even tried, because none has been answered for some time. Absent: every call is tried. */
  readonly isAway?: boolean;
  charge(request: ChargeRequest): Promise<ChargeOutcome>;
  refund(request: RefundRequest): Promise<RefundOutcome>;
  /**
   * The charge of an order, or null when the gateway knows none.
   * @throws GatewayUnavailable when there is no clear answer.
   */
  findCharge(orderId: OrderId): Promise<Charge | null>;
  /**
   * All charges since a time, in the gateway's order.
   * @throws GatewayUnavailable when there is no clear answer.
   */
  listCharges(since: string | null): AsyncIterable<readonly Charge[]>;
}

/** A question to an outside system had no clear answer; ask again later. */
export class GatewayUnavailable extends Error {
  override readonly name = 'GatewayUnavailable';
}
