import type { App } from './app.ts';
import { anOrder, type Client, eventually } from './client.ts';

/** What whole orders have asked of the log, an order. */
export interface Cost {
  readonly reads: number;
  readonly appends: number;
}

const SMS_PER_ORDER = 5;

/**
 * Whole orders, all at the same time: placed, paid, made, delivered, and told to the customer at each step.
 * @param apps all processes of the shop; their calls to the log are counted together.
 */
export async function costOfWholeOrders(apps: readonly App[], client: Client, orders: number): Promise<Cost> {
  // The first one finds menus, keys and leases as they are at a start.
  await wholeOrders(apps, client, 1);
  const before = await callsOf(apps);
  await wholeOrders(apps, client, orders);
  const after = await callsOf(apps);
  return { reads: (after.reads - before.reads) / orders, appends: (after.appends - before.appends) / orders };
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
async function callsOf(apps: readonly App[]): Promise<{ reads: number; appends: number; sent: number }> {
  const pages = await Promise.all(apps.map(async ({ url }) => (await fetch(`${url}/metrics`)).text()));
  const sum = (name: string) => pages.map((page) => countIn(page, name)).reduce((a, b) => a + b, 0);
  return {
    reads: sum('kkotgil_log_stream_reads_total'),
    appends: sum('kkotgil_log_appends_total'),
    sent: sum('kkotgil_events_total{type="SmsSent"}'),
  };
}

function countIn(page: string, name: string): number {
  const line = page.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return line === undefined ? 0 : Number(line.slice(name.length));
}
