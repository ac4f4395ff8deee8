import { subjectsOf } from '../../application/order-streams.ts';
import { paymentDecider } from '../../domain/payment/index.ts';
import { DamagedLog } from '../../eventstore/event-store.ts';
import { handleCommand } from '../../eventstore/handle-command.ts';
import type { RecordedEvent } from '../../eventstore/recorded-event.ts';
import type { Charge } from '../../gateways/payment-gateway.ts';
import { loadPaymentSituation, type PaymentSituation } from '../payment/situation.ts';
import { stepMeta } from '../step-meta.ts';
import { compare, differs, type Verdict } from './compare.ts';
import { RECONCILIATION, type ReconciliationDeps } from './deps.ts';
import type { Suspect } from './state.ts';

const unreadable = differs('unsettled', "the order's streams can't be read");

/** True when a charge, as it was listed, is what the streams say now. A no is only a suspicion: see {@link examine}. */
export async function isAsRecorded(deps: ReconciliationDeps, charge: Charge): Promise<boolean> {
  try {
    const situation = await loadPaymentSituation(deps.log, charge.orderId, 'latest');
    return compare(situation, charge, judgementOf(deps)).kind === 'agrees';
  } catch (error) {
    if (error instanceof DamagedLog) return false;
    throw error;
  }
}

/**
 * Judges an order: the gateway is asked between two reads of the streams. When they have moved meanwhile, somebody is at work on
 * this order's money, and a comparison would set yesterday against today.
 * @throws GatewayUnavailable, StoreUnavailable
 */
export async function examine(deps: ReconciliationDeps, { orderId, charge }: Suspect): Promise<Verdict> {
  try {
    const before = await loadPaymentSituation(deps.log, orderId, 'latest');
    const fresh = await deps.gateway.findCharge(orderId);
    const after = await loadPaymentSituation(deps.log, orderId, 'latest');
    if (hasMoved(before, after)) return { kind: 'in-flight' };
    const judged = isOther(charge, fresh) ? charge : fresh;
    const verdict = compare(after, judged, judgementOf(deps));
    if (verdict.kind === 'differs') await handOn(deps, after, judged, verdict.handOn);
    return verdict;
  } catch (error) {
    if (error instanceof DamagedLog) return unreadable;
    throw error;
  }
}

function judgementOf({ clock, inFlightMs }: ReconciliationDeps) {
  return { now: clock.now(), inFlightMs };
}

function hasMoved(before: PaymentSituation, after: PaymentSituation): boolean {
  return before.payment.position !== after.payment.position || before.order.position !== after.order.position;
}

/** Asked for an order, the gateway answers with one charge; a listed one that is not this one is a second charge. */
function isOther(listed: Charge | null, fresh: Charge | null): boolean {
  return listed !== null && fresh !== null && listed.paymentId !== fresh.paymentId;
}

async function handOn(
  deps: ReconciliationDeps,
  { orderId, order, payment }: PaymentSituation,
  charge: Charge | null,
  what: Extract<Verdict, { kind: 'differs' }>['handOn'],
): Promise<void> {
  if (what === null) return;
  if (what === 'record-approval' && charge !== null) {
    const { paymentId, amount } = charge;
    const command = { type: 'RecordApproval', paymentId, amount } as const;
    const meta = stepMeta(RECONCILIATION, command.type, payment.events.at(-1) as RecordedEvent);
    await handleCommand(deps, paymentDecider, payment.streamId, command, meta, subjectsOf(order));
  }
  deps.wake(orderId);
}
