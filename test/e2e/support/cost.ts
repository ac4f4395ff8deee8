import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from './app.ts';
import { anOrder, type Client, eventually } from './client.ts';

/** What whole orders have asked of the stores, an order. */
export interface Cost {
  readonly reads: number;
  readonly appends: number;
  /** To MongoDB, beside those of a shop that rests, and those for customers who look. */
  readonly calls: number;
  /** To MongoDB, in each second in which nothing happens; one look at the metrics within two of them is among these. */
  readonly callsAtRest: number;
}

const SMS_PER_ORDER = 5;
/** In milliseconds. */
const REST_MS = 2_000;

/**
 * Whole orders, all at the same time: placed, paid, made, delivered, and told to the customer at each step.
 * @param apps all processes of the shop; their calls to the log are counted together.
 * @param workers those that serve nobody: their calls to MongoDB are counted.
 */
export async function costOfWholeOrders(
  apps: readonly App[],
  client: Client,
  orders: number,
  workers: readonly App[] = [],
): Promise<Cost> {
  // The first one finds menus, keys and leases as they are at a start.
  await wholeOrders(apps, client, 1);
  const resting = await callsMeanwhile(apps, workers, () => sleep(REST_MS));
  const working = await callsMeanwhile(apps, workers, () => wholeOrders(apps, client, orders));
  return {
    reads: working.reads / orders,
    appends: working.appends / orders,
    calls: (working.calls - (resting.calls * working.ms) / resting.ms) / orders,
    callsAtRest: (1_000 * resting.calls) / resting.ms,
  };
}

async function callsMeanwhile(apps: readonly App[], workers: readonly App[], work: () => Promise<unknown>) {
  const counted = async () => ({ ...(await callsOf(apps)), calls: (await callsOf(workers)).calls });
  const [begun, before] = [performance.now(), await counted()];
  await work();
  const [ended, after] = [performance.now(), await counted()];
  const more = (name: 'reads' | 'appends' | 'calls') => after[name] - before[name];
  return { reads: more('reads'), appends: more('appends'), calls: more('calls'), ms: ended - begun };
}

async function wholeOrders(apps: readonly App[], client: Client, orders: number): Promise<void> {
  const before = await callsOf(apps);
  await Promise.all(Array.from({ length: orders }, () => deliveredOrder(client)));
  await eventually('the customers were told of everything', async () => {
    const sent = (await callsOf(apps)).sent - before.sent;
    return sent >= orders * SMS_PER_ORDER * apps.length ? { done: sent } : { not: `${sent} messages are recorded` };
  });
}

async function deliveredOrder(client: Client): Promise<void> {
  const { orderId } = await client.placed(anOrder());
  await client.untilOrder(orderId, 'is with the florist', ({ delivery }) => delivery?.status === 'Requested');
  for (const step of ['accept', 'start', 'complete']) {
    const answer = await client.deliver(orderId, step);
    if (answer.status !== 200) throw new Error(`${step}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  await client.untilStatus(orderId, 'Delivered');
}

/** What the processes have counted so far. `sent` is seen by each of them. */
async function callsOf(apps: readonly App[]): Promise<Omit<Cost, 'callsAtRest'> & { readonly sent: number }> {
  const pages = await Promise.all(apps.map(async ({ url }) => (await fetch(`${url}/metrics`)).text()));
  const sum = (name: string) => pages.map((page) => countIn(page, name)).reduce((a, b) => a + b, 0);
  return {
    reads: sum('kkotgil_log_stream_reads_total'),
    appends: sum('kkotgil_log_appends_total'),
    calls: sum('kkotgil_mongo_calls_total'),
    sent: sum('kkotgil_events_total{type="SmsSent"}'),
  };
}

function countIn(page: string, name: string): number {
  const line = page.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return line === undefined ? 0 : Number(line.slice(name.length));
}
