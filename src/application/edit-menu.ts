import type { EditMenu } from '../domain/menu/index.ts';
import { StoreUnavailable } from '../platform/eventstore/event-store.ts';
import { type CommandMeta, decideOn } from '../platform/eventstore/handle-command.ts';
import { type Shop, toResult, type UseCaseResult } from './use-case.ts';

export interface EditedMenuItem {
  readonly menuItemId: string;
  /** What the item is at now; another change makes it another one. */
  readonly version: number;
}

/** Within one process changes take turns, so a turn is only ever lost to another process. */
const MAX_ATTEMPTS = 50;

/** Changes the menu, one change after the other: they all go to one stream. Orders already placed keep their names and prices. */
export class MenuEditor {
  readonly #shop: Pick<Shop, 'log' | 'clock' | 'menu'>;
  #before: Promise<unknown> = Promise.resolve();

  constructor(shop: Pick<Shop, 'log' | 'clock' | 'menu'>) {
    this.#shop = shop;
  }

  /**
   * Adds, changes or removes one thing, once it is its turn.
   * @throws StoreUnavailable, DamagedLog
   */
  edit(command: EditMenu, meta: CommandMeta): Promise<UseCaseResult<EditedMenuItem>> {
    const edited = this.#before.then(() => this.#edit(command, meta));
    this.#before = edited.catch(() => undefined);
    return edited;
  }

  async #edit(command: EditMenu, meta: CommandMeta): Promise<UseCaseResult<EditedMenuItem>> {
    const { menuItemId } = command;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const stream = await this.#shop.menu.loaded([menuItemId]);
      const handled = await decideOn(this.#shop, stream, command, meta);
      if (handled.kind !== 'conflict') {
        return toResult(handled, ({ versions }) => ({ menuItemId, version: versions.get(menuItemId) ?? 0 }));
      }
    }
    throw new StoreUnavailable(`${menuItemId} on the menu: too many change it at once`);
  }
}
