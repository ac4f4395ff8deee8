import { subjectsOf } from '../../application/order-streams.ts';
import { streamOf } from '../../domain/ids.ts';
import { type Payment, type PaymentCommand, paymentDecider } from '../../domain/payment/index.ts';
import {
  type CommandMeta,
  type Conflict,
  decideOn,
  type Handled,
  handleCommand,
  type LoadedStream,
} from '../../eventstore/handle-command.ts';
import type { RecordedEvent } from '../../eventstore/recorded-event.ts';
import { type Acted, again } from '../process-manager.ts';
import { eventIdOf, stepMeta } from '../step-meta.ts';
import { PAYMENT, type PaymentDeps } from './deps.ts';
import type { PaymentSituation } from './situation.ts';

/** Identity of a step that the last event of a stream has led to; before there is one, the order itself has. */
export function metaAfter({ order }: PaymentSituation, stream: LoadedStream<unknown>, step: string): CommandMeta {
  const cause = stream.events.at(-1) ?? order.events.at(-1);
  return stepMeta(PAYMENT, step, cause as RecordedEvent);
}

/** Decides a command on the payment's stream as it was loaded: somebody else's event since then is a conflict. */
export function decideOnPayment(
  deps: PaymentDeps,
  situation: PaymentSituation,
  command: PaymentCommand,
  meta: CommandMeta = metaAfter(situation, situation.payment, command.type),
): Promise<Handled<Payment> | Conflict> {
  return decideOn(deps, paymentDecider, situation.payment, command, meta, subjectsOf(situation.order));
}

/** Records what the gateway answered to the call that `claim` had announced. */
export async function recordOutcome(
  deps: PaymentDeps,
  { orderId, order }: PaymentSituation,
  claim: CommandMeta,
  command: PaymentCommand,
): Promise<Acted> {
  const meta = stepMeta(PAYMENT, command.type, { id: eventIdOf(claim) });
  const stream = streamOf('payment', orderId);
  return recorded(await handleCommand(deps, paymentDecider, stream, command, meta, subjectsOf(order)));
}

/** What a recorded outcome leads to: a rejection means that the gateway contradicts our own records, which can't heal by itself. */
export function recorded(handled: Handled<unknown> | Conflict): Acted {
  return handled.kind === 'rejected' ? { kind: 'parked', reason: handled.rejection.code } : again;
}
