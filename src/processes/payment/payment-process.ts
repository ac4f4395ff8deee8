import { cancelOrder } from '../../application/cancel-order.ts';
import { loadPayment } from '../../application/order-streams.ts';
import type { OrderId } from '../../domain/ids.ts';
import type { OrderCommand } from '../../domain/order/index.ts';
import { isMoneySettled } from '../../domain/order-end.ts';
import type { PaymentCommand } from '../../domain/payment/index.ts';
import { GatewayUnavailable, type PaymentGateway } from '../../gateways/payment-gateway.ts';
import type { EventHeader } from '../../platform/eventstore/event-log.ts';
import { StoreUnavailable } from '../../platform/eventstore/event-store.ts';
import { type CommandMeta, decideOn, type LoadedStream } from '../../platform/eventstore/handle-command.ts';
import { type Acted, again, type ProcessManager } from '../../platform/processes/process-manager.ts';
import { eventIdOf, stepMeta } from '../../platform/processes/step-meta.ts';
import type { CommandDeps, RecordedEvent } from '../../stored-events/event-log.ts';
import { orderIdOf } from '../../stored-events/streams.ts';
import { isTrigger, type Triggers } from '../triggers.ts';
import { loadPaymentContext, type PaymentContext, type PaymentSettings } from './context.ts';
import { decidePayment, type PaymentAction } from './decide.ts';
import { afterAskingForRefunds, afterClaimingRefund, afterRefunding, askForRefunds } from './refund-steps.ts';
import {
  afterAsking,
  afterCharging,
  afterClaimingCharge,
  afterWriting,
  decideAnew,
  ended,
  findingOn,
  type Step,
  type Told,
  type Written,
} from './steps.ts';

/** Name of the payment process, and the actor of its events. */
export const PAYMENT = 'payment';

const MAX_ATTEMPTS = 8;

interface PaymentDeps extends CommandDeps {
  readonly gateway: PaymentGateway;
  readonly settings: PaymentSettings;
}

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

/** Carries out what was decided. It ends with its outcome in the streams, or says what keeps it from that. */
async function act(deps: PaymentDeps, action: PaymentAction, context: PaymentContext): Promise<Acted> {
  switch (action.kind) {
    case 'charge':
      return run(deps, context, { kind: 'claim-charge', charging: action.charging });
    case 'settle-charge': {
      const { charging, ifNone } = action;
      return run(deps, context, { kind: 'ask', about: { kind: 'attempt', charging, ifNone } });
    }
    case 'refund':
      return run(deps, context, askForRefunds(context, null, false));
    case 'settle-refund':
      return run(deps, context, askForRefunds(context, action.claim, action.renew));
    case 'examine':
      return run(deps, context, { kind: 'ask', about: { kind: 'dispute' } });
    case 'void': {
      const command = { type: 'VoidPayment', amount: action.amount } as const;
      return run(deps, context, { kind: 'write', command, otherwise: decideAnew });
    }
    case 'confirm': {
      const { paymentId, amount } = action;
      return tellOrder(deps, context, { type: 'ConfirmPayment', paymentId, amount });
    }
    case 'fail':
      return tellOrder(deps, context, { type: 'FailPayment', code: action.code });
    case 'cancel':
      return callOff(deps, context);
    default:
      return action satisfies never;
  }
}

