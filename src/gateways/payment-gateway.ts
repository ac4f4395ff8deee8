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

/** It may or may not have been carried out: only asking settles it. */
export interface UnknownOutcome {
  readonly outcome: 'unknown';
  /** For logs and people; holds no personal data. */
  readonly cause: string;
}

/** Never left this machine (circuit open, too many calls, connection refused): surely not carried out. */
export interface NotSent {
  readonly outcome: 'not-sent';
  readonly cause: string;
}

export type ChargeOutcome =
  /** `fresh` is false when it may have been charged before this call: the charge is then as it was made, not as it is now. */
  | { readonly outcome: 'charged'; readonly charge: Charge; readonly fresh: boolean }
  /** A no to the means of payment. `fresh` is false when an earlier try of the same call may have been heard. */
  | { readonly outcome: 'declined'; readonly code: string; readonly fresh: boolean }
  | UnknownOutcome
  | NotSent;

export type RefundOutcome =
  /** `amount` is what went back by this call. */
  | { readonly outcome: 'approved'; readonly refundId: string; readonly amount: Won }
  /** For good. */
  | { readonly outcome: 'refused'; readonly code: string }
  /** The key stands for another refund. */
  | { readonly outcome: 'key-reused' }
  | UnknownOutcome
  | NotSent;

/** Only documented decisions count. Calls resolve to an outcome, and never reject for what the network does. */
export interface PaymentGateway {
  /** True while the circuit is open: no call is tried. Absent: every call is tried. */
  readonly isAway?: boolean;
  charge(request: ChargeRequest): Promise<ChargeOutcome>;
  refund(request: RefundRequest): Promise<RefundOutcome>;
  /** Empty when the gateway knows none. @throws GatewayUnavailable */
  chargesOf(orderId: OrderId): Promise<readonly Charge[]>;
  /** All charges since a time, in the gateway's order. @throws GatewayUnavailable */
  listCharges(since: string | null): AsyncIterable<readonly Charge[]>;
}

/** No clear answer to a question; ask again later. */
export class GatewayUnavailable extends Error {
  override readonly name = 'GatewayUnavailable';
}
