import { z } from 'zod';
import type { DeliveryBoardView } from '../../projections/queries.ts';
import type { Missing } from '../../stored-events/agreement.ts';
import { orderLine, recipient } from './order.ts';
import { deliveryStatus, orderId, position, shapes, timestamp } from './shared.ts';

/** One order on the florist's board. */
export const deliverySchema = z
  .strictObject({
    orderId,
    status: deliveryStatus,
    items: z.array(orderLine),
    customer: z.strictObject(shapes.customer),
    recipient,
    ...shapes.card,
    ...shapes.when,
    requestedAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Delivery' });
null as unknown as Missing<DeliveryBoardView, z.output<typeof deliverySchema>> satisfies never;

/** The whole board, as an event stream begins with it. */
export const boardSchema = z
  .strictObject({
    position: position.meta({ description: 'Up to where the board shows all that happened' }),
    items: z.array(deliverySchema).meta({ description: 'All open orders: Requested, Accepted, Started, Failed' }),
  })
  .meta({ id: 'Board' });
