// The stored contract of a payment's stream: the log of the payment process. A change here is a schema change.
import type { DomainEvent } from '../decider.ts';
import type { Won } from '../money.ts';

/**
 * Written before each charge call. `key` is the idempotency key of the call; all attempts of an order share it, so that the
 * gateway charges at most once. `attempt` counts from 1.
 */
export type PaymentAttempted = DomainEvent<
  'PaymentAttempted',
  { readonly amount: Won; readonly attempt: number; readonly key: string }
>;
export type PaymentApproved = DomainEvent<'PaymentApproved', { readonly amount: Won; readonly paymentId: string }>;
/** A definite no of the gateway. */
export type PaymentDeclined = DomainEvent<'PaymentDeclined', { readonly amount: Won; readonly code: string }>;
/** The call had no clear answer: it is not known whether the customer was charged. */
export type PaymentUnresolved = DomainEvent<
  'PaymentUnresolved',
  { readonly amount: Won; readonly attempt: number; readonly cause: string }
>;
/** The order ended before it was charged; no charge will follow. */
export type PaymentVoided = DomainEvent<'PaymentVoided', { readonly amount: Won }>;
/** Written before each refund call, like PaymentAttempted. */
export type RefundAttempted = DomainEvent<
  'RefundAttempted',
  { readonly amount: Won; readonly attempt: number; readonly key: string; readonly paymentId: string }
>;
/** The gateway said that the money went back. `refundId` is null when that was learned by looking up the charge. */
export type RefundApproved = DomainEvent<
  'RefundApproved',
  { readonly amount: Won; readonly paymentId: string; readonly refundId: string | null }
>;
/** The gateway refused the refund for good; an operator has to settle it. */
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
  | PaymentVoided
  | RefundAttempted
  | RefundApproved
  | RefundFailed
  | RefundSettledManually;
