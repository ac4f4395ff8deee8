import type { ProcessOperations } from '../platform/processes/operations.ts';
import type { ReconciliationView } from './reconciliation/view.ts';

/** What the operator's routes may ask of the comparison with the payment system, and tell it. */
export interface ReconciliationOperations {
  reconciliation(): Promise<ReconciliationView>;
  /** Starts a comparison now, unless one runs. */
  reconcile(): Promise<void>;
}

/** What the operator's routes may ask of the shop's process managers and tell them. */
export type ShopOperations = ProcessOperations & ReconciliationOperations;