/** Takes step after step; each is decided from what the one before has led to. */
async function run(deps: PaymentDeps, loaded: PaymentContext, first: Step): Promise<Acted> {
  const { gateway } = deps;
  const { orderId } = loaded;
  let context = loaded;
  let step = first;
  /** The claim of this run; null while it goes by one that was open already. */
  let claim: CommandMeta | null = null;
  while (step.kind !== 'end') {
    switch (step.kind) {
      case 'ask': {
        const told = await ask(deps, orderId);
        const { about } = step;
        step =
          about.kind === 'refund'
            ? afterAskingForRefunds(context, about.refunding, told)
            : afterAsking(context, about, told);
        break;
      }
      case 'claim-charge': {
        const { wanted } = step.charging;
        const meta = metaAfter(context, context.payment, 'AttemptCharge');
        const claimed = await write(deps, context, { type: 'AttemptCharge', orderId, amount: wanted.amount }, meta);
        if (claimed.kind === 'accepted') claim = meta;
        step = afterClaimingCharge(step.charging, claimed);
        break;
      }
      case 'charge': {
        const { charging, key } = step;
        step = afterCharging(charging, await gateway.charge({ orderId, ...charging.wanted, key }));
        break;
      }
      case 'claim-refund':
        step = afterClaimingRefund(step, await write(deps, context, step.command));
        if (step.kind === 'refund') context = { ...context, payment: await loadPayment(deps.log, orderId) };
        break;
      case 'refund': {
        const { paymentId, amount, key } = step.claim;
        step = afterRefunding(step, await gateway.refund({ paymentId, amount, key, reason: step.refunding.reason }));
        break;
      }
      case 'write':
        step = afterWriting(step, await write(deps, context, step.command));
        break;
      case 'record':
        step = afterWriting(step, await record(deps, context, claim, step));
        break;
      default:
        return step satisfies never;
    }
  }
  return step.acted;
}

/** Every charge of the order, or why the gateway can't be asked now. */
async function ask({ gateway }: PaymentDeps, orderId: OrderId): Promise<Told> {
  try {
    return await gateway.chargesOf(orderId);
  } catch (error) {
    if (error instanceof GatewayUnavailable) return error;
    throw error;
  }
}

/** A command on the payment's stream as it was loaded: somebody else's event since then is a conflict. */
function write(
  deps: PaymentDeps,
  context: PaymentContext,
  command: PaymentCommand,
  meta: CommandMeta = metaAfter(context, context.payment, command.type),
): Promise<Written> {
  return decideOn(deps, context.payment, command, meta);
}

/**
 * What the gateway answered to a call, on the streams as they stand by now: the answer is true whoever has written meanwhile, and what it
 * means depends on what has become of the order.
 * @throws StoreUnavailable
 */
async function record(
  deps: PaymentDeps,
  { orderId, payment }: PaymentContext,
  claim: CommandMeta | null,
  { finding }: Extract<Step, { kind: 'record' }>,
): Promise<Written> {
  const cause = claim === null ? (payment.events.at(-1) as RecordedEvent) : { id: eventIdOf(claim) };
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const now = await loadPaymentContext(deps.log, orderId);
    const command = findingOn(now, finding);
    const written = await write(deps, now, command, stepMeta(PAYMENT, command.type, cause));
    if (written.kind !== 'conflict') return written;
  }
  throw new StoreUnavailable(`the payment of ${orderId} is written to by too many at once`);
}

async function tellOrder(deps: PaymentDeps, context: PaymentContext, command: OrderCommand): Promise<Acted> {
  return ended(await decideOn(deps, context.order, command, metaAfter(context, context.payment, command.type)));
}

/** The order is cancelled in the way in which everybody cancels; once that is decided, an event wakes the process. */
async function callOff(deps: PaymentDeps, context: PaymentContext): Promise<Acted> {
  const meta = metaAfter(context, context.order, 'deadline');
  const result = await cancelOrder(deps, context.orderId, { by: 'system', reason: null }, meta);
  return result.kind === 'done' ? { kind: 'unavailable', cause: 'the cancellation is being decided' } : again;
}

/** Identity of a step that the last event of a stream has led to; before there is one, the order itself has. */
function metaAfter({ order }: PaymentContext, stream: LoadedStream<unknown>, step: string): CommandMeta {
  const cause = stream.events.at(-1) ?? order.events.at(-1);
  return stepMeta(PAYMENT, step, cause as RecordedEvent);
}
