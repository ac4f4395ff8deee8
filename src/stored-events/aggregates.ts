import { deliveryAggregate } from './delivery.ts';
import { erasureAggregate } from './erasure.ts';
import { menuAggregate } from './menu.ts';
import { notificationAggregate } from './notification.ts';
import { orderAggregate } from './order.ts';
import { paymentAggregate } from './payment.ts';
import { reviewAggregate } from './review.ts';

/** The aggregates that tell one order's story; the id of their streams is the order's. */
export const orderAggregates = [
  orderAggregate,
  deliveryAggregate,
  reviewAggregate,
  paymentAggregate,
  notificationAggregate,
] as const;

/** Every aggregate: the category of its streams, its behaviour, and the stored shapes of its events. */
export const aggregates = [menuAggregate, ...orderAggregates, erasureAggregate] as const;
