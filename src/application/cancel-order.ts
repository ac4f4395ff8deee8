import { reject } from '../domain/decider.ts';
import type { OrderId } from '../domain/ids.ts';
import type { CancelledBy, Order } from '../domain/order/index.ts';
import { type OrderStatus, orderStatusOf } from '../domain/order-status.ts';
import { type Position, StoreUnavailable } from '../platform/eventstore/event-store.ts';
import { type CommandMeta, decideOn, handle } from '../platform/eventstore/handle-command.ts';
import { uuidV5 } from '../platform/runtime/ids.ts';
import { type DeliveryStream, deliveryAggregate } from '../stored-events/delivery.ts';
import type { CommandDeps, Handled } from '../stored-events/event-log.ts';
import { type OrderStream, orderAggregate } from '../stored-events/order.ts';
import { loadDelivery, loadOrder, noSuchOrder } from './order-streams.ts';
import type { UseCaseResult } from './use-case.ts';

export interface CancelWish {
  readonly by: CancelledBy;
  readonly reason: string | null;
}

export interface CancelAnswer {
  readonly orderId: OrderId;
  readonly status: OrderStatus;
}

const MAX_ATTEMPTS = 8;
const alreadyStarted = reject(
  'DELIVERY_ALREADY_STARTED',
  'The delivery has started; the order can no longer be cancelled.',
);

/**
 * Cancels an order (R5, R6). The request goes into the order's stream, and then the delivery's stream decides: a cancel and a
 * start that come together race for one revision there. What a crash in between leaves open, the shipping process completes.
 */
export async function cancelOrder(
  deps: CommandDeps,
  orderId: OrderId,
  wish: CancelWish,
  meta: CommandMeta,
): Promise<UseCaseResult<CancelAnswer>> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const [order, delivery] = await Promise.all([
      loadOrder(deps.log, orderId, 'latest'),
      loadDelivery(deps.log, orderId, 'latest'),
    ]);
    const isRepeat = order.events.some((event) => event.metadata.commandId === meta.commandId);
    if (!isRepeat) {
      const settled = settledBefore(orderId, order, delivery);
      if (settled !== null) return settled;
    }
    const requested = await decideOn(deps, order, { type: 'RequestCancellation', ...wish }, meta);
    switch (requested.kind) {
      case 'conflict':
        continue;
      case 'key-reused':
        return requested;
      case 'rejected':
        return { kind: 'rejected', rejection: requested.rejection, position: requested.position };
      case 'unchanged':
        return asItIs(orderId, order, delivery);
      case 'accepted':
      case 'replayed':
        return decideAtDelivery(deps, orderId, wish, meta, requested);
      default:
        return requested satisfies never;
    }
  }
  throw new StoreUnavailable(`order ${orderId} is written to by too many at once`);
}

/** The answer when there is nothing left to ask the delivery's stream; null when there is. */
function settledBefore(
  orderId: OrderId,
  order: OrderStream,
  delivery: DeliveryStream,
): UseCaseResult<CancelAnswer> | null {
  if (order.state.status === 'None') return { kind: 'rejected', rejection: noSuchOrder };
  const { position } = delivery;
  switch (delivery.state.status) {
    case 'Started':
    case 'Failed':
      return { kind: 'rejected', rejection: alreadyStarted, position };
    case 'Completed':
      return { kind: 'rejected', rejection: reject('ORDER_NOT_CANCELLABLE', 'The flowers are delivered.'), position };
    case 'Rejected':
    case 'Returned':
    case 'Cancelled':
      return asItIs(orderId, order, delivery);
    default:
      return null;
  }
}

/** The order is being cancelled, or is cancelled, already: its status and the last that was read. */
function asItIs(orderId: OrderId, order: OrderStream, delivery: DeliveryStream): UseCaseResult<CancelAnswer> {
  if (order.state.status === 'None') return { kind: 'rejected', rejection: noSuchOrder };
  const status = orderStatusOf(order.state, delivery.state);
  return {
    kind: 'done',
    value: { orderId, status },
    position: later(order.position, delivery.position),
    replayed: false,
  };
}

/** The second half: the delivery's stream says whether the cancellation came in time. */
async function decideAtDelivery(
  deps: CommandDeps,
  orderId: OrderId,
  { by }: CancelWish,
  meta: CommandMeta,
  requested: Extract<Handled<Order>, { kind: 'accepted' | 'replayed' }>,
): Promise<UseCaseResult<CancelAnswer>> {
  const step = (name: string): CommandMeta => ({
    ...meta,
    commandId: uuidV5(meta.commandId, name),
    causationId: uuidV5(meta.commandId, '0'),
  });
  const cancel = { type: 'CancelDelivery', by } as const;
  const decided = await handle(deps, deliveryAggregate, orderId, cancel, step('cancel-delivery'));
  if (decided.kind === 'key-reused') return decided;
  if (decided.kind === 'rejected') {
    const refusal = { type: 'RefuseCancellation' } as const;
    await handle(deps, orderAggregate, orderId, refusal, step('refuse-cancellation'));
    return { kind: 'rejected', rejection: alreadyStarted, position: decided.position };
  }
  const replayed = requested.kind === 'replayed';
  const position = later(requested.position, decided.position);
  return { kind: 'done', value: { orderId, status: 'Cancelling' }, position, replayed };
}

function later(a: Position, b: Position): Position {
  return a > b ? a : b;
}
