import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ShopClient } from '../src/cli/demo/shop-client.ts';
import { startSimulators } from '../src/gateways/simulators/start-simulators.ts';
import { followBoard } from './support/board.ts';
import { anOrder } from './support/orders.ts';
import { type Backend, withPlace } from './support/place.ts';
import { FLORIST_TOKEN, type Program, withProgram } from './support/program.ts';
import type { Row } from './support/report.ts';
import { started } from './support/started.ts';

const WARM_UP = 50;
const ORDERS = 200;
/** On their way at once: some, as in a busy hour, and not so many that the cost of a crowd is measured. */
const IN_FLIGHT = 10;
const SMS_PER_ORDER = 5;

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
}

/**
 * What a whole order costs: calls to the log, and time of the processor.
 * @param beside where the same is measured in the same run, to compare with; null for nothing.
 */
export async function benchOrderCost(backend: Backend, beside: Backend | null): Promise<Row[]> {
  const cost = await costOn(backend);
  const other = beside === null ? null : await costOn(beside);
  const note = `${ORDERS} orders, ${IN_FLIGHT} at once`;
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
    const folder = mkdtempSync(join(tmpdir(), 'kkotgil-bench-'));
    const simulators = await startSimulators({ dataDir: folder });
    const endSimulators = started(async () => {
      await simulators.close();
      rmSync(folder, { recursive: true, force: true });
    });
    const { paymentUrl: PAYMENT_URL, smsUrl: SMS_URL } = simulators;
    const measure = async (program: Program): Promise<Measured> => {
      await wholeOrders(program, WARM_UP);
      const resting = await spentMeanwhile(program, () => pause(REST_MS));
      const working = await spentMeanwhile(program, () => wholeOrders(program, ORDERS));
      const atRest = (1000 * resting.cpuMs) / resting.ms;
      return {
        reads: working.reads / ORDERS,
        appends: working.appends / ORDERS,
        cpuMs: (working.cpuMs - (atRest * working.ms) / 1000) / ORDERS,
        atRest,
      };
    };
    try {
      return await withProgram('src/main.ts', { ...env, PAYMENT_URL, SMS_URL }, measure);
    } finally {
      await endSimulators();
    }
  });
}

/** Orders from the placing to the last message, with a florist who takes every step at once. */
async function wholeOrders(program: Program, count: number): Promise<void> {
  const shop = new ShopClient(program.url, FLORIST_TOKEN);
  const sent = async () => (await shop.eventCounts()).get('SmsSent') ?? 0;
  const due = (await sent()) + count * SMS_PER_ORDER;
  const closing = new AbortController();
  let [placed, completed] = [0, 0];
  const florist = followBoard(program, closing.signal, async (orderId) => {
    for (const step of ['accept', 'start', 'complete'] as const) await shop.step(orderId, step);
    completed++;
  });
  while (placed < count) {
    if (placed - completed >= IN_FLIGHT) await pause(2);
    else {
      placed++;
      await shop.place(anOrder());
    }
  }
  while ((await sent()) < due) await pause(50);
  closing.abort();
  await florist;
}

async function spentMeanwhile(program: Program, work: () => Promise<void>): Promise<Cost & { readonly ms: number }> {
  const [begun, before] = [performance.now(), await spentBy(program)];
  await work();
  const [ended, after] = [performance.now(), await spentBy(program)];
  const more = (name: keyof Cost) => after[name] - before[name];
  return { reads: more('reads'), appends: more('appends'), cpuMs: more('cpuMs'), ms: ended - begun };
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
