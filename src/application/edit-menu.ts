import { menuDecider, type PutMenuItem, type RemoveMenuItem } from '../domain/menu/index.ts';
import type { CommandDeps, CommandMeta } from '../eventstore/handle-command.ts';
import { MENU_STREAM } from './menu-reader.ts';
import { runCommand, type UseCaseResult } from './use-case.ts';

/** Adds, changes or removes one thing on the menu. Orders already placed keep their names and prices. */
export function editMenu(
  deps: CommandDeps,
  command: PutMenuItem | RemoveMenuItem,
  meta: CommandMeta,
): Promise<UseCaseResult<{ menuItemId: string }>> {
  const { menuItemId } = command;
  return runCommand(deps, menuDecider, MENU_STREAM, command, meta, {}, () => ({ menuItemId }));
}
