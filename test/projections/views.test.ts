import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { views } from '../../src/projections/views.ts';
import { ORDER_CATEGORIES } from '../../src/stored-events/streams.ts';

const PROJECTIONS = join(import.meta.dirname, '../../src/projections');

describe('the views', () => {
  it('do not compile before they have said what they make of an event that is new', () => {
    const folds = readdirSync(PROJECTIONS)
      .map((file) => [file, readFileSync(join(PROJECTIONS, file), 'utf8')] as const)
      .filter(([, text]) => /^export const \w+: ShopView</m.test(text));
    expect(folds.length).toBe(views.length);
    expect(folds.filter(([, text]) => !/return unknownEvent\(/.test(text)).map(([file]) => file)).toEqual([]);
  });

  it.each(views.map((view) => [view.name, view] as const))(
    '%s forgets who is erased, if it tells of orders',
    (_, view) => {
      const tellsOfOrders = ORDER_CATEGORIES.some((category) => view.categories.includes(category));
      expect(view.erasedBy !== undefined).toBe(tellsOfOrders);
    },
  );
});
