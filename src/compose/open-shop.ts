import { CountedOrders, type UnpaidOrders, uncountedOrders } from '../application/unpaid-orders.ts';
import type { Shop } from '../application/use-case.ts';
import type { Position } from '../platform/eventstore/event-store.ts';
import { systemIds } from '../platform/runtime/system.ts';
import type { ErasureList } from '../processes/erasure/erasure-list.ts';
import { MenuReader } from '../stored-events/menu-reader.ts';
import { eraseAgain, openErasureList } from './erasures.ts';
import type { Means } from './means.ts';
import { seedMenu } from './seed-menu.ts';
import type { Stores } from './stores.ts';

/** The shop over its stores, before anything is made of its log. */
export interface OpenShop {
  readonly shop: Shop;
  /** Where its first menu stands in the log. */
  readonly menuSince: Position;
  readonly erasures: ErasureList;
}

/**
 * Opens the shop: it has a menu, and remembers nobody whom a restored backup has brought back.
 * @throws StartFault, StoreUnavailable
 */
export async function openShop(means: Means, stores: Stores): Promise<OpenShop> {
  const { config, clock, logger } = means;
  const { log, keyring } = stores;
  const shop: Shop = {
    log,
    clock,
    ids: systemIds,
    menu: new MenuReader(log),
    people: keyring,
    unpaid: countUnpaid(means, stores),
    deliveryFee: config.KKOTGIL_DELIVERY_FEE,
  };
  const menuSince = await seedMenu(shop);
  const erasures = openErasureList(config);
  if (config.KKOTGIL_ROLES.includes('processes')) {
    await eraseAgain({ log, clock, keys: keyring, list: erasures }, logger);
  }
  return { shop, menuSince, erasures };
}

/** Counts unpaid orders where orders are taken. */
function countUnpaid({ config, clock, timer, logger, opened }: Means, { log, events }: Stores): UnpaidOrders {
  if (config.KKOTGIL_RATE_LIMIT === 'off' || !config.KKOTGIL_ROLES.includes('api')) return uncountedOrders;
  const counted = new CountedOrders({ log, events, clock, timer, logger });
  opened.runUntilClosed((until) => counted.follow(until));
  return counted;
}
