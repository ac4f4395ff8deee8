import type { OrderId } from '../../domain/ids.ts';

/** A difference between the gateway's list and the streams. */
export interface Difference {
  readonly orderId: OrderId;
  readonly kind:
    | 'unknown-order'
    | 'not-attempted'
    | 'amount'
    | 'refund'
    | 'missing-charge'
    | 'unsettled'
    | 'charge-after-decline';
  readonly detail: string;
}

/** The last comparison of the gateway's list with the streams. */
export interface ReconciliationView {
  readonly state: 'never-run' | 'running' | 'done' | 'failed';
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly charges: number;
  readonly differences: readonly Difference[];
  /** Why the last run failed; null when it did not. */
  readonly failure: string | null;
}
