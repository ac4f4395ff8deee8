import type { Config } from '../config.ts';
import type { DeadlineTerms } from '../domain/deadlines.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** From when on somebody has to look, where no setting and no window says it. */
const OVERDUE_MS: DeadlineTerms['overdueMs'] = {
  preparing: 4 * HOUR_MS,
  outForDelivery: 3 * HOUR_MS,
  deliveryFailed: 24 * HOUR_MS,
  cancellation: 10 * MINUTE_MS,
  refund: 10 * MINUTE_MS,
};

/** How long an order may wait for what, by the settings of this program. */
export function deadlineTerms(
  config: Pick<
    Config,
    'KKOTGIL_OPENING_HOURS' | 'KKOTGIL_PAYMENT_DEADLINE_S' | 'KKOTGIL_FLORIST_REMIND_S' | 'KKOTGIL_FLORIST_REFUSE_S'
  >,
): DeadlineTerms {
  return {
    hours: config.KKOTGIL_OPENING_HOURS,
    paymentMs: config.KKOTGIL_PAYMENT_DEADLINE_S * 1000,
    remindMs: config.KKOTGIL_FLORIST_REMIND_S * 1000,
    refuseMs: config.KKOTGIL_FLORIST_REFUSE_S * 1000,
    overdueMs: OVERDUE_MS,
  };
}
