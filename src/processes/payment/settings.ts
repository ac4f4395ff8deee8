/** Times of the payment process, in milliseconds. */
export interface PaymentSettings {
  /** An order that is not paid so long after it was placed is cancelled. */
  readonly deadlineMs: number;
  /** How long a charge call can be under way: after that it will not reach the gateway any more. */
  readonly callBudgetMs: number;
  /** What a gateway may need, after the last call has ended, until it shows the charge. */
  readonly graceMs: number;
  /** For how long the gateway answers a repeated key with the first result. Within it a call may be repeated; after it, never. */
  readonly keyWindowMs: number;
  /** A refund that is not through so long after the cancellation is overdue. */
  readonly refundOverdueMs: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The gateway keeps a key for 15 days; a day less leaves room for clocks that differ. */
export const KEY_WINDOW_MS = 14 * DAY_MS;
export const GRACE_MS = 2_000;
export const REFUND_OVERDUE_MS = 10 * 60 * 1000;
