import { type Decision, nothing, reject } from '../../decider.ts';
import type { Won } from '../../money.ts';
import type { OrderStanding } from '../../order-standing.ts';
import type { PaymentEvent } from '../events.ts';
import { type Holding, keptOf, sumOf } from '../evidence.ts';
import { chargesOf, isSettledByHand, type Payment } from '../payment.ts';

/** An operator takes what the gateway keeps as the payment of the order. */
export interface AcceptDispute {
  readonly type: 'AcceptDispute';
  readonly reference: string;
  readonly standing: OrderStanding;
}

/** An operator has given the money back by other means, whatever the gateway says of it or does not. */
export interface SettleRefundManually {
  readonly type: 'SettleRefundManually';
  readonly reference: string;
  readonly standing: OrderStanding;
}

export function acceptDispute({ reference, standing }: AcceptDispute, payment: Payment): Decision<PaymentEvent> {
  if (payment.status === 'Approved' && payment.accepted === reference) return nothing;
  if (!isQuestion(payment, standing)) {
    return reject('PAYMENT_NOT_DISPUTED', 'Only a disputed charge is taken as the payment by hand.');
  }
  const { amount, charges } = payment;
  // On record as given back whole: whatever is taken as the payment now, the gateway keeps nothing for it.
  const keeps = (charge: Holding) => (payment.status === 'Refunded' ? 0 : keptOf(charge));
  const main = charges.find((charge) => keeps(charge) > 0) ?? charges[0];
  const kept = sumOf(charges, keeps);
  return [{ type: 'PaymentAccepted', data: { amount, kept, paymentId: main?.paymentId as string, reference } }];
}

/**
 * Whether the money of an order that goes on is a question. That is also a charge too many which has not gone back yet, and money that is
 * back although the flowers are on their way: should the gateway never answer, a person still ends it.
 */
function isQuestion(
  payment: Payment,
  standing: OrderStanding,
): payment is Extract<Payment, { status: 'Disputed' | 'RefundAttempted' | 'Refunded' }> {
  switch (payment.status) {
    case 'Disputed':
    case 'RefundAttempted':
      // Money is settled by hand once an order has ended: whoever says that it goes on does not know it yet.
      return standing !== 'ended' && payment.byHand === null;
    case 'Refunded':
      return standing === 'committed';
    default:
      return false;
  }
}

export function settleManually(
  { reference, standing }: SettleRefundManually,
  payment: Payment,
): Decision<PaymentEvent> {
  if (payment.status === 'SettledManually' && payment.reference === reference) return nothing;
  const amount = owedByHand(payment, standing);
  if (amount === null) {
    return reject(
      'REFUND_NOT_FAILED',
      'Only money of an ended order that has to go back, and has not yet, is settled by hand.',
    );
  }
  return [{ type: 'RefundSettledManually', data: { amount, reference } }];
}

/**
 * How much of what is on record an operator has given back by other means; null when there is nothing to settle. Nobody has to wait for a
 * gateway that does not answer: of an ended order also an open attempt can be settled, of which nothing is on record.
 */
function owedByHand(payment: Payment, standing: OrderStanding): Won | null {
  if (payment.status === 'RefundFailed') return payment.kept;
  if (standing !== 'ended') return null;
  switch (payment.status) {
    case 'Attempted':
    case 'Approved':
    case 'RefundAttempted':
    case 'Disputed': {
      const open = chargesOf(payment).filter(({ paymentId }) => !isSettledByHand(payment, paymentId));
      return sumOf(open, keptOf);
    }
    default:
      return null;
  }
}
