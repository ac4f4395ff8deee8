import { OPEN_DELIVERY_STATUSES } from '../domain/delivery/index.ts';
import { DAY_MS, momentInShop } from '../domain/shop-time.ts';
import { toTimestamp } from '../platform/runtime/clock.ts';
import { indexPrefix } from '../platform/views/view.ts';
import type { InIndex, ViewReader } from '../platform/views/view-reader.ts';
import { type BoardStatus, type DeliveryBoardView, deliveryBoardView, dueOf, toBoardView } from './delivery-board.ts';

/** What has to be brought on a day. */
export interface DayDeliveries {
  /** What is due first first. */
  readonly items: readonly DeliveryBoardView[];
  /** True when there are more than a list can show. */
  readonly more: boolean;
}

/** More than a shop brings on a day; a list has to end somewhere. */
const MOST = 500;
const SHOWN: ReadonlySet<BoardStatus> = new Set([...OPEN_DELIVERY_STATUSES, 'Completed']);

/**
 * What is due on a day of the shop (`2026-12-24`), and, where that is asked for, what is still open from before. What is not to be brought
 * any more is left out.
 * @throws ViewBehind, StoreUnavailable
 */
export async function deliveriesOfDay(reader: ViewReader, day: string, withOpen: boolean): Promise<DayDeliveries> {
  const begins = toTimestamp(momentInShop(day, '00:00'));
  const ends = toTimestamp(momentInShop(day, '00:00') + DAY_MS);
  const items: DeliveryBoardView[] = [];
  if (withOpen) {
    for (const status of OPEN_DELIVERY_STATUSES) {
      const prefix = indexPrefix(status);
      await collect(reader, { index: 'status', prefix }, null, prefix + begins, items);
    }
    items.sort((a, b) => (dueOf(a) < dueOf(b) ? -1 : 1));
  }
  await collect(reader, { index: 'due', prefix: '' }, begins, ends, items);
  return { items: items.slice(0, MOST), more: items.length > MOST };
}

/** Adds what stands in an index from after a key up to before another, one more than can be shown. */
async function collect(
  reader: ViewReader,
  query: Omit<InIndex, 'direction'>,
  from: string | null,
  before: string,
  items: DeliveryBoardView[],
): Promise<void> {
  for await (const { key, doc } of reader.all(deliveryBoardView, { ...query, direction: 'ascending' }, from)) {
    if (key >= before || items.length > MOST) return;
    const shown = toBoardView(doc);
    if (shown !== null && SHOWN.has(shown.status)) items.push(shown);
  }
}
