import { menuDecider } from '../domain/menu/index.ts';
import { type CommandDeps, decideOn, loadStream } from '../eventstore/handle-command.ts';
import { uuidV5 } from '../runtime/ids.ts';
import { firstMenu } from './first-menu.ts';
import { MENU_STREAM } from './menu-reader.ts';

/** Namespace of the ids of the commands that fill a new shop's menu; made once, never changed. */
const SEED = '5f0c5a52-3a53-4b8e-9d55-6a7e7b1a6c01';

/**
 * Fills the menu of an empty store. Two starts at once do it once: their commands have the same ids, at the same places of one
 * stream. A menu that was ever touched is left alone.
 */
export async function seedMenu(deps: CommandDeps): Promise<void> {
  const known = await deps.log.readStream(MENU_STREAM, { limit: 1 });
  if (known.length > 0) return;
  for (const [menuItemId, details] of firstMenu) {
    const stream = await loadStream(deps.log, menuDecider, MENU_STREAM);
    const meta = { commandId: uuidV5(SEED, menuItemId), actor: 'system' };
    await decideOn(deps, menuDecider, stream, { type: 'PutMenuItem', menuItemId, details }, meta, {});
  }
}
