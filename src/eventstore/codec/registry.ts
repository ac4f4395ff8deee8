import type { EventType } from '../../domain/index.ts';
import type { Drift, Schemas } from './agreement.ts';
import { defineEvent, type EventRegistry, type Upcaster } from './definition.ts';
import { deliverySchemas } from './schemas/delivery.ts';
import { menuSchemas } from './schemas/menu.ts';
import { notificationSchemas } from './schemas/notification.ts';
import { orderSchemas } from './schemas/order.ts';
import { paymentSchemas } from './schemas/payment.ts';
import { reviewSchemas } from './schemas/review.ts';

const schemas = {
  ...menuSchemas,
  ...orderSchemas,
  ...deliverySchemas,
  ...reviewSchemas,
  ...paymentSchemas,
  ...notificationSchemas,
} satisfies Schemas;

// A type of event that is named in this error has another shape in its schema than in the domain.
null as unknown as Drift<typeof schemas> satisfies never;

/** The steps from older versions, by type of event. A type without an older version is not in the list. */
const upcasters: Readonly<Partial<Record<EventType, readonly Upcaster[]>>> = {};

/** How every event of this program is stored. */
export const eventRegistry: EventRegistry = new Map(
  Object.entries(schemas).map(([type, schema]) => [type, defineEvent(schema, upcasters[type as EventType])]),
);
