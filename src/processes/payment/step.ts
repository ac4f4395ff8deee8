import { loadPayment } from '../../application/order-streams.ts';
import type { Charge, Payment, PaymentCommand } from '../../domain/payment/index.ts';
import { GatewayUnavailable, type PaymentGateway } from '../../gateways/payment-gateway.ts';
import { StoreUnavailable } from '../../platform/eventstore/event-store.ts';
import {
  type CommandMeta,
  type Conflict,
  decideOn,
  type LoadedStream,
} from '../../platform/eventstore/handle-command.ts';
import { type Acted, again } from '../../platform/processes/process-manager.ts';
import { eventIdOf, stepMeta } from '../../platform/processes/step-meta.ts';
import type { CommandDeps, Handled, RecordedEvent } from '../../stored-events/event-log.ts';
import { loadPaymentContext, type PaymentContext, type PaymentSettings } from './context.ts';

const MAX_ATTEMPTS = 8;

/** Name of the payment process, and the actor of its events. */
export const PAYMENT = 'payment';

export interface PaymentDeps extends CommandDeps {
  readonly gateway: PaymentGateway;
  readonly settings: PaymentSettings;
}

/** Identity of a step that the last event of a stream has led to; before there is one, the order itself has. */
export function metaAfter(
  { order }: Pick<PaymentContext, 'order'>,
  stream: LoadedStream<unknown>,
  step: string,
): CommandMeta {
  const cause = stream.events.at(-1) ?? order.events.at(-1);
  return stepMeta(PAYMENT, step, cause as RecordedEvent);
}

/** Decides a command on the payment's stream as it was loaded: somebody else's event since then is a conflict. */
export function decideOnPayment(
  deps: PaymentDeps,
  context: PaymentContext,
  command: PaymentCommand,
  meta: CommandMeta = metaAfter(context, context.payment, command.type),
): Promise<Handled<Payment> | Conflict> {
  return decideOn(deps, context.payment, command, meta);
}

/**
 * Records what the gateway answered to a call, on the streams as they stand by now: the answer is true whoever has written meanwhile,
 * and what it means depends on what has become of the order.
 * @param claim announced the call; null for a call within a claim that was open already.
 * @throws StoreUnavailable
 */
export async function recordAnswer(
  deps: PaymentDeps,
  { orderId, payment }: PaymentContext,
  claim: CommandMeta | null,
  command: (now: PaymentContext) => PaymentCommand,
): Promise<Handled<Payment>> {
  const cause = claim === null ? (payment.events.at(-1) as RecordedEvent) : { id: eventIdOf(claim) };
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const now = await loadPaymentContext(deps.log, orderId);
    const said = command(now);
    const handled = await decideOnPayment(deps, now, said, stepMeta(PAYMENT, said.type, cause));
    if (handled.kind !== 'conflict') return handled;
  }
  throw new StoreUnavailable(`the payment of ${orderId} is written to by too many at once`);
}

/** The same context with the payment's stream as it stands now. */
export async function withPayment({ log }: PaymentDeps, context: PaymentContext): Promise<PaymentContext> {
  return { ...context, payment: await loadPayment(log, context.orderId) };
}

/** Every charge of the order, or why the gateway can't be asked now. */
export async function ask(
  { gateway }: Pick<PaymentDeps, 'gateway'>,
  { orderId }: Pick<PaymentContext, 'orderId'>,
): Promise<readonly Charge[] | GatewayUnavailable> {
  try {
    return await gateway.chargesOf(orderId);
  } catch (error) {
    if (error instanceof GatewayUnavailable) return error;
    throw error;
  }
}

/** True when something stands in the streams that was not there: decide anew. */
export function hasChanged(handled: Handled<unknown> | Conflict): boolean {
  return handled.kind === 'accepted' || handled.kind === 'replayed' || handled.kind === 'conflict';
}

/** What a recorded outcome leads to: a rejection means that the gateway contradicts our own records, which can't heal by itself. */
export function recorded(handled: Handled<unknown> | Conflict): Acted {
  return handled.kind === 'rejected' ? { kind: 'parked', reason: handled.rejection.code } : again;
}
