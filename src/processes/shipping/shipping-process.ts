import type { OrderId } from '../../domain/ids.ts';
import type { EventHeader } from '../../platform/eventstore/event-log.ts';
import { type Conflict, decideOn } from '../../platform/eventstore/handle-command.ts';
import { type Acted, again, type ProcessManager } from '../../platform/processes/process-manager.ts';
import { stepMeta } from '../../platform/processes/step-meta.ts';
import type { CommandDeps, Handled, RecordedEvent } from '../../stored-events/event-log.ts';
import { orderIdOf } from '../../stored-events/streams.ts';
import { isTrigger, type Triggers } from '../triggers.ts';
import { loadShippingContext, type ShippingContext } from './context.ts';
import { decideShipping, type ShippingAction, type ShippingSettings } from './decide.ts';

/** Name of the shipping process, and the actor of its events. */
export const SHIPPING = 'shipping';

/** Facts after which an order may have to go on. What the process writes itself it knows already. */
const triggers: Triggers<'order' | 'delivery' | 'review'> = {
  OrderPlaced: false,
  OrderPaid: true,
  OrderPaymentFailed: false,
  OrderCancellationRequested: true,
  OrderCancellationRefused: true,
  OrderCancelled: false,
  OrderCompleted: false,
  DeliveryRequested: false,
  DeliveryReminded: false,
  DeliveryAccepted: true,
  DeliveryRejected: true,
  DeliveryStarted: true,
  DeliveryFailed: true,
  DeliveryReturned: true,
  DeliveryCompleted: true,
  DeliveryCancelled: true,
  ReviewRequested: false,
  ReviewWritten: false,
  ReviewChecked: false,
  ReviewReplied: false,
};

export interface ShippingDeps extends CommandDeps {
  readonly settings: ShippingSettings;
}

/**
 * The shipping process (R3, R6, R7): hands a paid order to the florist, watches over the florist's answer, completes a
 * cancellation, and ends a delivered order with the request for a review.
 */
export function createShippingProcess(deps: ShippingDeps): ProcessManager<ShippingContext, ShippingAction> {
  return {
    name: SHIPPING,
    leavesOutGaps: true,
    correlate: concerns,
    load: (orderId) => loadShippingContext(deps.log, orderId),
    decide: (context, moment) => decideShipping(context, moment, deps.settings),
    act: async (action, context) => afterwards(await act(deps, action, context)),
  };
}

function concerns(event: EventHeader): OrderId | null {
  return isTrigger(triggers, event.type) && event.metadata.actor !== SHIPPING ? orderIdOf(event.streamId) : null;
}

/** Gives the command at exactly the revision on which it was decided: whoever came first has won. */
function act(
  deps: ShippingDeps,
  action: ShippingAction,
  context: ShippingContext,
): Promise<Handled<unknown> | Conflict> {
  const { order, delivery, review } = context;
  const meta = stepMeta(SHIPPING, action.command.type, causeOf(context));
  switch (action.stream) {
    case 'order':
      return decideOn(deps, order, action.command, meta);
    case 'delivery':
      return decideOn(deps, delivery, action.command, meta);
    case 'review':
      return decideOn(deps, review, action.command, meta);
    default:
      return action satisfies never;
  }
}

/** A rejection here contradicts what was read a moment ago on the same revision, and can't heal. */
function afterwards(handled: Handled<unknown> | Conflict): Acted {
  return handled.kind === 'rejected' ? { kind: 'parked', reason: handled.rejection.code } : again;
}

/** The last thing that happened in the order's streams is what led to this step. */
function causeOf({ order, delivery, review }: ShippingContext): RecordedEvent {
  const last = [order, delivery, review].flatMap(({ events }) => events.at(-1) ?? []);
  return last.reduce((a, b) => (a.position > b.position ? a : b));
}
