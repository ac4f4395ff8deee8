import { reject } from '../domain/decider.ts';
import type { DeliveryCommand, DeliveryStatus } from '../domain/delivery/index.ts';
import type { OrderId } from '../domain/ids.ts';
import { hasOpenCancellation } from '../domain/order/index.ts';
import { type CommandMeta, handle } from '../platform/eventstore/handle-command.ts';
import { deliveryAggregate } from '../stored-events/delivery.ts';
import type { CommandDeps } from '../stored-events/event-log.ts';
import { streamOf } from '../stored-events/streams.ts';
import { findOrder, loadOrder, noSuchOrder } from './order-streams.ts';
import { toResult, type UseCaseResult } from './use-case.ts';

/** The steps that the florist takes (R4). */
export type FloristStep = Extract<
  DeliveryCommand,
  {
    type:
      | 'AcceptDelivery'
      | 'RejectDelivery'
      | 'StartDelivery'
      | 'FailDelivery'
      | 'ReturnDelivery'
      | 'CompleteDelivery';
  }
>;

export interface DeliveryAnswer {
  readonly orderId: OrderId;
  readonly status: DeliveryStatus;
}

/**
 * Takes one step of a delivery. Accept and start read the order first and give way to an open cancellation; should the
 * cancellation come after that look, the delivery's stream still decides who was first.
 */
export async function takeDeliveryStep(
  deps: CommandDeps,
  orderId: OrderId,
  step: FloristStep,
  meta: CommandMeta,
): Promise<UseCaseResult<DeliveryAnswer>> {
  const givesWay = step.type === 'AcceptDelivery' || step.type === 'StartDelivery';
  const order = givesWay ? await loadOrder(deps.log, orderId, 'latest') : await findOrder(deps.log, orderId);
  if (order.state.status === 'None') return { kind: 'rejected', rejection: noSuchOrder };
  if (givesWay && hasOpenCancellation(order.state) && !(await isRepeat(deps, orderId, meta))) {
    const rejection = reject('CANCELLATION_OPEN', 'A cancellation of this order is open.');
    return { kind: 'rejected', rejection, position: order.position };
  }
  return toResult(await handle(deps, deliveryAggregate, orderId, step, meta), ({ status }) => ({ orderId, status }));
}

/** True when this very command took its step before: its answer stays, whatever came after. */
async function isRepeat({ log }: CommandDeps, orderId: OrderId, { commandId }: CommandMeta): Promise<boolean> {
  const events = await log.latestStream(streamOf('delivery', orderId));
  return events.some((event) => event.metadata.commandId === commandId);
}
