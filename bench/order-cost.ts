import { type Load, loadNote, withLoad } from './load/start-load.ts';
import { type Backend, withPlace } from './support/place.ts';
import { type Program, withProgram } from './support/program.ts';
import type { Row } from './support/report.ts';
import { simulatorsIn } from './support/simulators.ts';
import { startedFolder } from './support/started.ts';

const WARM_UP = 50;
const ORDERS = 200;
/** On their way at once: some, as in a busy hour, and not so many that the cost of a crowd is measured. */
const IN_FLIGHT = 10;

/** What the program does when nothing happens is measured for so long, and left out of what orders cost. */
const REST_MS = 5_000;

/** What one whole order has asked of the program. */
interface Cost {
  readonly reads: number;
  readonly appends: number;
  /** Of all threads of the program, in milliseconds; the simulators are not among them. */
  readonly cpuMs: number;
}

interface Measured extends Cost {
  /** Milliseconds of the processor for each second in which nothing happens. */
  readonly atRest: number;
  /** Which part of one core customers and florist took. */
  readonly busy: number;
}

/**
 * What a whole order costs: calls to the log, and time of the processor.
 * @param beside where the same is measured in the same run, to compare with; null for nothing.
 */
export async function benchOrderCost(backend: Backend, beside: Backend | null): Promise<Row[]> {
  const cost = await costOn(backend);
  const other = beside === null ? null : await costOn(beside);
  const note = `${ORDERS} orders, ${IN_FLIGHT} at once; ${loadNote(cost.busy)}`;
  const rest = (measured: Measured) => `${measured.atRest.toFixed(0)} ms`;
  const atRest = other === null ? rest(cost) : `${rest(cost)} (embedded stores: ${rest(other)})`;
  const limit = (what: string, value: number | undefined) => (value === undefined ? {} : { limit: { what, value } });
  return [
    { what: 'reads of streams for a whole order', measured: cost.reads, unit: 'reads', note },
    { what: 'appends for a whole order', measured: cost.appends, unit: 'appends', note },
    {
      what: 'CPU of the program for a whole order',
      measured: cost.cpuMs,
      unit: 'ms',
      ...limit('embedded stores', other?.cpuMs),
      note: `${note}; beside what each second takes at rest: ${atRest}`,
    },
  ];
}

function costOn(backend: Backend): Promise<Measured> {
  return withPlace(backend, async ({ env }) => {
    const folder = startedFolder();
    const { paymentUrl: PAYMENT_URL, smsUrl: SMS_URL, end } = await simulatorsIn(folder.path);
    const measure = async (program: Program, load: Load): Promise<Measured> => {
      const orders = (count: number) => load.run('wholeOrders', { url: program.url, inFlight: IN_FLIGHT, count });
      await orders(WARM_UP);
      const resting = await spentMeanwhile(program, () => pause(REST_MS));
      const working = await spentMeanwhile(program, () => orders(ORDERS));
      const atRest = (1000 * resting.cpuMs) / resting.ms;
      return {
        reads: working.reads / ORDERS,
        appends: working.appends / ORDERS,
        cpuMs: (working.cpuMs - (atRest * working.ms) / 1000) / ORDERS,
        atRest,
        busy: working.result.busy,
      };
    };
    try {
      return await withProgram('src/main.ts', { ...env, PAYMENT_URL, SMS_URL }, (program) =>
        withLoad((load) => measure(program, load)),
      );
    } finally {
      await end();
      await folder.remove();
    }
  });
}

async function spentMeanwhile<T>(
  program: Program,
  work: () => Promise<T>,
): Promise<Cost & { readonly ms: number; readonly result: T }> {
  const [begun, before] = [performance.now(), await spentBy(program)];
  const result = await work();
  const [ended, after] = [performance.now(), await spentBy(program)];
  const more = (name: keyof Cost) => after[name] - before[name];
  return { reads: more('reads'), appends: more('appends'), cpuMs: more('cpuMs'), ms: ended - begun, result };
}

async function spentBy({ url }: Program): Promise<Cost> {
  const page = await (await fetch(`${url}/metrics`)).text();
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)?.[1] ?? 0);
  return {
    reads: value('kkotgil_log_stream_reads_total'),
    appends: value('kkotgil_log_appends_total'),
    cpuMs: 1000 * value('process_cpu_seconds_total'),
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
