import { z } from 'zod';
import type { Rejection } from '../domain/decider.ts';
import { type MenuCommand, type MenuEvent, type MenuState, menuDecider } from '../domain/menu/index.ts';
import type { DecidableStream } from '../platform/eventstore/handle-command.ts';
import { shapes } from './shared.ts';

const item = z.strictObject({ menuItemId: z.string() });
const details = z.strictObject(shapes.menuItem);

/** Stored bodies of the menu stream. */
const schemas = {
  MenuItemAdded: details,
  MenuItemChanged: details,
  MenuItemPictureChosen: item.extend({ picture: z.string() }),
  MenuItemSoldOut: item,
  MenuItemRestocked: item,
  MenuItemRemoved: item,
};

export const menuAggregate = { category: 'menu', ...menuDecider, schemas } as const;
export type MenuStream = DecidableStream<MenuState, MenuCommand, MenuEvent, Rejection>;
