import { unknownEvent } from '../decider.ts';
import type { MenuItemId } from '../ids.ts';
import type { MenuEvent, MenuItemDetails } from './events.ts';

/** One thing on the menu as it stands now. */
export interface MenuItem extends MenuItemDetails {
  readonly soldOut: boolean;
  /** The name of the picture that was chosen for it, where one was. */
  readonly picture?: string;
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
      const known = menu.get(menuItemId) ?? { soldOut: false };
      return new Map(menu).set(menuItemId, { ...known, name, description, price });
    }
    case 'MenuItemPictureChosen':
      return changedOf(menu, event.data.menuItemId, { picture: event.data.picture });
    case 'MenuItemSoldOut':
      return changedOf(menu, event.data.menuItemId, { soldOut: true });
    case 'MenuItemRestocked':
      return changedOf(menu, event.data.menuItemId, { soldOut: false });
    case 'MenuItemRemoved': {
      const rest = new Map(menu);
      rest.delete(event.data.menuItemId);
      return rest;
    }
    default:
      return unknownEvent(menu, event);
  }
}

function changedOf(menu: Menu, menuItemId: MenuItemId, change: Partial<MenuItem>): Menu {
  const item = menu.get(menuItemId);
  return item === undefined ? menu : new Map(menu).set(menuItemId, { ...item, ...change });
}
