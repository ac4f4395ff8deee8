import { z } from 'zod';
import { parseStreamId } from '../domain/ids.ts';
import { CURRENCY } from '../domain/money.ts';
import type { RecordedEvent } from '../eventstore/recorded-event.ts';
import { bilingual } from './schemas.ts';
import type { View } from './view.ts';

const item = z
  .object({
    menuItemId: z.string(),
    name: bilingual,
    description: bilingual,
    price: z.number(),
    currency: z.literal(CURRENCY),
    soldOut: z.boolean(),
  })
  .readonly();
const document = z.object({ items: z.array(item).readonly() }).readonly();

/** One thing that the shop sells. */
export type MenuItemView = z.output<typeof item>;
type Document = z.output<typeof document>;

/** What the shop sells now, in the order in which things were added: one document for the shop. */
export const menuView: View<Document> = {
  name: 'menu',
  revision: 1,
  schema: document,
  categories: ['menu'],
  docId: ({ streamId }) => parseStreamId(streamId).id,
  evolve,
  indexes: {},
};

function evolve(doc: Document | null, event: RecordedEvent): Document {
  const items = doc?.items ?? [];
  switch (event.type) {
    case 'MenuItemAdded':
    case 'MenuItemChanged': {
      const known = items.some(({ menuItemId }) => menuItemId === event.data.menuItemId);
      if (!known) return { items: [...items, { ...event.data, currency: CURRENCY, soldOut: false }] };
      return change(items, event.data.menuItemId, event.data);
    }
    case 'MenuItemSoldOut':
      return change(items, event.data.menuItemId, { soldOut: true });
    case 'MenuItemRestocked':
      return change(items, event.data.menuItemId, { soldOut: false });
    case 'MenuItemRemoved':
      return { items: items.filter(({ menuItemId }) => menuItemId !== event.data.menuItemId) };
    default:
      return { items };
  }
}

function change(items: readonly MenuItemView[], menuItemId: string, by: Partial<MenuItemView>): Document {
  return { items: items.map((each) => (each.menuItemId === menuItemId ? { ...each, ...by } : each)) };
}
