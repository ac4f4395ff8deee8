import { SHOP_ID, streamOf } from '../domain/ids.ts';
import { evolveMenu, initialMenu, type Menu, type MenuEvent } from '../domain/menu/index.ts';
import type { EventLog } from '../eventstore/event-log.ts';

/** The stream of the shop's menu. */
export const MENU_STREAM = streamOf('menu', SHOP_ID);

/**
 * The menu as its stream says at this moment. What was read before is kept, and only what came since is read: a price is never
 * older than the call, and a long history costs nothing.
 */
export class MenuReader {
  readonly #log: EventLog;
  #menu: Menu = initialMenu;
  #next = 0;
  #coming: Promise<Menu> | null = null;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /**
   * The menu as of a moment after this call. Calls of one turn of the event loop share one look at the stream.
   * @throws StoreUnavailable, DamagedLog
   */
  current(): Promise<Menu> {
    this.#coming ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.#coming = null;
      return this.#read();
    });
    return this.#coming;
  }

  async #read(): Promise<Menu> {
    const from = this.#next;
    const news = await this.#log.readStream(MENU_STREAM, { from });
    // Another look may have taken the same events in meanwhile.
    if (news.length > 0 && this.#next === from) {
      this.#menu = news.reduce((menu, event) => evolveMenu(menu, event as unknown as MenuEvent), this.#menu);
      this.#next = from + news.length;
    }
    return this.#menu;
  }
}
