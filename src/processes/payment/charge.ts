import { GatewayUnavailable } from '../../gateways/payment-gateway.ts';
import { type Acted, again } from '../process-manager.ts';
import { paymentDueAt } from './deadline.ts';
import type { PaymentAction } from './decide.ts';
import type { PaymentDeps } from './deps.ts';
import { decideOnPayment, metaAfter, recorded, recordOutcome } from './record.ts';
import { type PaymentSituation, placedOf } from './situation.ts';

const WAITING_FOR = 'charge';

/** Claims an attempt at an exact revision, calls the gateway, and records the outcome. */
export async function callCharge(deps: PaymentDeps, situation: PaymentSituation): Promise<Acted> {
  const { orderId } = situation;
  const { total, payment } = placedOf(situation);
  const claim = metaAfter(situation, situation.payment, 'AttemptCharge');
  const claimed = await decideOnPayment(deps, situation, { type: 'AttemptCharge', orderId, amount: total }, claim);
  if (claimed.kind !== 'accepted') return recorded(claimed);
  if (claimed.state.status !== 'Attempted') return again;

  const { key } = claimed.state;
  const answer = await deps.gateway.charge({
    orderId,
    amount: total,
    method: payment.method,
    token: payment.token,
    key,
  });
  switch (answer.outcome) {
    case 'approved':
      return recordOutcome(deps, situation, claim, { type: 'RecordApproval', ...answer });
    case 'declined':
      return recordOutcome(deps, situation, claim, { type: 'RecordDecline', code: answer.code });
    case 'unknown':
      await recordOutcome(deps, situation, claim, { type: 'RecordUnresolved', cause: answer.cause });
      return later(deps, situation, answer.cause);
    case 'not-sent':
      return later(deps, situation, answer.cause);
    case 'invalid':
      return { kind: 'parked', reason: `the gateway does not take the charge: ${answer.code}` };
    default:
      return answer satisfies never;
  }
}

/** Asks the gateway what became of an open attempt. Only its answer ends the attempt, never a guess. */
export async function settleCharge(
  deps: PaymentDeps,
  situation: PaymentSituation,
  { ifNone, overdueAt }: Extract<PaymentAction, { kind: 'settle-charge' }>,
): Promise<Acted> {
  const charge = await ask(deps, situation);
  if (charge instanceof GatewayUnavailable) {
    return { kind: 'unavailable', waitingFor: WAITING_FOR, cause: charge.message, overdueAt };
  }
  if (charge !== null) {
    const { paymentId, amount } = charge;
    return recorded(await decideOnPayment(deps, situation, { type: 'RecordApproval', paymentId, amount }));
  }
  switch (ifNone) {
    case 'charge':
      return callCharge(deps, situation);
    case 'void':
      return recorded(
        await decideOnPayment(deps, situation, { type: 'VoidPayment', amount: placedOf(situation).total }),
      );
    case 'ask-later': {
      const cause = 'the gateway knows no charge yet';
      await decideOnPayment(deps, situation, { type: 'RecordUnresolved', cause });
      return { kind: 'unavailable', waitingFor: WAITING_FOR, cause, overdueAt };
    }
    default:
      return ifNone satisfies never;
  }
}

async function ask({ gateway }: PaymentDeps, { orderId }: PaymentSituation) {
  try {
    return await gateway.findCharge(orderId);
  } catch (error) {
    if (error instanceof GatewayUnavailable) return error;
    throw error;
  }
}

function later({ settings }: PaymentDeps, situation: PaymentSituation, cause: string): Acted {
  const overdueAt = paymentDueAt(situation, settings.terms);
  return { kind: 'unavailable', waitingFor: WAITING_FOR, cause, ...(overdueAt !== null && { overdueAt }) };
}
