import { unknownEvent } from '../decider.ts';
import type { MenuItemId } from '../ids.ts';
import type { MenuEvent, MenuItemDetails } from './events.ts';

/** One thing on the menu as it stands now. */
export interface MenuItem extends MenuItemDetails {
  readonly soldOut: boolean;
}

/** What the shop sells now, by id, in the order in which things were first added. Removed things are gone. */
export type Menu = ReadonlyMap<MenuItemId, MenuItem>;

/** The menu, and how often each thing was changed so far: its version. A thing that comes back goes on where it was. */
export interface MenuState {
  readonly menu: Menu;
  readonly versions: ReadonlyMap<MenuItemId, number>;
}

export const initialMenu: MenuState = { menu: new Map(), versions: new Map() };

/** The menu after one more event. */
export function evolveMenu(state: MenuState, event: MenuEvent): MenuState {
  const { menuItemId } = event.data;
  const versions = new Map(state.versions).set(menuItemId, (state.versions.get(menuItemId) ?? 0) + 1);
  return { menu: changed(state.menu, event), versions };
}

function changed(menu: Menu, event: MenuEvent): Menu {
  switch (event.type) {
    case 'MenuItemAdded':
    case 'MenuItemChanged': {
      const { menuItemId, name, description, price } = event.data;
      const soldOut = menu.get(menuItemId)?.soldOut ?? false;
      return new Map(menu).set(menuItemId, { name, description, price, soldOut });
    }
    case 'MenuItemSoldOut':
      return withSoldOut(menu, event.data.menuItemId, true);
    case 'MenuItemRestocked':
      return withSoldOut(menu, event.data.menuItemId, false);
    case 'MenuItemRemoved': {
      const rest = new Map(menu);
      rest.delete(event.data.menuItemId);
      return rest;
    }
    default:
      return unknownEvent(menu, event);
  }
}

function withSoldOut(menu: Menu, menuItemId: MenuItemId, soldOut: boolean): Menu {
  const item = menu.get(menuItemId);
  return item === undefined ? menu : new Map(menu).set(menuItemId, { ...item, soldOut });
}
