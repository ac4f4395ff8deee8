import type { OrderId } from '../domain/ids.ts';
import type { Won } from '../domain/money.ts';
import type { Charge } from '../domain/payment/index.ts';

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

export type ChargeOutcome =
  /**
   * The gateway has charged the order. `fresh` is false when it may have done so before this call: the answer then says how it was
   * charged, and not what has become of it since.
   */
  | { readonly outcome: 'charged'; readonly charge: Charge; readonly fresh: boolean }
  /** A definite no to the customer's means of payment. `fresh` is false when an earlier try of the same call may have been heard. */
  | { readonly outcome: 'declined'; readonly code: string; readonly fresh: boolean }
  | UnknownOutcome
  | NotSent;

export type RefundOutcome =
  /** `amount` is what has gone back by this call. */
  | { readonly outcome: 'approved'; readonly refundId: string; readonly amount: Won }
  /** The gateway refuses the refund for good. */
  | { readonly outcome: 'refused'; readonly code: string }
  /** The key stands for another refund: nothing can be asked for with it. */
  | { readonly outcome: 'key-reused' }
  | UnknownOutcome
  | NotSent;

/** The payment system as the payment process sees it. Only what its protocol documents as a decision is one. Calls resolve to an outcome and never reject for what the network does. */
export interface PaymentGateway {
  /** True while no call is even tried, because none has been answered for some time. Absent: every call is tried. */
  readonly isAway?: boolean;
  charge(request: ChargeRequest): Promise<ChargeOutcome>;
  refund(request: RefundRequest): Promise<RefundOutcome>;
  /**
   * Every charge of an order; empty when the gateway knows none.
   * @throws GatewayUnavailable when there is no clear answer.
   */
  chargesOf(orderId: OrderId): Promise<readonly Charge[]>;
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
