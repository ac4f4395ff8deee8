import { describe, expect, it } from '@jest/globals';
import { views } from '../../src/projections/views.ts';
import { ORDER_CATEGORIES } from '../../src/stored-events/streams.ts';

describe('the views', () => {
  it.each(views.map((view) => [view.name, view] as const))(
    '%s forgets who is erased, if it tells of orders',
    (_, view) => {
      const tellsOfOrders = ORDER_CATEGORIES.some((category) => view.categories.includes(category));
      expect(view.erasedBy !== undefined).toBe(tellsOfOrders);
    },
  );
});
