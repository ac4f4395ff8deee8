import { z } from 'zod';
import type { Rejection } from '../domain/decider.ts';
import { type Delivery, type DeliveryCommand, type DeliveryEvent, deliveryDecider } from '../domain/delivery/index.ts';
import type { DecidableStream } from '../platform/eventstore/handle-command.ts';
import { personal } from './personal.ts';
import { cancelledBy, empty, shapes } from './shared.ts';

/** Stored bodies of a delivery's stream. */
const schemas = {
  DeliveryRequested: z.strictObject(shapes.when),
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

export const deliveryAggregate = { category: 'delivery', ...deliveryDecider, schemas } as const;
export type DeliveryStream = DecidableStream<Delivery, DeliveryCommand, DeliveryEvent, Rejection>;
