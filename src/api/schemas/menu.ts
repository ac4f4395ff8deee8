import { z } from 'zod';
import { bilingualText, currency, won } from './shared.ts';

/** Grows with every change of a thing, and never comes back. */
export const menuItemVersion = z
  .int()
  .min(1)
  .meta({ description: 'Grows with every change; hand it in as `If-Match: "<version>"`' });

/** One thing that the shop sells. */
export const menuItemSchema = z
  .strictObject({
    menuItemId: z.string(),
    version: menuItemVersion,
    name: bilingualText,
    description: bilingualText,
    price: won,
    currency,
    soldOut: z.boolean(),
  })
  .meta({ id: 'MenuItem' });

/** What the shop sells now. */
export const menuSchema = z.strictObject({ items: z.array(menuItemSchema), deliveryFee: won }).meta({ id: 'Menu' });
