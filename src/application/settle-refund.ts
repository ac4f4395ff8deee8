import { reject } from '../domain/decider.ts';
import { type OrderId, streamOf } from '../domain/ids.ts';
import { type PaymentStatus, paymentDecider, paymentStatusOf } from '../domain/payment/index.ts';
import type { CommandDeps, CommandMeta } from '../eventstore/handle-command.ts';
import { findOrder, subjectsOf } from './order-streams.ts';
import { runCommand, type UseCaseResult } from './use-case.ts';

export interface SettledRefund {
  readonly orderId: OrderId;
  readonly status: PaymentStatus;
}

/** Records that an operator has given the money back by other means, after the gateway had refused the refund for good. */
export async function settleRefund(
  deps: CommandDeps,
  orderId: OrderId,
  reference: string,
  meta: CommandMeta,
): Promise<UseCaseResult<SettledRefund>> {
  const order = await findOrder(deps.log, orderId);
  if (order.state.status === 'None') {
    return { kind: 'rejected', rejection: reject('ORDER_NOT_FOUND', 'There is no such order.') };
  }
  return runCommand(
    deps,
    paymentDecider,
    streamOf('payment', orderId),
    { type: 'SettleRefundManually', reference },
    meta,
    subjectsOf(order),
    (payment) => ({ orderId, status: paymentStatusOf(payment) }),
  );
}
