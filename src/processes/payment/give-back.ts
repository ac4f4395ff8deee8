import {
  afterRefund,
  type Charge,
  chargesOf,
  type Evidence,
  evidenceOf,
  judge,
  nextToGiveBack,
  type RecordEvidence,
  type RefundAttempted,
  withUntold,
} from '../../domain/payment/index.ts';
import { GatewayUnavailable } from '../../gateways/payment-gateway.ts';
import { type Acted, again } from '../../platform/processes/process-manager.ts';
import { type PaymentContext, placedOf } from './context.ts';
import type { PaymentAction } from './decide.ts';
import {
  ask,
  decideOnPayment,
  hasChanged,
  metaAfter,
  type PaymentDeps,
  recordAnswer,
  recorded,
  withPayment,
} from './step.ts';

type Claim = RefundAttempted['data'];
/** What a refund call has led to: an end of the turn, or that the gateway has answered and has to be asked what it keeps now. */
type Called = Acted | { readonly kind: 'answered'; readonly refusal: string | null; readonly renew: boolean };

/** So many calls in one turn; what is left then is asked for after a pause. */
const MAX_CALLS = 3;

/**
 * Gives back what the gateway keeps and should not: all of it once the order has ended, otherwise what was charged twice. Asks first
 * what that is; claims each refund at an exact revision, calls, and asks again after every answer that was not the one asked for. A
 * claim that is open is called again with its own key, for as long as the gateway keeps just what it claims.
 */
export async function giveBack(
  deps: PaymentDeps,
  loaded: PaymentContext,
  action: Extract<PaymentAction, { kind: 'refund' | 'settle-refund' }>,
): Promise<Acted> {
  let context = loaded;
  let claim = action.kind === 'settle-refund' ? action.claim : null;
  let renew = action.kind === 'settle-refund' && action.renew;
  let refusal: string | null = null;
  for (let calls = 0; calls < MAX_CALLS; calls++) {
    const told = await ask(deps, context);
    if (told instanceof GatewayUnavailable) return later(told.message);
    const evidence = knownOf(context, told);
    if (hasChanged(await decideOnPayment(deps, context, evidenceFor(context, evidence)))) return again;

    const next = nextOf(context, evidence);
    if (next === null) return later(evidence.unclear ?? 'the gateway does not say yet that the money is back');
    const isClaimed = claim?.paymentId === next.paymentId && claim.amount === next.amount;
    if (isClaimed && refusal !== null) return recordRefusal(deps, context, refusal, evidence);
    if (claim === null || !isClaimed || renew) {
      const claimed = await claimRefund(deps, context, next, renew);
      if ('kind' in claimed) return claimed;
      claim = claimed;
      context = await withPayment(deps, context);
    }
    const called = await call(deps, context, claim, evidence);
    if (called.kind !== 'answered') return called;
    ({ refusal, renew } = called);
  }
  return later('the gateway still keeps a part of it');
}

/** One refund call with the key of the claim. Only the answer that was asked for is taken as it is. */
async function call(
  deps: PaymentDeps,
  context: PaymentContext,
  { paymentId, amount, key }: Claim,
  evidence: Evidence,
): Promise<Called> {
  const reason = context.standing === 'ended' ? 'order cancelled' : 'charged twice';
  const answer = await deps.gateway.refund({ paymentId, amount, key, reason });
  switch (answer.outcome) {
    case 'approved': {
      if (answer.amount === amount) {
        const known = afterRefund(evidence, paymentId, amount);
        const outcome = (now: PaymentContext) => evidenceFor(now, known, answer.refundId);
        if (hasChanged(await recordAnswer(deps, context, null, outcome))) return again;
      }
      return { kind: 'answered', refusal: null, renew: false };
    }
    case 'refused':
      return { kind: 'answered', refusal: answer.code, renew: false };
    case 'key-reused':
      return { kind: 'answered', refusal: null, renew: true };
    case 'unknown':
    case 'not-sent':
      return later(answer.cause);
    default:
      return answer satisfies never;
  }
}

function later(cause: string): Acted {
  return { kind: 'unavailable', cause };
}

async function claimRefund(
  deps: PaymentDeps,
  context: PaymentContext,
  next: { readonly paymentId: string; readonly amount: number },
  renew: boolean,
): Promise<Claim | Acted> {
  const { orderId, payment } = context;
  const meta = metaAfter(context, payment, 'AttemptRefund');
  const command = { type: 'AttemptRefund', orderId, ...next, renew } as const;
  const claimed = await decideOnPayment(deps, context, command, meta);
  if (claimed.kind !== 'accepted') return recorded(claimed);
  return claimed.state.status === 'RefundAttempted' ? claimed.state.claim : again;
}

/** The gateway refuses, and still keeps exactly what it was asked for. */
async function recordRefusal(
  deps: PaymentDeps,
  context: PaymentContext,
  code: string,
  evidence: Evidence,
): Promise<Acted> {
  const { standing } = context;
  return recorded(await decideOnPayment(deps, context, { type: 'RecordRefundFailure', code, evidence, standing }));
}

/** Of an order that has ended, what is on record and not told of counts as kept: it is asked for, and the gateway answers. */
function knownOf({ payment, standing }: PaymentContext, told: readonly Charge[]): Evidence {
  const recorded = chargesOf(payment.state);
  const evidence = evidenceOf(told, recorded);
  return standing === 'ended' ? withUntold(evidence, told, recorded) : evidence;
}

/** What has to go back next; of an order that goes on, only what the gateway keeps beside the one payment that counts. */
function nextOf(context: PaymentContext, evidence: Evidence) {
  if (context.standing === 'ended') return nextToGiveBack(evidence, null);
  const judgement = judge(evidence, placedOf(context).total, null);
  return judgement.kind === 'surplus' ? nextToGiveBack(evidence, judgement.paymentId) : null;
}

function evidenceFor(context: PaymentContext, evidence: Evidence, refundId?: string): RecordEvidence {
  const { standing } = context;
  const known = { type: 'RecordEvidence', evidence, total: placedOf(context).total, standing } as const;
  return refundId === undefined ? known : { ...known, refundId };
}
