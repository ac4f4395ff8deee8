import type { DeadlineTerms } from '../../domain/deadlines.ts';

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
