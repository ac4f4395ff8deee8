// The stored contract of the menu stream. A change here is a schema change: see CONTRIBUTING, "Change an event".
import type { DomainEvent } from '../decider.ts';
import type { MenuItemId } from '../ids.ts';
import type { Won } from '../money.ts';

/** A text in the two languages of the shop. */
export interface Bilingual {
  readonly ko: string;
  readonly en: string;
}

/** What the shop says of one thing it sells. `price` is in won, delivery not included. */
export interface MenuItemDetails {
  readonly name: Bilingual;
  readonly description: Bilingual;
  readonly price: Won;
}

export type MenuItemAdded = DomainEvent<'MenuItemAdded', { readonly menuItemId: MenuItemId } & MenuItemDetails>;
export type MenuItemChanged = DomainEvent<'MenuItemChanged', { readonly menuItemId: MenuItemId } & MenuItemDetails>;
/** `picture` is the name of a drawn one; before this, the beginning of the id says which it is. */
export type MenuItemPictureChosen = DomainEvent<
  'MenuItemPictureChosen',
  { readonly menuItemId: MenuItemId; readonly picture: string }
>;
export type MenuItemSoldOut = DomainEvent<'MenuItemSoldOut', { readonly menuItemId: MenuItemId }>;
export type MenuItemRestocked = DomainEvent<'MenuItemRestocked', { readonly menuItemId: MenuItemId }>;
export type MenuItemRemoved = DomainEvent<'MenuItemRemoved', { readonly menuItemId: MenuItemId }>;

export type MenuEvent =
  | MenuItemAdded
  | MenuItemChanged
  | MenuItemPictureChosen
  | MenuItemSoldOut
  | MenuItemRestocked
  | MenuItemRemoved;
