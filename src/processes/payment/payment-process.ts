import { type OrderId, orderIdOf } from '../../domain/ids.ts';
import type { EventHeader } from '../../eventstore/event-log.ts';
import type { RecordedEvent } from '../../eventstore/recorded-event.ts';
import type { ProcessManager } from '../process-manager.ts';
import { actOnPayment } from './act.ts';
import { paymentDueAt } from './deadline.ts';
import { decidePayment, type PaymentAction } from './decide.ts';
import { PAYMENT, type PaymentDeps } from './deps.ts';
import { loadPaymentSituation, type PaymentSituation } from './situation.ts';

/** Facts after which the money of an order may need something. What the process writes itself it knows already. */
const news: ReadonlySet<string> = new Set([
  'OrderPlaced',
  'OrderCancellationRequested',
  'OrderCancellationRefused',
  'OrderCancelled',
  'PaymentApproved',
  'RefundSettledManually',
] satisfies RecordedEvent['type'][]);

/**
 * The payment process (R2, R6, R12): charges each order once, settles what is unclear by asking, and sees to it that a cancelled
 * order keeps no money.
 */
export function createPaymentProcess(deps: PaymentDeps): ProcessManager<PaymentSituation, PaymentAction> {
  return {
    name: PAYMENT,
    correlate: concerns,
    load: (orderId, extent) => loadPaymentSituation(deps.log, orderId, extent),
    decide: (situation, moment) => decidePayment(situation, moment, deps.settings),
    act: (action, situation) => actOnPayment(deps, action, situation),
    isOutsideAway: () => deps.gateway.isAway === true,
    deadline: (situation) => paymentDueAt(situation, deps.settings.terms),
    mayForget: isMoneySettled,
  };
}

function concerns(event: EventHeader): OrderId | null {
  return news.has(event.type) && event.metadata.actor !== PAYMENT ? orderIdOf(event.streamId) : null;
}

/** True when neither the customer nor the shop is owed anything any more. */
function isMoneySettled({ order, payment }: PaymentSituation): boolean {
  switch (payment.state.status) {
    case 'Declined':
    case 'Voided':
    case 'Refunded':
    case 'SettledManually':
      return true;
    case 'Approved':
      return order.state.status === 'Paid' || order.state.status === 'Completed';
    default:
      return false;
  }
}
