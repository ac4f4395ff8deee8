import type { Api } from '../../../types.ts';
import type { StaffKit } from '../kit.ts';
import { dayRoute } from './day.ts';
import { menuRoutes } from './menu.ts';
import { orderRoutes } from './order.ts';
import { ordersRoutes } from './orders.ts';
import { reviewsRoutes } from './reviews.ts';
import { takingsRoutes } from './takings.ts';

/** The counter: single orders, what goes on paper, the rounds, reviews, the menu, takings. */
export function counterRoutes(app: Api, kit: StaffKit): void {
  for (const register of [ordersRoutes, orderRoutes, dayRoute, reviewsRoutes, menuRoutes, takingsRoutes])
    register(app, kit);
}
