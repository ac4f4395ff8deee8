import { z } from 'zod';
import { bilingualText, currency, won } from './shared.ts';

const menuItem = z
  .strictObject({
    menuItemId: z.string(),
    name: bilingualText,
    description: bilingualText,
    price: won,
    currency,
    soldOut: z.boolean(),
  })
  .meta({ id: 'MenuItem' });

/** What the shop sells now. */
export const menuSchema = z.strictObject({ items: z.array(menuItem), deliveryFee: won }).meta({ id: 'Menu' });
