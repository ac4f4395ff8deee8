import { type Decider, type Decision, isRejection, nothing, type Rejection, reject } from '../decider.ts';
import type { MenuItemId } from '../ids.ts';
import type { MenuEvent, MenuItemDetails } from './events.ts';
import { evolveMenu, initialMenu, type Menu, type MenuItem, type MenuState } from './menu.ts';
import type { Picture } from './pictures.ts';

/** Which versions of a thing its change is meant for; `any` as long as it is on the menu. */
export type MeantFor = 'any' | readonly number[];

/** A change that its author has made for what they saw; without `meantFor`, for whatever it is by now. */
interface Edit {
  readonly menuItemId: MenuItemId;
  readonly meantFor?: MeantFor | undefined;
}

/** Adds the item, or changes it. Without `soldOut`, what is sold out stays so, and without `picture` the picture. */
export interface PutMenuItem extends Edit {
  readonly type: 'PutMenuItem';
  readonly details: MenuItemDetails;
  readonly soldOut?: boolean | undefined;
  readonly picture?: Picture | undefined;
}

/** Changes what is named, and nothing else. */
export interface PatchMenuItem extends Edit {
  readonly type: 'PatchMenuItem';
  readonly change: { readonly [Name in keyof MenuItemDetails]?: MenuItemDetails[Name] | undefined };
  readonly soldOut?: boolean | undefined;
  readonly picture?: Picture | undefined;
}

export interface RemoveMenuItem extends Edit {
  readonly type: 'RemoveMenuItem';
}

/** Adds the first menu of a new shop, as one. What is on the menu already stays as it is. */
export interface FillMenu {
  readonly type: 'FillMenu';
  readonly items: readonly (readonly [menuItemId: MenuItemId, details: MenuItemDetails])[];
}

export type EditMenu = PutMenuItem | PatchMenuItem | RemoveMenuItem;
export type MenuCommand = EditMenu | FillMenu;

function put({ menuItemId, details, soldOut, picture }: Omit<PutMenuItem, 'type'>, menu: Menu): MenuEvent[] {
  const item = menu.get(menuItemId);
  const events: MenuEvent[] = [];
  const data = { menuItemId, ...details };
  if (item === undefined) events.push({ type: 'MenuItemAdded', data });
  else if (!sameDetails(item, details)) events.push({ type: 'MenuItemChanged', data });

  if (picture !== undefined && picture !== item?.picture) {
    events.push({ type: 'MenuItemPictureChosen', data: { menuItemId, picture } });
  }
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

function patch({ menuItemId, change, soldOut, picture }: PatchMenuItem, menu: Menu): Decision<MenuEvent> {
  const item = menu.get(menuItemId);
  if (item === undefined) return reject('MENU_ITEM_NOT_FOUND', 'This is not on the menu.');
  const { name = item.name, description = item.description, price = item.price } = change;
  return put({ menuItemId, details: { name, description, price }, soldOut, picture }, menu);
}

function remove({ menuItemId }: RemoveMenuItem, menu: Menu): readonly MenuEvent[] {
  return menu.has(menuItemId) ? [{ type: 'MenuItemRemoved', data: { menuItemId } }] : nothing;
}

function fill({ items }: FillMenu, menu: Menu): readonly MenuEvent[] {
  return items
    .filter(([menuItemId]) => !menu.has(menuItemId))
    .map(([menuItemId, details]) => ({ type: 'MenuItemAdded', data: { menuItemId, ...details } }));
}

/** Null when the change is meant for what is there now. */
function meantForAnother({ menuItemId, meantFor }: Edit, { menu, versions }: MenuState): Rejection | null {
  if (meantFor === undefined) return null;
  const version = menu.has(menuItemId) ? (versions.get(menuItemId) ?? null) : null;
  if (version !== null && (meantFor === 'any' || meantFor.includes(version))) return null;
  return reject('MENU_ITEM_CHANGED', 'This was changed since you have seen it.', version === null ? {} : { version });
}

function decide(command: MenuCommand, state: MenuState): Decision<MenuEvent> {
  if (command.type === 'FillMenu') return fill(command, state.menu);
  const decision = decideEdit(command, state.menu);
  // What could not be done anyhow is told as that.
  return isRejection(decision) ? decision : (meantForAnother(command, state) ?? decision);
}

function decideEdit(command: EditMenu, menu: Menu): Decision<MenuEvent> {
  switch (command.type) {
    case 'PutMenuItem':
      return put(command, menu);
    case 'PatchMenuItem':
      return patch(command, menu);
    case 'RemoveMenuItem':
      return remove(command, menu);
    default:
      return command satisfies never;
  }
}

export const menuDecider: Decider<MenuState, MenuCommand, MenuEvent> = {
  initial: initialMenu,
  evolve: evolveMenu,
  decide,
};
