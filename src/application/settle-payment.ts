import { reject } from '../domain/decider.ts';
import type { OrderId } from '../domain/ids.ts';
import { hasOpenCancellation } from '../domain/order/index.ts';
import { standingOf } from '../domain/order-standing.ts';
import {
  type AcceptDispute,
  type PaymentStatus,
  paymentStatusOf,
  type SettleRefundManually,
} from '../domain/payment/index.ts';
import { type CommandMeta, handle } from '../platform/eventstore/handle-command.ts';
import type { CommandDeps } from '../stored-events/event-log.ts';
import type { OrderStream } from '../stored-events/order.ts';
import { paymentAggregate } from '../stored-events/payment.ts';
import { loadDelivery, loadOrder, noSuchOrder } from './order-streams.ts';
import { toResult, type UseCaseResult } from './use-case.ts';

export interface SettledPayment {
  readonly orderId: OrderId;
  readonly status: PaymentStatus;
}

/** Records that an operator has given the money of an ended order back by other means. */
export async function settleRefundManually(
  deps: CommandDeps,
  orderId: OrderId,
  reference: string,
  meta: CommandMeta,
): Promise<UseCaseResult<SettledPayment>> {
  const order = await loadOrder(deps.log, orderId, 'latest');
  const standing = standingOf(order.state, 'None');
  return settle(deps, orderId, order, { type: 'SettleRefundManually', reference, standing }, meta);
}

/** Takes what the gateway keeps as the payment of an order that goes on. */
export async function acceptDispute(
  deps: CommandDeps,
  orderId: OrderId,
  reference: string,
  meta: CommandMeta,
): Promise<UseCaseResult<SettledPayment>> {
  const [order, delivery] = await Promise.all([
    loadOrder(deps.log, orderId, 'latest'),
    loadDelivery(deps.log, orderId, 'latest'),
  ]);
  const standing = standingOf(order.state, delivery.state.status);
  if (standing === 'ended') {
    return { kind: 'rejected', rejection: reject('ORDER_CANCELLED', 'The order has ended; its money goes back.') };
  }
  if (hasOpenCancellation(order.state)) {
    return { kind: 'rejected', rejection: reject('CANCELLATION_OPEN', 'A cancellation of this order is open.') };
  }
  return settle(deps, orderId, order, { type: 'AcceptDispute', reference, standing }, meta);
}

async function settle(
  deps: CommandDeps,
  orderId: OrderId,
  order: OrderStream,
  command: AcceptDispute | SettleRefundManually,
  meta: CommandMeta,
): Promise<UseCaseResult<SettledPayment>> {
  if (order.state.status === 'None') return { kind: 'rejected', rejection: noSuchOrder };
  const handled = await handle(deps, paymentAggregate, orderId, command, meta);
  return toResult(handled, (payment) => ({ orderId, status: paymentStatusOf(payment) }));
}
