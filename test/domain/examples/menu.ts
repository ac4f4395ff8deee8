import type { MenuCommand, MenuEvent } from '../../../src/domain/menu/index.ts';
import { roses } from '../../support/builders.ts';
import type { OneOfEach } from '../../support/given.ts';

const { soldOut: _soldOut, ...details } = roses;
const menuItemId = 'rose';

/** The roses once they have become dearer. */
export const dearRoses = { ...details, price: 49_000 };

/** One event of each type, as they are told of the menu in these tests. */
export const menuEvents: OneOfEach<MenuEvent> = {
  MenuItemAdded: { type: 'MenuItemAdded', data: { menuItemId, ...details } },
  MenuItemChanged: { type: 'MenuItemChanged', data: { menuItemId, ...dearRoses } },
  MenuItemPictureChosen: { type: 'MenuItemPictureChosen', data: { menuItemId, picture: 'tulip-bouquet' } },
  MenuItemSoldOut: { type: 'MenuItemSoldOut', data: { menuItemId } },
  MenuItemRestocked: { type: 'MenuItemRestocked', data: { menuItemId } },
  MenuItemRemoved: { type: 'MenuItemRemoved', data: { menuItemId } },
};

/** Commands about the same roses. */
export const menuCommands: OneOfEach<MenuCommand> = {
  PutMenuItem: { type: 'PutMenuItem', menuItemId, details },
  PatchMenuItem: { type: 'PatchMenuItem', menuItemId, change: { price: dearRoses.price } },
  RemoveMenuItem: { type: 'RemoveMenuItem', menuItemId },
  FillMenu: { type: 'FillMenu', items: [[menuItemId, details]] },
};
