import { describe, expect, it } from '@jest/globals';
import { fold } from '../../../src/domain/decider.ts';
import { menuDecider } from '../../../src/domain/menu/index.ts';
import { roses } from '../../support/builders.ts';
import { given, nothingHappens, rejects, specify } from '../../support/given.ts';
import { dearRoses, menuCommands, menuEvents } from '../examples/menu.ts';

const { MenuItemAdded, MenuItemChanged, MenuItemPictureChosen, MenuItemSoldOut, MenuItemRestocked, MenuItemRemoved } =
  menuEvents;
const { PutMenuItem, PatchMenuItem, RemoveMenuItem, FillMenu } = menuCommands;

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
        PatchMenuItem: rejects('MENU_ITEM_NOT_FOUND'),
        PutMenuItem: [MenuItemAdded],
        'PutMenuItem, sold out': [MenuItemAdded, MenuItemSoldOut],
        'PutMenuItem, not sold out': [MenuItemAdded],
        RemoveMenuItem: nothingHappens,
        FillMenu: [MenuItemAdded],
      },
      roses: {
        PatchMenuItem: [MenuItemChanged],
        PutMenuItem: nothingHappens,
        'PutMenuItem, sold out': [MenuItemSoldOut],
        'PutMenuItem, not sold out': nothingHappens,
        RemoveMenuItem: [MenuItemRemoved],
        FillMenu: nothingHappens,
      },
      'roses at another price': {
        PatchMenuItem: nothingHappens,
        PutMenuItem: [{ ...MenuItemChanged, data: MenuItemAdded.data }],
        'PutMenuItem, sold out': [{ ...MenuItemChanged, data: MenuItemAdded.data }, MenuItemSoldOut],
        'PutMenuItem, not sold out': [{ ...MenuItemChanged, data: MenuItemAdded.data }],
        RemoveMenuItem: [MenuItemRemoved],
        FillMenu: nothingHappens,
      },
      'roses sold out': {
        PatchMenuItem: [MenuItemChanged],
        PutMenuItem: nothingHappens,
        'PutMenuItem, sold out': nothingHappens,
        'PutMenuItem, not sold out': [MenuItemRestocked],
        RemoveMenuItem: [MenuItemRemoved],
        FillMenu: nothingHappens,
      },
      'roses removed while sold out': {
        PatchMenuItem: rejects('MENU_ITEM_NOT_FOUND'),
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

  it('has another picture when one is chosen, which stays through every other change, and is chosen once', () => {
    const picture = 'tulip-bouquet' as const;
    given(menuDecider, [MenuItemAdded])
      .when({ ...PatchMenuItem, change: {}, picture })
      .leadsTo([MenuItemPictureChosen]);
    given(menuDecider, [])
      .when({ ...PutMenuItem, picture })
      .leadsTo([MenuItemAdded, MenuItemPictureChosen]);
    const history = [MenuItemAdded, MenuItemPictureChosen, MenuItemChanged, MenuItemSoldOut];
    expect(fold(menuDecider, history).menu.get('rose')).toEqual({ ...dearRoses, soldOut: true, picture });
    given(menuDecider, history)
      .when({ ...PatchMenuItem, change: {}, picture })
      .leadsTo([]);
    given(menuDecider, history)
      .when({ ...PatchMenuItem, change: { price: roses.price }, picture: 'lily-vase' })
      .leadsTo([
        { ...MenuItemChanged, data: MenuItemAdded.data },
        { type: 'MenuItemPictureChosen', data: { menuItemId: 'rose', picture: 'lily-vase' } },
      ]);
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
    expect([...menu.menu]).toEqual([
      ['rose', { ...dearRoses, soldOut: true }],
      ['tulip', roses],
    ]);
  });

  it.each([
    ['sold out, and no more', { soldOut: true }, [MenuItemSoldOut]],
    ['another name', { change: { name: dearRoses.name, price: roses.price } }, []],
  ])('changes only what is named: %s', (_what, over, events) => {
    given(menuDecider, [MenuItemAdded])
      .when({ ...PatchMenuItem, change: {}, ...over })
      .leadsTo(events);
  });

  describe('of a change that is meant for one version', () => {
    const gone = [MenuItemAdded, MenuItemSoldOut, MenuItemRemoved];
    it.each([
      ['the first', [MenuItemAdded], [1], [MenuItemRemoved]],
      ['the one after each change', [MenuItemAdded, MenuItemSoldOut, MenuItemRestocked], [3], [MenuItemRemoved]],
      ['one of several', [MenuItemAdded, MenuItemChanged], [1, 2], [MenuItemRemoved]],
      ['whatever there is', [MenuItemAdded, MenuItemChanged], 'any' as const, [MenuItemRemoved]],
      ['one that comes back, and has gone on counting', [...gone, MenuItemAdded], [4], [MenuItemRemoved]],
      ['one before', [MenuItemAdded, MenuItemChanged], [1], rejects('MENU_ITEM_CHANGED')],
      ['none that could be', [MenuItemAdded], [], rejects('MENU_ITEM_CHANGED')],
      ['one that is gone', gone, [3], rejects('MENU_ITEM_CHANGED')],
      ['anything, where there is nothing', gone, 'any' as const, rejects('MENU_ITEM_CHANGED')],
    ])('takes %s for what it is', (_what, history, meantFor, outcome) => {
      given(menuDecider, history)
        .when({ ...RemoveMenuItem, meantFor })
        .leadsTo(outcome);
    });

    it('refuses it also where nothing would change', () => {
      given(menuDecider, [MenuItemAdded])
        .when({ ...PutMenuItem, meantFor: [7] })
        .leadsTo(rejects('MENU_ITEM_CHANGED'));
    });
  });
});
