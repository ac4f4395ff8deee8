import type { EventType } from '../domain/index.ts';
import { defineEvent, type EventRegistry, type Upcaster } from '../platform/eventstore/codec/definition.ts';
import type { Drift, Schemas } from './agreement.ts';
import { deliverySchemas } from './delivery.ts';
import { erasureSchemas } from './erasure.ts';
import { menuSchemas } from './menu.ts';
import { notificationSchemas } from './notification.ts';
import { orderSchemas } from './order.ts';
import { paymentSchemas } from './payment.ts';
import { reviewSchemas } from './review.ts';

const schemas = {
  ...menuSchemas,
  ...orderSchemas,
  ...deliverySchemas,
  ...reviewSchemas,
  ...paymentSchemas,
  ...notificationSchemas,
  ...erasureSchemas,
} satisfies Schemas;

// A type of event that is named in this error has another shape in its schema than in the domain.
null as unknown as Drift<typeof schemas> satisfies never;

/** The steps from older versions, by type of event. A type without an older version is not in the list. */
const upcasters: Readonly<Partial<Record<EventType, readonly Upcaster[]>>> = {};

/** How every event of this program is stored. */
export const eventRegistry: EventRegistry = new Map(
  Object.entries(schemas).map(([type, schema]) => [type, defineEvent(schema, upcasters[type as EventType])]),
);
