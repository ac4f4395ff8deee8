import { Durations } from '../../src/cli/demo/percentiles.ts';
import { ShopClient } from '../../src/cli/demo/shop-client.ts';
import { anOrder } from '../support/orders.ts';
import { pause } from '../support/pause.ts';
import { FLORIST_TOKEN } from '../support/program.ts';
import { followBoard } from './board.ts';

/** Notices of one order that goes its way without a hitch. */
export const SMS_PER_ORDER = 5;
/** How often the program is asked whether all is done: each answer takes some milliseconds of its thread. */
const LOOK_EVERY_MS = 100;
/** Customers who order at the same time. */
const CUSTOMERS = 16;

interface Crowd {
  readonly url: string;
  /** Orders that are on their way at once, at most. */
  readonly inFlight: number;
  /** How long orders are placed; or how many are. */
  readonly seconds?: number;
  readonly count?: number;
}

/**
 * Orders from the placing to the last message, with a florist who takes every step at once.
 * @returns whole orders a second.
 */
export async function wholeOrders({ url, inFlight, seconds = Infinity, count = Infinity }: Crowd): Promise<number> {
  const shop = new ShopClient(url, FLORIST_TOKEN);
  const sent = async () => (await shop.eventCounts()).get('SmsSent') ?? 0;
  const before = await sent();
  const closing = new AbortController();
  let [placed, completed] = [0, 0];
  const florist = followBoard({ url }, closing.signal, async (orderId) => {
    for (const step of ['accept', 'start', 'complete'] as const) await shop.step(orderId, step);
    completed++;
  });
  const begun = performance.now();
  const end = begun + seconds * 1000;
  await Promise.all(
    [...Array(CUSTOMERS)].map(async () => {
      while (placed < count && performance.now() < end) {
        if (placed - completed >= inFlight) await pause(2);
        else {
          placed++;
          await shop.place(anOrder());
        }
      }
    }),
  );
  while ((await sent()) - before < placed * SMS_PER_ORDER) await pause(LOOK_EVERY_MS);
  const rate = (placed * 1000) / (performance.now() - begun);
  closing.abort();
  await florist;
  return rate;
}

interface Steady {
  readonly url: string;
  /** Orders a second. */
  readonly rate: number;
  readonly seconds: number;
}

/** From the request to the event on the board's stream, at a steady rate. */
export async function boardLatency({ url, rate, seconds }: Steady): Promise<{ p50: number; p99: number }> {
  const shop = new ShopClient(url, FLORIST_TOKEN);
  const closing = new AbortController();
  const placedAt = new Map<string, number>();
  const seenAt = new Map<string, number>();
  const florist = followBoard({ url }, closing.signal, async (orderId) => {
    seenAt.set(orderId, performance.now());
  });
  const begun = performance.now();
  const open: Promise<void>[] = [];
  for (let index = 0; index < seconds * rate; index++) {
    const wait = begun + (index * 1000) / rate - performance.now();
    if (wait > 0) await pause(wait);
    const at = performance.now();
    open.push(shop.place(anOrder()).then(({ orderId }) => void placedAt.set(orderId, at)));
  }
  await Promise.all(open);
  while (seenAt.size < placedAt.size) await pause(20);
  closing.abort();
  await florist;
  const durations = new Durations();
  for (const [orderId, at] of placedAt) durations.add((seenAt.get(orderId) as number) - at);
  return { p50: durations.percentile(0.5) ?? Number.NaN, p99: durations.percentile(0.99) ?? Number.NaN };
}
