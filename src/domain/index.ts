import type { DeliveryEvent } from './delivery/events.ts';
import type { ErasureEvent } from './erasure/events.ts';
import type { MenuEvent } from './menu/events.ts';
import type { NotificationEvent } from './notification/events.ts';
import type { OrderEvent } from './order/events.ts';
import type { PaymentEvent } from './payment/events.ts';
import type { ReviewEvent } from './review/events.ts';

/** Every event that this system writes. */
export type KkotgilEvent =
  | MenuEvent
  | OrderEvent
  | DeliveryEvent
  | ReviewEvent
  | PaymentEvent
  | NotificationEvent
  | ErasureEvent;
export type EventType = KkotgilEvent['type'];
