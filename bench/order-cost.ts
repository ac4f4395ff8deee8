import { type Load, loadNote, withLoad } from './load/start-load.ts';
import { type Checkouts, figures, inTurns } from './support/checkouts.ts';
import { type Cost, spentMeanwhile } from './support/cost.ts';
import { pause } from './support/pause.ts';
import { type Backend, withPlace } from './support/place.ts';
import { type Program, withShop } from './support/program.ts';
import { median, type Row } from './support/report.ts';
import { untilQuiet } from './support/resting.ts';
import { simulatorsIn } from './support/simulators.ts';
import { startedFolder } from './support/started.ts';

const WARM_UP = 50;
const ORDERS = 200;
/** On their way at once: some, as in a busy hour, and not so many that the cost of a crowd is measured. */
const IN_FLIGHT = 10;

/** What the program does when nothing happens is measured for so long, and left out of what orders cost. */
const REST_MS = 5_000;

export interface OrderCost extends Cost {
  /** For each second in which nothing happens: milliseconds of the processor, and calls to MongoDB. */
  readonly atRest: Pick<Cost, 'cpuMs' | 'calls'>;
  /** Which part of one core customers and florist took. */
  readonly busy: number;
}

/**
 * What a whole order costs: calls to the log, and time of the processor.
 * @param beside where the same is measured in the same run, to compare with; null for nothing.
 */
export async function benchOrderCost(backend: Backend, beside: Backend | null, checkouts: Checkouts): Promise<Row[]> {
  const cost = await inTurns(checkouts, 1, (root) => costOn(backend, root));
  const other = beside === null ? null : await costOn(beside, checkouts.ours);
  const middle = (of: (cost: OrderCost) => number) => figures(cost, (runs) => median(runs.map(of)));
  const [ours] = cost.ours as readonly [OrderCost];
  const note = `${ORDERS} orders, ${IN_FLIGHT} at once; ${loadNote(ours.busy)}`;
  const rest = ({ atRest }: OrderCost) => `${atRest.cpuMs.toFixed(0)} ms`;
  const calls = {
    what: 'calls to MongoDB for a whole order',
    ...middle(({ calls }) => calls),
    unit: 'calls',
    note: `${note}; beside what each second takes at rest: ${ours.atRest.calls.toFixed(0)}`,
  };
  const atRest = other === null ? rest(ours) : `${rest(ours)} (embedded stores: ${rest(other)})`;
  return [
    { what: 'reads of streams for a whole order', ...middle(({ reads }) => reads), unit: 'reads', goal: '≤ 10', note },
    { what: 'appends for a whole order', ...middle(({ appends }) => appends), unit: 'appends', note },
    ...(Number.isNaN(ours.calls) ? [] : [calls]),
    {
      what: 'CPU of the program for a whole order',
      ...middle(({ cpuMs }) => cpuMs),
      unit: 'ms',
      ...(other !== null && {
        limit: { what: 'embedded stores', value: other.cpuMs },
        goal: '≤ 1.5 × embedded stores',
      }),
      note: `${note}; beside what each second takes at rest: ${atRest}`,
    },
  ];
}

function costOn(backend: Backend, root: string): Promise<OrderCost> {
  return withPlace(backend, ({ env }) => withOutside(env, (settings) => withShop(settings, orderCost, root)));
}

/** Settings of a program whose payment and SMS systems are in this process, so that their time is not taken for the program's. */
export async function withOutside<T>(
  env: Readonly<Record<string, string>>,
  use: (env: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const folder = startedFolder();
  const { paymentUrl: PAYMENT_URL, smsUrl: SMS_URL, end } = await simulatorsIn(folder.path);
  try {
    return await use({ ...env, PAYMENT_URL, SMS_URL });
  } finally {
    await end();
    await folder.remove();
  }
}

/** What a whole order costs a program that rests. */
export function orderCost(program: Program): Promise<OrderCost> {
  return withLoad(async (load: Load) => {
    const orders = (count: number) => load.run('wholeOrders', { url: program.url, inFlight: IN_FLIGHT, count });
    await orders(WARM_UP);
    await untilQuiet(program);
    const resting = await spentMeanwhile(program, () => pause(REST_MS));
    const working = await spentMeanwhile(program, () => orders(ORDERS));
    const eachSecond = (name: 'cpuMs' | 'calls') => (1000 * resting[name]) / resting.ms;
    const atRest = { cpuMs: eachSecond('cpuMs'), calls: eachSecond('calls') };
    const beyondRest = (name: 'cpuMs' | 'calls') => (working[name] - (atRest[name] * working.ms) / 1000) / ORDERS;
    return {
      reads: working.reads / ORDERS,
      appends: working.appends / ORDERS,
      calls: beyondRest('calls'),
      cpuMs: beyondRest('cpuMs'),
      atRest,
      busy: working.result.busy,
    };
  });
}
