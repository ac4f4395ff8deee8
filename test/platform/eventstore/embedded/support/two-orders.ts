import type { EventStore } from '../../../../../src/platform/eventstore/event-store.ts';
import { event } from '../../../../support/an-event.ts';

/**
 * Fills an empty log: three events of `order-1` at positions 1, 3 and 5, and of `order-2` at 2, 4 and 6; then `later` others, a hundred
 * for each of `order-later-0`, `order-later-100`, …
 */
export async function fillWithTwoOrders(store: EventStore, later: number): Promise<void> {
  for (let n = 0; n < 3; n++) {
    for (const stream of ['order-1', 'order-2']) {
      await store.append(stream, n === 0 ? 'no-stream' : n - 1, [event(`${stream}/${n}`, n)]);
    }
  }
  for (let n = 0; n < later; n += 100) {
    const hundred = [...Array(100)].map((_, at) => event(`${n}/${at}`));
    await store.append(`order-later-${n}`, 'no-stream', hundred);
  }
}
