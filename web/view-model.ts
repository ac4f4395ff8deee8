import type { DeliveryEvent } from '../src/domain/delivery/index.ts';
import type { NotificationEvent } from '../src/domain/notification/index.ts';
import type { OrderEvent } from '../src/domain/order/index.ts';
import type { PaymentEvent } from '../src/domain/payment/index.ts';
import type { ReviewEvent } from '../src/domain/review/index.ts';
import type { ORDER_CATEGORIES } from '../src/stored-events/streams.ts';

// What pages are drawn from, as the queries and the audit answer it.
export type { Minute } from '../src/api/last-hour.ts';
export type { OrderStory, StoryEvent } from '../src/audit/story.ts';
export type { NoticeTemplate } from '../src/domain/notification/index.ts';
export type { InboxMessage } from '../src/gateways/sms-inbox.ts';
export type { Damage } from '../src/platform/eventstore/log-check/damage.ts';
export type { LogStatus } from '../src/platform/eventstore/log-operations.ts';
export type {
  OpenItemView,
  ParkedItemView,
  ProcessView,
} from '../src/platform/processes/operations.ts';
export type { SkipNote } from '../src/platform/processes/skip-notes.ts';
export type { BuildStatus, ViewStatus } from '../src/platform/views/view-operations.ts';
export type { ComparisonReport } from '../src/platform/views/view-store.ts';
export type { Difference, ReconciliationView } from '../src/processes/reconciliation/view.ts';
export type { DayDeliveries } from '../src/projections/deliveries-of-day.ts';
export type { DeliveryBoardView } from '../src/projections/delivery-board.ts';
export type { MenuItemView } from '../src/projections/menu.ts';
export type { NotificationView } from '../src/projections/notifications.ts';
export type { OrderPeople } from '../src/projections/order-search.ts';
export type { OrderStatusView } from '../src/projections/order-status.ts';
export type { ReviewView } from '../src/projections/reviews.ts';
export type { FoundOrder } from '../src/projections/search-orders.ts';
export type { Takings } from '../src/projections/takings-sum.ts';

/** The events that an order's story is made of. */
export type OrderEventType = (OrderEvent | DeliveryEvent | ReviewEvent | PaymentEvent | NotificationEvent)['type'];
/** The kinds of streams that they stand in. */
export type StoryCategory = (typeof ORDER_CATEGORIES)[number];
