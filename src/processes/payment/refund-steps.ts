import {
  afterRefund,
  chargesOf,
  type Evidence,
  evidenceOf,
  judge,
  nextToGiveBack,
  withUntold,
} from '../../domain/payment/index.ts';
import { GatewayUnavailable, type RefundOutcome } from '../../gateways/payment-gateway.ts';
import { type PaymentContext, placedOf } from './context.ts';
import { decideAnew, ended, evidenceOn, later, type Refunding, type Step, type Told, type Written } from './steps.ts';

/** So many refund calls in one run; what is left then is asked for after a pause. */
const MAX_CALLS = 3;

/**
 * Gives back what the gateway keeps and should not: all of it once the order has ended, otherwise what was charged twice. Begins by asking
 * what that is, and asks again after every answer that was not the one asked for.
 */
export function askForRefunds({ standing }: PaymentContext, claim: Refunding['claim'], renew: boolean): Step {
  const reason = standing === 'ended' ? 'order cancelled' : 'charged twice';
  return { kind: 'ask', about: { kind: 'refund', refunding: { reason, claim, renew, refusal: null, calls: 0 } } };
}

/** What follows once the gateway has told what it keeps: first of all that it is known. */
export function afterAskingForRefunds(context: PaymentContext, refunding: Refunding, told: Told): Step {
  if (told instanceof GatewayUnavailable) return later(told.message);
  const evidence = knownOf(context, told);
  return { kind: 'write', command: evidenceOn(context, evidence), otherwise: nextRefund(context, refunding, evidence) };
}

/** A claim that is open is called again with its own key, for as long as the gateway keeps just what it claims. */
function nextRefund(context: PaymentContext, refunding: Refunding, evidence: Evidence): Step {
  const { claim, renew, refusal } = refunding;
  const next = toGiveBack(context, evidence);
  if (next === null) return later(evidence.unclear ?? 'the gateway does not say yet that the money is back');
  const isClaimed = claim !== null && claim.paymentId === next.paymentId && claim.amount === next.amount;
  if (isClaimed && refusal !== null) {
    // It refuses, and still keeps exactly what it was asked for.
    const { standing } = context;
    const command = { type: 'RecordRefundFailure', code: refusal, evidence, standing } as const;
    return { kind: 'write', command, otherwise: decideAnew };
  }
  if (isClaimed && !renew) return { kind: 'refund', refunding, claim, evidence };
  const command = { type: 'AttemptRefund', orderId: context.orderId, ...next, renew } as const;
  return { kind: 'claim-refund', command, refunding, evidence };
}

export function afterClaimingRefund(
  { refunding, evidence }: Extract<Step, { kind: 'claim-refund' }>,
  claimed: Written,
): Step {
  if (claimed.kind !== 'accepted') return { kind: 'end', acted: ended(claimed) };
  const { state } = claimed;
  return state.status === 'RefundAttempted' ? { kind: 'refund', refunding, claim: state.claim, evidence } : decideAnew;
}

/** Only the answer that was asked for is taken as it is. */
export function afterRefunding(
  { refunding: { reason, calls }, claim, evidence }: Extract<Step, { kind: 'refund' }>,
  answer: RefundOutcome,
): Step {
  const askAgain = (refusal: string | null, renew: boolean): Step =>
    calls + 1 < MAX_CALLS
      ? { kind: 'ask', about: { kind: 'refund', refunding: { reason, claim, renew, refusal, calls: calls + 1 } } }
      : later('the gateway still keeps a part of it');
  switch (answer.outcome) {
    case 'approved': {
      if (answer.amount !== claim.amount) return askAgain(null, false);
      const known = afterRefund(evidence, claim.paymentId, claim.amount);
      const finding = { type: 'GivenBack', evidence: known, refundId: answer.refundId } as const;
      return { kind: 'record', finding, otherwise: askAgain(null, false) };
    }
    case 'refused':
      return askAgain(answer.code, false);
    case 'key-reused':
      return askAgain(null, true);
    case 'unknown':
    case 'not-sent':
      return later(answer.cause);
    default:
      return answer satisfies never;
  }
}

/** Of an order that has ended, what is on record and not told of counts as kept: it is asked for, and the gateway answers. */
function knownOf({ payment, standing }: PaymentContext, told: Exclude<Told, GatewayUnavailable>): Evidence {
  const onRecord = chargesOf(payment.state);
  const evidence = evidenceOf(told, onRecord);
  return standing === 'ended' ? withUntold(evidence, told, onRecord) : evidence;
}

/** What has to go back next; of an order that goes on, only what the gateway keeps beside the one payment that counts. */
function toGiveBack(context: PaymentContext, evidence: Evidence) {
  if (context.standing === 'ended') return nextToGiveBack(evidence, null);
  const judgement = judge(evidence, placedOf(context).total, null);
  return judgement.kind === 'surplus' ? nextToGiveBack(evidence, judgement.paymentId) : null;
}
