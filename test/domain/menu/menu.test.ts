import { describe, expect, it } from '@jest/globals';
import { fold } from '../../../src/domain/decider.ts';
import { menuDecider } from '../../../src/domain/menu/index.ts';
import { roses } from '../../support/builders.ts';
import { given, nothingHappens, specify } from '../../support/given.ts';
import { dearRoses, menuCommands, menuEvents } from '../examples/menu.ts';

const { MenuItemAdded, MenuItemChanged, MenuItemSoldOut, MenuItemRestocked, MenuItemRemoved } = menuEvents;
const { PutMenuItem, FillMenu } = menuCommands;

describe('Menu', () => {
  specify({
    decider: menuDecider,
    given: {
      'no roses': [],
      roses: [MenuItemAdded],
      'roses at another price': [MenuItemAdded, MenuItemChanged],
      'roses sold out': [MenuItemAdded, MenuItemSoldOut],
      'roses removed while sold out': [MenuItemAdded, MenuItemSoldOut, MenuItemRemoved],
    },
    when: {
      ...menuCommands,
      'PutMenuItem, sold out': { ...PutMenuItem, soldOut: true },
      'PutMenuItem, not sold out': { ...PutMenuItem, soldOut: false },
    },
    outcomes: {
      'no roses': {
        PutMenuItem: [MenuItemAdded],
        'PutMenuItem, sold out': [MenuItemAdded, MenuItemSoldOut],
        'PutMenuItem, not sold out': [MenuItemAdded],
        RemoveMenuItem: nothingHappens,
        FillMenu: [MenuItemAdded],
      },
      roses: {
        PutMenuItem: nothingHappens,
        'PutMenuItem, sold out': [MenuItemSoldOut],
        'PutMenuItem, not sold out': nothingHappens,
        RemoveMenuItem: [MenuItemRemoved],
        FillMenu: nothingHappens,
      },
      'roses at another price': {
        PutMenuItem: [{ ...MenuItemChanged, data: MenuItemAdded.data }],
        'PutMenuItem, sold out': [{ ...MenuItemChanged, data: MenuItemAdded.data }, MenuItemSoldOut],
        'PutMenuItem, not sold out': [{ ...MenuItemChanged, data: MenuItemAdded.data }],
        RemoveMenuItem: [MenuItemRemoved],
        FillMenu: nothingHappens,
      },
      'roses sold out': {
        PutMenuItem: nothingHappens,
        'PutMenuItem, sold out': nothingHappens,
        'PutMenuItem, not sold out': [MenuItemRestocked],
        RemoveMenuItem: [MenuItemRemoved],
        FillMenu: nothingHappens,
      },
      'roses removed while sold out': {
        PutMenuItem: [MenuItemAdded],
        'PutMenuItem, sold out': [MenuItemAdded, MenuItemSoldOut],
        'PutMenuItem, not sold out': [MenuItemAdded],
        RemoveMenuItem: nothingHappens,
        FillMenu: [MenuItemAdded],
      },
    },
  });

  it.each([
    ['Korean name', { name: { ...roses.name, ko: '백장미' } }],
    ['English name', { name: { ...roses.name, en: 'White roses' } }],
    ['Korean description', { description: { ...roses.description, ko: '하얀 장미' } }],
    ['English description', { description: { ...roses.description, en: 'Twenty white roses' } }],
    ['price', { price: dearRoses.price }],
  ])('is changed by another %s', (_what, change) => {
    const details = { ...PutMenuItem.details, ...change };
    given(menuDecider, [MenuItemAdded])
      .when({ ...PutMenuItem, details })
      .leadsTo([{ type: 'MenuItemChanged', data: { menuItemId: 'rose', ...details } }]);
  });

  it('is filled with what is missing only', () => {
    const both = [...FillMenu.items, ['tulip', dearRoses]] as const;
    given(menuDecider, [MenuItemAdded])
      .when({ type: 'FillMenu', items: both })
      .leadsTo([{ type: 'MenuItemAdded', data: { menuItemId: 'tulip', ...dearRoses } }]);
  });

  it('says what is sold, in the order in which it was first added', () => {
    const tulips = { ...MenuItemAdded, data: { ...MenuItemAdded.data, menuItemId: 'tulip' } };
    const menu = fold(menuDecider, [MenuItemAdded, tulips, MenuItemSoldOut, MenuItemChanged]);
    expect([...menu]).toEqual([
      ['rose', { ...dearRoses, soldOut: true }],
      ['tulip', roses],
    ]);
  });
});
