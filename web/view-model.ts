// What pages are drawn from, as the queries answer it.
export type { InboxMessage } from '../src/gateways/sms-inbox.ts';
export type { MenuItemView } from '../src/projections/menu.ts';
export type { OrderStatusView } from '../src/projections/order-status.ts';
