import { readAuditedOrder } from '../../audit/audited-order.ts';
import { orderAt } from '../../audit/standing.ts';
import { type OrderStory, tellStory } from '../../audit/story.ts';
import { StartFault } from '../../platform/runtime/start-fault.ts';
import type { OrderStatusView } from '../../projections/order-status.ts';
import type { OperatorClient } from '../operator-client.ts';
import type { LocalLog } from './local-log.ts';

/** Where stories come from. Both reject with StartFault when there is no such order, or was none then. */
export interface StorySource {
  story(orderId: string): Promise<OrderStory>;
  /** @param at UTC. */
  orderAt(orderId: string, at: string): Promise<OrderStatusView>;
}

/** Stories as a running shop tells them. */
export function fromShop(shop: OperatorClient): StorySource {
  return {
    story: (orderId) => shop.ask('GET', `/api/audit/orders/${orderId}`),
    orderAt: (orderId, at) => shop.ask('GET', `/api/audit/orders/${orderId}?at=${encodeURIComponent(at)}`),
  };
}

/** Stories as the log of this machine tells them. */
export function fromLog({ log }: LocalLog): StorySource {
  return {
    story: async (orderId) => tellStory(log.logId, existing(await readAuditedOrder(log, orderId))),
    orderAt: async (orderId, at) => existing(orderAt(existing(await readAuditedOrder(log, orderId)), { at })),
  };
}

function existing<Found>(found: Found | null): Found {
  if (found === null) throw new StartFault('There is no such order, or there was none then.');
  return found;
}
