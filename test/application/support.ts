import { uncountedOrders } from '../../src/application/unpaid-orders.ts';
import type { Shop } from '../../src/application/use-case.ts';
import { seedMenu } from '../../src/compose/seed-menu.ts';
import type { EventStore } from '../../src/platform/eventstore/event-store.ts';
import { createEventLog } from '../../src/stored-events/event-log.ts';
import { MenuReader } from '../../src/stored-events/menu-reader.ts';
import { FixedClock } from '../support/fixed-clock.ts';
import { idOf } from '../support/history.ts';
import { MemoryEventStore } from '../support/memory-event-store.ts';
import { PlainCodec } from '../support/plain-codec.ts';

/** A shop in memory with the first menu; ids count up, so that a failure reads the same each time. */
export async function openShop(
  store: EventStore = new MemoryEventStore(),
): Promise<Shop & { readonly clock: FixedClock; readonly store: EventStore }> {
  const clock = new FixedClock();
  const log = createEventLog(store, new PlainCodec());
  let made = 0;
  const shop = {
    store,
    log,
    clock,
    ids: { next: () => idOf(`made-${made++}`) },
    menu: new MenuReader(log),
    people: { subjectFor: async (phone: string) => `key of ${phone}` },
    unpaid: uncountedOrders,
    deliveryFee: 3_000,
  };
  await seedMenu(shop);
  return shop;
}

/** Types of all events of a stream, in order. */
export async function typesOf(shop: Shop, streamId: string): Promise<string[]> {
  return (await shop.log.readStream(streamId)).map(({ type }) => type);
}
