import { menuDecider } from '../domain/menu/index.ts';
import { type CommandDeps, decideOn, emptyStream } from '../eventstore/handle-command.ts';
import { firstMenu } from './first-menu.ts';
import { MENU_STREAM } from './menu-reader.ts';

/** The one command that fills a new shop's menu; made once, never changed. */
const SEED_COMMAND_ID = '5f0c5a52-3a53-4b8e-9d55-6a7e7b1a6c01';

/**
 * Fills the menu of an empty store, as one append to a stream that must not exist: several starts at once do it once, and a menu
 * that was ever touched is left alone.
 */
export async function seedMenu(deps: CommandDeps): Promise<void> {
  const known = await deps.log.inspectStream(MENU_STREAM, { limit: 1 });
  if (known.length > 0) return;
  const meta = { commandId: SEED_COMMAND_ID, actor: 'system' };
  await decideOn(
    deps,
    menuDecider,
    emptyStream(menuDecider, MENU_STREAM),
    { type: 'FillMenu', items: firstMenu },
    meta,
    {},
  );
}
