import { SHOP_ID } from '../domain/ids.ts';
import { DamagedLog, type Position, START } from '../platform/eventstore/event-store.ts';
import { decideOn, emptyStream } from '../platform/eventstore/handle-command.ts';
import type { CommandDeps } from '../stored-events/event-log.ts';
import { menuAggregate } from '../stored-events/menu.ts';
import { MENU_STREAM } from '../stored-events/menu-reader.ts';
import { firstMenu } from './first-menu.ts';

/** The one command that fills a new shop's menu; made once, never changed. */
const SEED_COMMAND_ID = '5f0c5a52-3a53-4b8e-9d55-6a7e7b1a6c01';

/**
 * Fills the menu of an empty store, as one append to a stream that must not exist: several starts at once do it once, and a menu
 * that was ever touched is left alone, be it damaged: that stops orders, and not the start.
 * @returns where the first menu stands in the log: who shows a menu shows that much.
 */
export async function seedMenu(deps: CommandDeps): Promise<Position> {
  const known = await endOfFirstMenu(deps);
  if (known !== null) return known;
  const meta = { commandId: SEED_COMMAND_ID, actor: 'system' };
  await decideOn(deps, emptyStream(menuAggregate, SHOP_ID), { type: 'FillMenu', items: firstMenu }, meta);
  return (await endOfFirstMenu(deps)) ?? START;
}

async function endOfFirstMenu({ log }: CommandDeps): Promise<Position | null> {
  try {
    const events = await log.inspectStream(MENU_STREAM, { limit: firstMenu.length });
    return events.at(-1)?.position ?? null;
  } catch (error) {
    if (error instanceof DamagedLog) return START;
    throw error;
  }
}
