import { cancelOrder } from '../../application/cancel-order.ts';
import type { OrderId } from '../../domain/ids.ts';
import type { OrderCommand } from '../../domain/order/index.ts';
import { isMoneySettled } from '../../domain/order-end.ts';
import { chargesOf, evidenceOf } from '../../domain/payment/index.ts';
import { GatewayUnavailable } from '../../gateways/payment-gateway.ts';
import type { EventHeader } from '../../platform/eventstore/event-log.ts';
import { decideOn } from '../../platform/eventstore/handle-command.ts';
import { type Acted, again, type ProcessManager } from '../../platform/processes/process-manager.ts';
import { orderIdOf } from '../../stored-events/streams.ts';
import { isTrigger, type Triggers } from '../triggers.ts';
import { charge, settleCharge } from './charge.ts';
import { loadPaymentContext, type PaymentContext, placedOf } from './context.ts';
import { decidePayment, type PaymentAction } from './decide.ts';
import { giveBack } from './give-back.ts';
import { ask, decideOnPayment, hasChanged, metaAfter, PAYMENT, type PaymentDeps, recorded } from './step.ts';

/**
 * Facts after which the money of an order may need something. An outcome is news whoever wrote it: also this process itself, in a
 * holder of its lease that has lost it meanwhile.
 */
const triggers: Triggers<'order' | 'payment'> = {
  OrderPlaced: true,
  OrderPaid: false,
  OrderPaymentFailed: true,
  OrderCancellationRequested: true,
  OrderCancellationRefused: true,
  OrderCancelled: true,
  OrderCompleted: false,
  PaymentAttempted: false,
  PaymentApproved: true,
  PaymentAccepted: true,
  PaymentDeclined: true,
  PaymentUnresolved: false,
  PaymentDisputed: true,
  PaymentVoided: false,
  RefundAttempted: false,
  RefundApproved: true,
  RefundFailed: true,
  RefundSettledManually: true,
};

/**
 * The payment process (R2, R6, R12): charges each order once, settles what is unclear by asking, and sees to it that an order that has
 * ended keeps no money.
 */
export function createPaymentProcess(deps: PaymentDeps): ProcessManager<PaymentContext, PaymentAction> {
  return {
    name: PAYMENT,
    correlate: concerns,
    load: (orderId, extent) => loadPaymentContext(deps.log, orderId, extent),
    decide: (context, moment) => decidePayment(context, moment, deps.settings),
    act: (action, context) => act(deps, action, context),
    isOutsideAway: () => deps.gateway.isAway === true,
    mayForget: ({ order, payment }) => isMoneySettled(order.state, payment.state),
  };
}

function concerns(event: EventHeader): OrderId | null {
  return isTrigger(triggers, event.type) ? orderIdOf(event.streamId) : null;
}

/** Carries out what was decided. Each branch ends with its outcome in the streams, or says what keeps it from that. */
async function act(deps: PaymentDeps, action: PaymentAction, context: PaymentContext): Promise<Acted> {
  switch (action.kind) {
    case 'charge':
      return charge(deps, context, action);
    case 'settle-charge':
      return settleCharge(deps, context, action);
    case 'refund':
    case 'settle-refund':
      return giveBack(deps, context, action);
    case 'confirm': {
      const { paymentId, amount } = action;
      return tellOrder(deps, context, { type: 'ConfirmPayment', paymentId, amount });
    }
    case 'fail':
      return tellOrder(deps, context, { type: 'FailPayment', code: action.code });
    case 'cancel':
      return callOff(deps, context);
    case 'void':
      return recorded(await decideOnPayment(deps, context, { type: 'VoidPayment', amount: action.amount }));
    case 'examine':
      return examine(deps, context);
    default:
      return action satisfies never;
  }
}

async function tellOrder(deps: PaymentDeps, context: PaymentContext, command: OrderCommand): Promise<Acted> {
  const { order, payment } = context;
  const meta = metaAfter(context, payment, command.type);
  return recorded(await decideOn(deps, order, command, meta));
}

/** The order is cancelled in the way in which everybody cancels; that it was decided is news. */
async function callOff(deps: PaymentDeps, context: PaymentContext): Promise<Acted> {
  const meta = metaAfter(context, context.order, 'deadline');
  const result = await cancelOrder(deps, context.orderId, { by: 'system', reason: null }, meta);
  if (result.kind !== 'done') return again;
  return { kind: 'unavailable', cause: 'the cancellation is being decided' };
}

/** The money went back, and the flowers are on their way all the same: what the gateway says now becomes an open question. */
async function examine(deps: PaymentDeps, context: PaymentContext): Promise<Acted> {
  const later = (cause: string): Acted => ({ kind: 'unavailable', cause });
  const told = await ask(deps, context);
  if (told instanceof GatewayUnavailable) return later(told.message);
  const { standing, payment } = context;
  const evidence = evidenceOf(told, chargesOf(payment.state));
  const total = placedOf(context).total;
  const command = { type: 'RecordEvidence', evidence, total, standing } as const;
  return hasChanged(await decideOnPayment(deps, context, command))
    ? again
    : later('the money of an order that is on its way has gone back');
}
