import { z } from 'zod';
import { unknownEvent } from '../domain/decider.ts';
import type { MenuEvent } from '../domain/menu/index.ts';
import { CURRENCY } from '../domain/money.ts';
import type { Recorded } from '../platform/eventstore/recorded-event.ts';
import { parseStreamId } from '../platform/eventstore/stream-names.ts';
import { shapes } from './schemas.ts';
import type { ShopView } from './shop-view.ts';

const item = z
  .object({
    menuItemId: shapes.menuItem.menuItemId,
    /** A view of an earlier release does not know it; the first one is the only guess that is never taken for a later one. */
    version: z.number().default(1),
    name: shapes.menuItem.name,
    description: shapes.menuItem.description,
    price: shapes.menuItem.price,
    currency: z.literal(CURRENCY),
    soldOut: z.boolean(),
    picture: z.string().exactOptional(),
  })
  .readonly();
const document = z
  .object({
    items: z.array(item).readonly(),
    /** How often each thing was changed, also what is sold no more: when it comes back, it goes on there. */
    versions: z.record(z.string(), z.number()).readonly().default({}),
  })
  .readonly();

/** One thing that the shop sells. */
export type MenuItemView = z.output<typeof item>;
type Document = z.output<typeof document>;

/** What the shop sells now, in the order in which things were added: one document for the shop. */
export const menuView: ShopView<Document, 'menu'> = {
  name: 'menu',
  revision: 3,
  schema: document,
  categories: ['menu'],
  docId: ({ streamId }) => parseStreamId(streamId).id,
  evolve,
  indexes: {},
};

function evolve(doc: Document | null, event: Recorded<MenuEvent>): Document {
  const { items, versions } = doc ?? { items: [], versions: {} };
  switch (event.type) {
    case 'MenuItemAdded':
    case 'MenuItemChanged':
    case 'MenuItemPictureChosen':
    case 'MenuItemSoldOut':
    case 'MenuItemRestocked':
    case 'MenuItemRemoved': {
      const { menuItemId } = event.data;
      const version = (versions[menuItemId] ?? 0) + 1;
      return { items: changed(items, event, version), versions: { ...versions, [menuItemId]: version } };
    }
    default:
      return unknownEvent({ items, versions }, event);
  }
}

function changed(items: readonly MenuItemView[], event: Recorded<MenuEvent>, version: number): MenuItemView[] {
  const { menuItemId } = event.data;
  const change = (by: Partial<MenuItemView>) =>
    items.map((each) => (each.menuItemId === menuItemId ? { ...each, ...by, version } : each));
  switch (event.type) {
    case 'MenuItemAdded':
    case 'MenuItemChanged': {
      const { name, description, price } = event.data;
      if (items.some((each) => each.menuItemId === menuItemId)) return change({ name, description, price });
      return [...items, { menuItemId, version, name, description, price, currency: CURRENCY, soldOut: false }];
    }
    case 'MenuItemPictureChosen':
      return change({ picture: event.data.picture });
    case 'MenuItemSoldOut':
      return change({ soldOut: true });
    case 'MenuItemRestocked':
      return change({ soldOut: false });
    case 'MenuItemRemoved':
      return items.filter((each) => each.menuItemId !== menuItemId);
    default:
      return event satisfies never;
  }
}
