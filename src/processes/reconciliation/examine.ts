import { type Charge, chargesOf, evidenceOf } from '../../domain/payment/index.ts';
import { DamagedLog } from '../../platform/eventstore/event-store.ts';
import { decideOn } from '../../platform/eventstore/handle-command.ts';
import { stepMeta } from '../../platform/processes/step-meta.ts';
import type { RecordedEvent } from '../../stored-events/event-log.ts';
import { loadPaymentContext, type PaymentContext, placedOf, withDelivery } from '../payment/context.ts';
import { compare, differs, type Judgement, type Verdict } from './compare.ts';
import type { Suspect } from './state.ts';
import { RECONCILIATION, type ReconciliationDeps } from './state.ts';

const unreadable = differs('unsettled', "the order's streams can't be read");

/** True when a charge, as it was listed, is what the streams say now. A no is only a suspicion: see {@link examine}. */
export async function isAsRecorded(deps: ReconciliationDeps, charge: Charge): Promise<boolean> {
  try {
    const context = await loadPaymentContext(deps.log, charge.orderId, 'latest');
    return compare(context, [charge], judgementOf(deps)).kind === 'agrees';
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
export async function examine(deps: ReconciliationDeps, { orderId, listed }: Suspect): Promise<Verdict> {
  try {
    const before = await loadPaymentContext(deps.log, orderId, 'latest');
    const fresh = await deps.gateway.chargesOf(orderId);
    const after = await loadPaymentContext(deps.log, orderId, 'latest');
    if (hasMoved(before, after)) return { kind: 'in-flight' };
    const told = [...fresh, ...unnamed(listed, fresh)];
    const verdict = compare(after, told, judgementOf(deps));
    if (verdict.kind === 'differs') await handOn(deps, after, told, verdict.handOn);
    return verdict;
  } catch (error) {
    if (error instanceof DamagedLog) return unreadable;
    throw error;
  }
}

function judgementOf({ clock, inFlightMs, graceMs }: ReconciliationDeps): Judgement {
  return { now: clock.now(), inFlightMs, graceMs };
}

function hasMoved(before: PaymentContext, after: PaymentContext): boolean {
  return before.payment.position !== after.payment.position || before.order.position !== after.order.position;
}

/** What a list has named, and the answer for the order does not. */
function unnamed(listed: readonly Charge[], fresh: readonly Charge[]): readonly Charge[] {
  return listed.filter(({ paymentId }) => !fresh.some((charge) => charge.paymentId === paymentId));
}

async function handOn(
  deps: ReconciliationDeps,
  context: PaymentContext,
  told: readonly Charge[],
  what: Extract<Verdict, { kind: 'differs' }>['handOn'],
): Promise<void> {
  if (what === null) return;
  if (what === 'record') await record(deps, context, told);
  deps.wake(context.orderId);
}

/** Records what was found, at the revision on which it was judged: whoever has written since knows better. */
async function record(deps: ReconciliationDeps, context: PaymentContext, told: readonly Charge[]): Promise<void> {
  const isPaid = context.order.state.status === 'Paid';
  const { payment, standing } = isPaid ? await withDelivery(deps.log, context, 'latest') : context;
  const evidence = evidenceOf(told, chargesOf(payment.state));
  const total = placedOf(context).total;
  const command = { type: 'RecordEvidence', evidence, total, standing } as const;
  const meta = stepMeta(RECONCILIATION, command.type, payment.events.at(-1) as RecordedEvent);
  await decideOn(deps, payment, command, meta);
}
