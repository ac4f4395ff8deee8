import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { naming } from '../../src/compose/known-orders.ts';
import { views } from '../../src/projections/views.ts';
import { ORDER_CATEGORIES } from '../../src/stored-events/streams.ts';
import { ORDER_ID } from '../golden/histories.ts';

const HISTORIES = join(import.meta.dirname, '../golden/histories');

/** What each golden history is made into, by view and id. */
type Documents = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

const told = readdirSync(HISTORIES).flatMap((file) => {
  const { documents } = JSON.parse(readFileSync(join(HISTORIES, file), 'utf8')) as { readonly documents: Documents };
  return Object.entries(documents).flatMap(([view, byId]) =>
    Object.entries(byId).map(([id, body]) => ({ view, id, body })),
  );
});

describe('the order that a document is about', () => {
  it.each(views.map((view) => [view.name, view] as const))('is found in %s, if that tells of orders', (name, view) => {
    const tellsOfOrders = ORDER_CATEGORIES.some((category) => view.categories.includes(category));
    const orders = new Set(
      told
        .filter((each) => each.view === name)
        .map(({ id, body }) => naming.instanceIn(name, id, body)?.instanceId ?? null),
    );
    // A view of which no history has a document is asked for one that anybody could have.
    if (orders.size === 0) orders.add(naming.instanceIn(name, ORDER_ID, { orderId: ORDER_ID })?.instanceId ?? null);
    expect([...orders]).toEqual([tellsOfOrders ? ORDER_ID : null]);
  });
});
