import { Durations } from '../src/cli/demo/percentiles.ts';
import { ShopClient } from '../src/cli/demo/shop-client.ts';
import { appendsPerSecond } from './appends.ts';
import { followBoard } from './support/board.ts';
import { anOrder } from './support/orders.ts';
import { type Backend, withPlace } from './support/place.ts';
import { FLORIST_TOKEN, type Program, withProgram } from './support/program.ts';
import type { Row } from './support/report.ts';

/** Orders on their way at once, in the run that looks for the highest rate. */
const IN_FLIGHT = 200;
const STEADY_RATE = 200;
const SMS_PER_ORDER = 5;
/** Of one order that is delivered: its own, the payment's, the delivery's, the review's, and two for each notice. */
const EVENTS_PER_ORDER = 10 + 2 * SMS_PER_ORDER;

/** Whole orders: placed, charged, handed over, made, delivered, with every notice sent, by the program with all its roles. */
export async function benchWholeOrders(backend: Backend, seconds: number): Promise<Row[]> {
  const appendLimit = await withPlace(backend, (place) => appendsPerSecond(place, 64, seconds));
  const onProgram = <T>(use: (program: Program) => Promise<T>) =>
    withPlace(backend, ({ env }) => withProgram('src/main.ts', env, use));
  const sustained = await onProgram((program) => sustainedRate(program, seconds));
  const board = await onProgram((program) => boardLatency(program, seconds));
  return [
    {
      what: 'whole orders, backlog flat',
      measured: sustained,
      unit: 'orders/s',
      limit: { what: `append limit ÷ ${EVENTS_PER_ORDER} events`, value: appendLimit / EVENTS_PER_ORDER },
      note: 'payment and SMS simulators and the load run on the same two cores',
    },
    {
      what: `order on the florist's board at ${STEADY_RATE} orders/s, p99`,
      measured: board.percentile(0.99) ?? Number.NaN,
      unit: 'ms',
      note: `p50 ${(board.percentile(0.5) ?? Number.NaN).toFixed(0)} ms`,
    },
  ];
}

/** Orders a second from the first placing to the last SMS. */
async function sustainedRate(program: Program, seconds: number): Promise<number> {
  const shop = new ShopClient(program.url, FLORIST_TOKEN);
  const closing = new AbortController();
  let placed = 0;
  let completed = 0;
  const florist = followBoard(program, closing.signal, async (orderId) => {
    for (const step of ['accept', 'start', 'complete'] as const) await shop.step(orderId, step);
    completed++;
  });
  const begun = performance.now();
  const end = begun + seconds * 1000;
  await Promise.all(
    [...Array(16)].map(async () => {
      while (performance.now() < end) {
        if (placed - completed >= IN_FLIGHT) await pause(2);
        else {
          placed++;
          await shop.place(anOrder());
        }
      }
    }),
  );
  while (((await shop.eventCounts()).get('SmsSent') ?? 0) < placed * SMS_PER_ORDER) await pause(20);
  const rate = (placed * 1000) / (performance.now() - begun);
  closing.abort();
  await florist;
  return rate;
}

/** From the request to the event on the board's stream, at a steady rate. */
async function boardLatency(program: Program, seconds: number): Promise<Durations> {
  const shop = new ShopClient(program.url, FLORIST_TOKEN);
  const closing = new AbortController();
  const placedAt = new Map<string, number>();
  const seenAt = new Map<string, number>();
  const florist = followBoard(program, closing.signal, async (orderId) => {
    seenAt.set(orderId, performance.now());
  });
  const begun = performance.now();
  const open: Promise<void>[] = [];
  for (let index = 0; index < seconds * STEADY_RATE; index++) {
    const wait = begun + (index * 1000) / STEADY_RATE - performance.now();
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
  return durations;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
