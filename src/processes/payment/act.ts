import { cancelOrder } from '../../application/cancel-order.ts';
import { subjectsOf } from '../../application/order-streams.ts';
import { type OrderCommand, orderDecider } from '../../domain/order/index.ts';
import { decideOn } from '../../eventstore/handle-command.ts';
import { type Acted, again } from '../process-manager.ts';
import { callCharge, settleCharge } from './charge.ts';
import type { PaymentAction } from './decide.ts';
import type { PaymentDeps } from './deps.ts';
import { decideOnPayment, metaAfter, recorded } from './record.ts';
import { callRefund, settleRefund } from './refund.ts';
import { type PaymentSituation, placedOf } from './situation.ts';

/** Carries out what was decided. Each branch ends with its outcome in the streams, or says what keeps it from that. */
export async function actOnPayment(
  deps: PaymentDeps,
  action: PaymentAction,
  situation: PaymentSituation,
): Promise<Acted> {
  const payment = situation.payment.state;
  switch (action.kind) {
    case 'charge':
      return callCharge(deps, situation);
    case 'settle-charge':
      return settleCharge(deps, situation, action);
    case 'refund':
      return callRefund(deps, situation, action.overdueAt, { previousKeyExpired: false });
    case 'settle-refund':
      return settleRefund(deps, situation, action);
    case 'confirm':
      if (payment.status !== 'Approved') return again;
      return tellOrder(deps, situation, {
        type: 'ConfirmPayment',
        paymentId: payment.paymentId,
        amount: payment.amount,
      });
    case 'fail':
      if (payment.status !== 'Declined') return again;
      return tellOrder(deps, situation, { type: 'FailPayment', code: payment.code });
    case 'expire':
      return expire(deps, situation);
    case 'void':
      return recorded(
        await decideOnPayment(deps, situation, { type: 'VoidPayment', amount: placedOf(situation).total }),
      );
    default:
      return action satisfies never;
  }
}

async function tellOrder(deps: PaymentDeps, situation: PaymentSituation, command: OrderCommand): Promise<Acted> {
  const { order, payment } = situation;
  const meta = metaAfter(situation, payment, command.type);
  return recorded(await decideOn(deps, orderDecider, order, command, meta, subjectsOf(order)));
}

/** The payment's deadline has passed: the order is cancelled in the way in which everybody cancels. */
async function expire(deps: PaymentDeps, situation: PaymentSituation): Promise<Acted> {
  const meta = metaAfter(situation, situation.order, 'deadline');
  await cancelOrder(deps, situation.orderId, { by: 'system', reason: null }, meta);
  return again;
}
