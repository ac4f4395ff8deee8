import type { DeadlineTerms } from '../../src/domain/deadlines.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The terms of a shop that is always open, with the usual times. */
export const usualTerms: DeadlineTerms = {
  hours: 'always',
  paymentMs: 24 * HOUR,
  remindMs: 10 * MINUTE,
  refuseMs: HOUR,
  overdueMs: {
    preparing: 4 * HOUR,
    outForDelivery: 3 * HOUR,
    deliveryFailed: 24 * HOUR,
    cancellation: 10 * MINUTE,
    refund: 10 * MINUTE,
  },
};
