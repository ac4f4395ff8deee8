import { type Decider, type Decision, nothing } from '../decider.ts';
import type { MenuItemId } from '../ids.ts';
import type { MenuEvent, MenuItemDetails } from './events.ts';
import { evolveMenu, initialMenu, type Menu, type MenuItem } from './menu.ts';

/** Adds the item, or changes it. Without `soldOut`, what is sold out stays so. */
export interface PutMenuItem {
  readonly type: 'PutMenuItem';
  readonly menuItemId: MenuItemId;
  readonly details: MenuItemDetails;
  readonly soldOut?: boolean | undefined;
}

export interface RemoveMenuItem {
  readonly type: 'RemoveMenuItem';
  readonly menuItemId: MenuItemId;
}

/** Adds the first menu of a new shop, as one. What is on the menu already stays as it is. */
export interface FillMenu {
  readonly type: 'FillMenu';
  readonly items: readonly (readonly [menuItemId: MenuItemId, details: MenuItemDetails])[];
}

export type MenuCommand = PutMenuItem | RemoveMenuItem | FillMenu;

function put({ menuItemId, details, soldOut }: PutMenuItem, menu: Menu): MenuEvent[] {
  const item = menu.get(menuItemId);
  const events: MenuEvent[] = [];
  const data = { menuItemId, ...details };
  if (item === undefined) events.push({ type: 'MenuItemAdded', data });
  else if (!sameDetails(item, details)) events.push({ type: 'MenuItemChanged', data });

  const wasSoldOut = item?.soldOut ?? false;
  if (soldOut === true && !wasSoldOut) events.push({ type: 'MenuItemSoldOut', data: { menuItemId } });
  if (soldOut === false && wasSoldOut) events.push({ type: 'MenuItemRestocked', data: { menuItemId } });
  return events;
}

function sameDetails(item: MenuItem, { name, description, price }: MenuItemDetails): boolean {
  return (
    item.price === price &&
    item.name.ko === name.ko &&
    item.name.en === name.en &&
    item.description.ko === description.ko &&
    item.description.en === description.en
  );
}

function remove({ menuItemId }: RemoveMenuItem, menu: Menu): readonly MenuEvent[] {
  return menu.has(menuItemId) ? [{ type: 'MenuItemRemoved', data: { menuItemId } }] : nothing;
}

function fill({ items }: FillMenu, menu: Menu): readonly MenuEvent[] {
  return items
    .filter(([menuItemId]) => !menu.has(menuItemId))
    .map(([menuItemId, details]) => ({ type: 'MenuItemAdded', data: { menuItemId, ...details } }));
}

function decide(command: MenuCommand, menu: Menu): Decision<MenuEvent> {
  switch (command.type) {
    case 'PutMenuItem':
      return put(command, menu);
    case 'RemoveMenuItem':
      return remove(command, menu);
    case 'FillMenu':
      return fill(command, menu);
    default:
      return command satisfies never;
  }
}

export const menuDecider: Decider<Menu, MenuCommand, MenuEvent> = { initial: initialMenu, evolve: evolveMenu, decide };
