import { z } from 'zod';
import { personal } from '../platform/eventstore/codec/personal.ts';
import { cancelledBy, empty } from './shared.ts';

/** Stored bodies of a delivery's stream. */
export const deliverySchemas = {
  DeliveryRequested: z.strictObject({ deliverOn: z.string().nullable(), window: z.string().nullable() }),
  DeliveryReminded: empty,
  DeliveryAccepted: empty,
  DeliveryRejected: z.strictObject({
    by: z.enum(['florist', 'system']),
    reason: personal('customer', z.string().nullable()),
  }),
  DeliveryStarted: empty,
  DeliveryFailed: z.strictObject({ reason: personal('customer', z.string()) }),
  DeliveryReturned: empty,
  DeliveryCompleted: empty,
  DeliveryCancelled: z.strictObject({ by: cancelledBy }),
};
