import { z } from 'zod';
import { bilingual, won } from './shared.ts';

const item = z.strictObject({ menuItemId: z.string() });
const details = z.strictObject({ menuItemId: z.string(), name: bilingual, description: bilingual, price: won });

/** Stored bodies of the menu stream. */
export const menuSchemas = {
  MenuItemAdded: details,
  MenuItemChanged: details,
  MenuItemSoldOut: item,
  MenuItemRestocked: item,
  MenuItemRemoved: item,
};
