import { appendsPerSecond } from './appends.ts';
import { SMS_PER_ORDER } from './load/orders.ts';
import { type Done, type Load, loadNote, withLoad } from './load/start-load.ts';
import { type Backend, withPlace } from './support/place.ts';
import { withProgram } from './support/program.ts';
import type { Row } from './support/report.ts';

/** Orders on their way at once, in the run that looks for the highest rate. */
const IN_FLIGHT = 200;
const STEADY_RATE = 200;
/** Of one order that is delivered: its own, the payment's, the delivery's, the review's, and two for each notice. */
const EVENTS_PER_ORDER = 10 + 2 * SMS_PER_ORDER;

/** Whole orders: placed, charged, handed over, made, delivered, with every notice sent, by the program with all its roles. */
export async function benchWholeOrders(backend: Backend, seconds: number): Promise<Row[]> {
  const appendLimit = await withPlace(backend, (place) => appendsPerSecond(place, 64, seconds));
  const onProgram = <T>(use: (load: Load, url: string) => Promise<Done<T>>) =>
    withPlace(backend, ({ env }) => withProgram('src/main.ts', env, ({ url }) => withLoad((load) => use(load, url))));
  const sustained = await onProgram((load, url) => load.run('wholeOrders', { url, inFlight: IN_FLIGHT, seconds }));
  const board = await onProgram((load, url) => load.run('boardLatency', { url, rate: STEADY_RATE, seconds }));
  return [
    {
      what: 'whole orders, backlog flat',
      measured: sustained.result,
      unit: 'orders/s',
      limit: { what: `append limit ÷ ${EVENTS_PER_ORDER} events`, value: appendLimit / EVENTS_PER_ORDER },
      note: `${loadNote(sustained.busy)}; it and the simulators of payment and SMS share the cores with the program`,
    },
    {
      what: `order on the florist's board at ${STEADY_RATE} orders/s, p99`,
      measured: board.result.p99,
      unit: 'ms',
      note: `p50 ${board.result.p50.toFixed(0)} ms; ${loadNote(board.busy)}`,
    },
  ];
}
