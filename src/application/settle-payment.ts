import { reject } from '../domain/decider.ts';
import { type OrderId, streamOf } from '../domain/ids.ts';
import { hasOpenCancellation, type Order } from '../domain/order/index.ts';
import { standingOf } from '../domain/order-standing.ts';
import {
  type AcceptDispute,
  type PaymentStatus,
  paymentDecider,
  paymentStatusOf,
  type SettleRefundManually,
} from '../domain/payment/index.ts';
import type { CommandDeps, CommandMeta, LoadedStream } from '../platform/eventstore/handle-command.ts';
import { loadDelivery, loadOrder, subjectsOf } from './order-streams.ts';
import { runCommand, type UseCaseResult } from './use-case.ts';

export interface SettledPayment {
  readonly orderId: OrderId;
  readonly status: PaymentStatus;
}

/** Records that an operator has given the money of an ended order back by other means. */
export async function settleRefund(
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
  order: LoadedStream<Order>,
  command: AcceptDispute | SettleRefundManually,
  meta: CommandMeta,
): Promise<UseCaseResult<SettledPayment>> {
  if (order.state.status === 'None') {
    return { kind: 'rejected', rejection: reject('ORDER_NOT_FOUND', 'There is no such order.') };
  }
  const stream = streamOf('payment', orderId);
  return runCommand(deps, paymentDecider, stream, command, meta, subjectsOf(order), (payment) => ({
    orderId,
    status: paymentStatusOf(payment),
  }));
}
