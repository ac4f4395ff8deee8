import type { DeadlineTerms } from '../../domain/deadlines.ts';

/** What the shipping process is told from outside. */
export interface ShippingSettings {
  readonly terms: DeadlineTerms;
}
