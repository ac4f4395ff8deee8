import type { CommandMeta } from '../../eventstore/handle-command.ts';
import { GatewayUnavailable, type RefundRequest } from '../../gateways/payment-gateway.ts';
import { type Acted, again } from '../process-manager.ts';
import type { PaymentAction } from './decide.ts';
import type { PaymentDeps } from './deps.ts';
import { decideOnPayment, metaAfter, recorded, recordOutcome } from './record.ts';
import type { PaymentSituation } from './situation.ts';

const WAITING_FOR = 'refund';

/** Claims a refund at an exact revision, calls the gateway, and records the outcome. */
export async function callRefund(
  deps: PaymentDeps,
  situation: PaymentSituation,
  overdueAt: number,
  { previousKeyExpired }: { readonly previousKeyExpired: boolean },
): Promise<Acted> {
  const { orderId } = situation;
  const claim = metaAfter(situation, situation.payment, 'AttemptRefund');
  const command = { type: 'AttemptRefund', orderId, previousKeyExpired } as const;
  const claimed = await decideOnPayment(deps, situation, command, claim);
  if (claimed.kind !== 'accepted') return recorded(claimed);
  if (claimed.state.status !== 'RefundAttempted') return again;
  return call(deps, situation, claim, claimed.state, overdueAt);
}

/**
 * Asks the gateway whether the money went back. When it did not, the call is repeated with the key of the open attempt; once that
 * key has expired, with a new attempt.
 */
export async function settleRefund(
  deps: PaymentDeps,
  situation: PaymentSituation,
  { keyExpired, overdueAt }: Extract<PaymentAction, { kind: 'settle-refund' }>,
): Promise<Acted> {
  const { orderId, payment } = situation;
  if (payment.state.status !== 'RefundAttempted') return again;
  try {
    const charge = await deps.gateway.findCharge(orderId);
    if (charge === null)
      return { kind: 'parked', reason: 'the gateway no longer knows the charge that is to be refunded' };
    if (charge.refunded >= payment.state.amount) {
      return recorded(await decideOnPayment(deps, situation, { type: 'RecordRefundApproval', refundId: null }));
    }
  } catch (error) {
    if (!(error instanceof GatewayUnavailable)) throw error;
    return { kind: 'unavailable', waitingFor: WAITING_FOR, cause: error.message, overdueAt };
  }
  if (keyExpired) return callRefund(deps, situation, overdueAt, { previousKeyExpired: true });
  return call(deps, situation, metaAfter(situation, payment, 'RepeatRefund'), payment.state, overdueAt);
}

async function call(
  deps: PaymentDeps,
  situation: PaymentSituation,
  claim: CommandMeta,
  refund: Omit<RefundRequest, 'reason'>,
  overdueAt: number,
): Promise<Acted> {
  const { paymentId, amount, key } = refund;
  const answer = await deps.gateway.refund({ paymentId, amount, key, reason: 'order cancelled' });
  switch (answer.outcome) {
    case 'approved':
      return recordOutcome(deps, situation, claim, { type: 'RecordRefundApproval', refundId: answer.refundId });
    case 'refused':
      return recordOutcome(deps, situation, claim, { type: 'RecordRefundFailure', code: answer.code });
    case 'unknown':
    case 'not-sent':
      return { kind: 'unavailable', waitingFor: WAITING_FOR, cause: answer.cause, overdueAt };
    case 'invalid':
      return { kind: 'parked', reason: `the gateway does not take the refund: ${answer.code}` };
    default:
      return answer satisfies never;
  }
}
