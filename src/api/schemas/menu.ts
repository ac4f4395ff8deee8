import { z } from 'zod';
import { PICTURES } from '../../domain/menu/index.ts';
import type { Won } from '../../domain/money.ts';
import type { MenuItemView } from '../../projections/queries.ts';
import type { Missing } from '../../stored-events/agreement.ts';
import { bilingual, line, lines } from '../input/fields.ts';
import { currency, shapes, won } from './shared.ts';

/** Grows with every change of a thing, and never comes back. */
export const menuItemVersion = z
  .int()
  .min(1)
  .meta({ description: 'Grows with every change; hand it in as `If-Match: "<version>"`' });

/** One thing that the shop sells. */
export const menuItemSchema = z
  .strictObject({
    menuItemId: shapes.menuItem.menuItemId,
    version: menuItemVersion,
    name: shapes.menuItem.name,
    description: shapes.menuItem.description,
    price: shapes.menuItem.price,
    currency,
    soldOut: z.boolean(),
    picture: z
      .string()
      .exactOptional()
      .meta({ description: 'The picture that was chosen for it; without it, the beginning of its id says which' }),
  })
  .meta({ id: 'MenuItem' });
null as unknown as Missing<MenuItemView, z.output<typeof menuItemSchema>> satisfies never;

/** What the shop sells now. */
export const menuSchema = z.strictObject({ items: z.array(menuItemSchema), deliveryFee: won }).meta({ id: 'Menu' });
type MenuAnswer = { readonly items: readonly MenuItemView[]; readonly deliveryFee: Won };
null as unknown as Missing<MenuAnswer, z.output<typeof menuSchema>> satisfies never;

/** What the florist says of something to sell. */
export const menuItemBody = z.strictObject({
  name: bilingual(line(100)),
  description: bilingual(lines(500)),
  price: z.int().min(1).max(10_000_000),
  soldOut: z.boolean().optional(),
  picture: z.enum(PICTURES).optional(),
});
/** A change of it: what is named, and nothing else. */
export const menuChangeBody = menuItemBody
  .partial()
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'must name something to change')
  .meta({ minProperties: 1 });
