// The stored contract of an order's stream. A change here is a schema change: see CONTRIBUTING, "Change an event".
import type { DomainEvent } from '../decider.ts';
import type { MenuItemId } from '../ids.ts';
import type { Bilingual } from '../menu/events.ts';
import type { Won } from '../money.ts';

/** Who asked for something. `system` speaks for a deadline. */
export const CANCELLED_BY = ['customer', 'florist', 'operator', 'system'] as const;
export type CancelledBy = (typeof CANCELLED_BY)[number];

/** One line of an order, with the name and the unit price that the customer saw. */
export interface OrderLine {
  readonly menuItemId: MenuItemId;
  readonly name: Bilingual;
  readonly unitPrice: Won;
  readonly quantity: number;
}

/** The languages of the customer's pages and messages. */
export const LOCALES = ['ko', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/** A person who can get an SMS; `phone` is E.164. */
export interface Customer {
  readonly name: string;
  readonly phone: string;
}

/** Who gets the flowers, and where. The customer's own name and phone where no other were given. */
export interface Recipient {
  readonly name: string;
  readonly phone: string;
  readonly address: string;
  readonly note: string | null;
}

export type OrderPlaced = DomainEvent<
  'OrderPlaced',
  {
    readonly items: readonly OrderLine[];
    readonly deliveryFee: Won;
    /** Lines and delivery fee: what the customer confirmed, and the only amount that is ever charged. */
    readonly total: Won;
    readonly customer: Customer;
    readonly recipient: Recipient;
    readonly cardMessage: string | null;
    readonly cardFrom: string | null;
    /** Calendar day in Asia/Seoul (`2026-12-24`), or null for as soon as possible. */
    readonly deliverOn: string | null;
    /** From-to in Asia/Seoul (`13:00-16:00`); null exactly when `deliverOn` is. */
    readonly window: string | null;
    readonly payment: { readonly method: 'card'; readonly token: string };
    readonly locale: Locale;
  }
>;
export type OrderPaid = DomainEvent<'OrderPaid', { readonly paymentId: string; readonly amount: Won }>;
export type OrderPaymentFailed = DomainEvent<'OrderPaymentFailed', { readonly code: string }>;
export type OrderCancellationRequested = DomainEvent<
  'OrderCancellationRequested',
  { readonly by: CancelledBy; readonly reason: string | null }
>;
export type OrderCancellationRefused = DomainEvent<
  'OrderCancellationRefused',
  { readonly code: 'DELIVERY_ALREADY_STARTED' }
>;
export type OrderCancelled = DomainEvent<
  'OrderCancelled',
  { readonly by: CancelledBy; readonly reason: string | null }
>;
export type OrderCompleted = DomainEvent<'OrderCompleted', Record<string, never>>;

export type OrderEvent =
  | OrderPlaced
  | OrderPaid
  | OrderPaymentFailed
  | OrderCancellationRequested
  | OrderCancellationRefused
  | OrderCancelled
  | OrderCompleted;
