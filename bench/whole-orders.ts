import { appendsPerSecond } from './appends.ts';
import { SMS_PER_ORDER } from './load/orders.ts';
import { type Done, type Load, loadNote, withLoad } from './load/start-load.ts';
import { type Checkouts, figures, inTurns } from './support/checkouts.ts';
import { type Backend, withPlace } from './support/place.ts';
import { withShop } from './support/program.ts';
import { median, type Row } from './support/report.ts';

/** Orders on their way at once, in the run that looks for the highest rate. */
const IN_FLIGHT = 200;
const STEADY_RATE = 100;
/** Of one order that is delivered: its own, the payment's, the delivery's, the review's, and two for each notice. */
const EVENTS_PER_ORDER = 10 + 2 * SMS_PER_ORDER;

/** Whole orders that a program has brought to their end before it is measured: a shop is seldom just started. */
const WARM_UP = 600;

/** Beside another checkout each is measured so often, in turns. */
const ROUNDS = 2;

/** Whole orders: placed, charged, handed over, made, delivered, with every notice sent, by the program with all its roles. */
export async function benchWholeOrders(backend: Backend, seconds: number, checkouts: Checkouts): Promise<Row[]> {
  const appendLimit = await withPlace(backend, (place) => appendsPerSecond(place, 64, seconds));
  const rounds = checkouts.before === null ? 1 : ROUNDS;
  const onEach = <T>(use: (load: Load, url: string) => Promise<Done<T>>) =>
    inTurns(checkouts, rounds, (root) =>
      withPlace(backend, ({ env }) =>
        withShop(env, ({ url }) => withLoad((load) => warmed(load, url).then(() => use(load, url))), root),
      ),
    );
  const whole = await onEach((load, url) => load.run('wholeOrders', { url, inFlight: IN_FLIGHT, seconds }));
  const board = await onEach((load, url) => load.run('boardLatency', { url, rate: STEADY_RATE, seconds }));
  const latency = (which: 'p50' | 'p99', goal: string): Row => ({
    what: `placed → on the florist's board at ${STEADY_RATE} orders/s, ${which}`,
    ...figures(board, (runs) => median(runs.map(({ result }) => result[which]))),
    unit: 'ms',
    goal,
    note: `${loadNote(...board.ours.map(({ busy }) => busy))}; after ${WARM_UP} orders`,
  });
  return [
    {
      what: 'whole orders, backlog flat',
      ...figures(whole, (runs) => median(runs.map(({ result }) => result))),
      unit: 'orders/s',
      goal: '≥ 4 × before',
      limit: { what: `append limit ÷ ${EVENTS_PER_ORDER} events`, value: appendLimit / EVENTS_PER_ORDER },
      note: `${loadNote(...whole.ours.map(({ busy }) => busy))}; it and the simulators of payment and SMS share the cores with the program; after ${WARM_UP} orders`,
    },
    latency('p50', '< 50 ms'),
    latency('p99', '< 250 ms'),
  ];
}

async function warmed(load: Load, url: string): Promise<void> {
  await load.run('wholeOrders', { url, inFlight: IN_FLIGHT, count: WARM_UP });
}
