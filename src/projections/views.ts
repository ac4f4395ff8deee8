import type { AnyView } from '../platform/views/view.ts';
import { deliveryBoardView } from './delivery-board.ts';
import { erasuresView } from './erasures.ts';
import { menuView } from './menu.ts';
import { notificationsView } from './notifications.ts';
import { orderSearchView } from './order-search.ts';
import { orderStatusView } from './order-status.ts';
import { reviewsView } from './reviews.ts';
import { subjectsView } from './subjects.ts';
import { takingsView } from './takings.ts';

/** Every view of the shop. */
export const views: readonly AnyView[] = [
  orderStatusView,
  deliveryBoardView,
  reviewsView,
  menuView,
  notificationsView,
  orderSearchView,
  takingsView,
  subjectsView,
  erasuresView,
] as unknown as readonly AnyView[];
