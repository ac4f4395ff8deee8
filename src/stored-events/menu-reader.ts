import { type MenuItemId, SHOP_ID } from '../domain/ids.ts';
import { initialMenu, type Menu, type MenuEvent, type MenuState } from '../domain/menu/index.ts';
import { DAMAGED, DamagedLog, isDamaged, type Position, START } from '../platform/eventstore/event-store.ts';
import type { UnreadableEvent } from '../platform/eventstore/recorded-event.ts';
import { yieldThread, yieldToEventLoop } from '../platform/runtime/yield.ts';
import type { EventLog, RecordedEvent } from './event-log.ts';
import { type MenuStream, menuAggregate } from './menu.ts';
import { streamOf } from './streams.ts';

/** The stream of the shop's menu. */
export const MENU_STREAM = streamOf('menu', SHOP_ID);

/** As many events as are read without letting anybody else have a turn. */
const PAGE = 500;

/** How an event's body, whole or damaged, names the item that it is about. */
const ITEM_IN_BODY = /"menuItemId":"([^"\\]+)"/;

/**
 * The menu as its stream says at this moment. What was read before is kept, and only what came since is read: a price is never
 * older than the call, and a long history costs nothing. An event that can't be read stops the ordering of its own item.
 */
export class MenuReader {
  readonly #log: EventLog;
  #state: MenuState = initialMenu;
  #next = 0;
  #position: Position = START;
  #coming: Promise<void> | null = null;
  readonly #unreadable: UnreadableEvent[] = [];

  constructor(log: EventLog) {
    this.#log = log;
  }

  /**
   * The menu as of a moment after this call.
   * @param items what the caller is going to decide about.
   * @throws StoreUnavailable
   * @throws DamagedLog when an event about one of these items can't be read.
   */
  async current(items: readonly MenuItemId[] = []): Promise<Menu> {
    return (await this.loaded(items)).state.menu;
  }

  /**
   * The stream as of a moment after this call, to decide on; its events are left out. Calls of one turn of the event loop share one
   * look at it. It throws as {@link current} does.
   */
  async loaded(items: readonly MenuItemId[]): Promise<MenuStream> {
    this.#coming ??= yieldToEventLoop().then(() => {
      this.#coming = null;
      return this.#read();
    });
    await this.#coming;
    for (const event of this.#unreadable) {
      const concerned = items.find((item) => mayConcern(event, item));
      if (concerned !== undefined) throw cannotBeRead(concerned, event);
    }
    return {
      aggregate: menuAggregate,
      streamId: MENU_STREAM,
      extent: 'latest',
      state: this.#state,
      events: [],
      expected: this.#next === 0 ? 'no-stream' : this.#next - 1,
      position: this.#position,
    };
  }

  async #read(): Promise<void> {
    for (let more = true; more; ) {
      const from = this.#next;
      if (this.#log.isEnd(MENU_STREAM, from)) return;
      const news = await this.#log.inspectStream(MENU_STREAM, { from, limit: PAGE });
      more = news.length === PAGE;
      // Another look may have taken the same events in meanwhile.
      if (this.#next === from) this.#takeIn(news);
      if (more) await yieldThread();
    }
  }

  #takeIn(news: readonly (RecordedEvent | UnreadableEvent)[]): void {
    for (const event of news) {
      if (event.type === '$unreadable') this.#unreadable.push(event);
      else this.#state = menuAggregate.evolve(this.#state, event as unknown as MenuEvent);
    }
    this.#next += news.length;
    this.#position = news.at(-1)?.position ?? this.#position;
  }
}

/**
 * Whether an event that can't be read may be about an item: the one that it names, or one whose name a damage of a letter or two
 * could have made of that. One that names none may be about any.
 */
function mayConcern({ stored }: UnreadableEvent, item: MenuItemId): boolean {
  const text = stored.data?.[DAMAGED] ?? JSON.stringify(stored.data);
  const named = ITEM_IN_BODY.exec(String(text))?.[1];
  if (named === undefined || named === item) return true;
  const differing = [...named].filter((letter, index) => letter !== item[index]).length;
  return isDamaged(stored) && named.length === item.length && differing <= 2;
}

function cannotBeRead(item: MenuItemId, { revision, streamId, error }: UnreadableEvent): DamagedLog {
  return new DamagedLog(
    `${item} on the menu can't be relied on: event ${revision} of ${streamId} can't be read: ${error.message}`,
  );
}
