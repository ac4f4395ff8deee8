// The stored contract of a payment's stream: the log of the payment process. A change here is a schema change.
import type { DomainEvent } from '../decider.ts';
import type { Won } from '../money.ts';
import type { Holding } from './evidence.ts';

/**
 * Written before the first charge call. `key` is the idempotency key of all charge calls of an order, so that the gateway charges at
 * most once. `attempt` counts from 1; a call that is repeated within an open attempt is none of its own.
 */
export type PaymentAttempted = DomainEvent<
  'PaymentAttempted',
  { readonly amount: Won; readonly attempt: number; readonly key: string }
>;
/** The gateway keeps exactly what the order costs. */
export type PaymentApproved = DomainEvent<'PaymentApproved', { readonly amount: Won; readonly paymentId: string }>;
/** A definite no of the gateway. */
export type PaymentDeclined = DomainEvent<'PaymentDeclined', { readonly amount: Won; readonly code: string }>;
/** The call had no clear answer: it is not known whether the customer was charged. */
export type PaymentUnresolved = DomainEvent<
  'PaymentUnresolved',
  { readonly amount: Won; readonly attempt: number; readonly cause: string }
>;
/**
 * The gateway keeps something else than it should: `amount` was asked for, `charged` and `refunded` are sums over `charges`. `refusal`
 * is the code with which it refused to give back what is too much; null when it was not asked to.
 */
export type PaymentDisputed = DomainEvent<
  'PaymentDisputed',
  {
    readonly amount: Won;
    readonly charged: number;
    readonly refunded: number;
    readonly charges: readonly Holding[];
    readonly refusal: string | null;
  }
>;
/** An operator takes what the gateway keeps as the payment of the order; `reference` says why. */
export type PaymentAccepted = DomainEvent<
  'PaymentAccepted',
  { readonly amount: Won; readonly kept: number; readonly paymentId: string; readonly reference: string }
>;
/** The order ended before it was charged; no charge will follow. */
export type PaymentVoided = DomainEvent<'PaymentVoided', { readonly amount: Won }>;
/** Written before each refund call, like PaymentAttempted. `amount` is what is left of this payment. */
export type RefundAttempted = DomainEvent<
  'RefundAttempted',
  { readonly amount: Won; readonly attempt: number; readonly key: string; readonly paymentId: string }
>;
/**
 * The gateway keeps nothing of the order's money any more; `amount` is all that has gone back. `refundId` is null when that was
 * learned by looking up the charges.
 */
export type RefundApproved = DomainEvent<
  'RefundApproved',
  { readonly amount: Won; readonly paymentId: string; readonly refundId: string | null }
>;
/** The gateway refused the refund for good, and keeps `amount`; an operator has to settle it. */
export type RefundFailed = DomainEvent<
  'RefundFailed',
  { readonly amount: Won; readonly paymentId: string; readonly code: string }
>;
/** An operator gave the money back by other means; `reference` says where to find that. */
export type RefundSettledManually = DomainEvent<
  'RefundSettledManually',
  { readonly amount: Won; readonly reference: string }
>;

export type PaymentEvent =
  | PaymentAttempted
  | PaymentApproved
  | PaymentDeclined
  | PaymentUnresolved
  | PaymentDisputed
  | PaymentAccepted
  | PaymentVoided
  | RefundAttempted
  | RefundApproved
  | RefundFailed
  | RefundSettledManually;
