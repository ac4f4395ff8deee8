import { setTimeout as sleep } from 'node:timers/promises';
import { Durations } from '../../src/cli/demo/percentiles.ts';
import { anOrder } from '../support/orders.ts';

/** Where they go, and what goes on each second. */
interface Visit {
  readonly url: string;
  readonly orders?: number;
  readonly queries?: number;
}

/** How visitors were answered, all in all. */
export interface Answered {
  readonly count: number;
  readonly failed: number;
  /** In milliseconds. */
  readonly p99: number;
}

/** Customers who order, and who look at orders that were placed, until they are told to go. */
export async function visitors({ url, orders = 20, queries = 50 }: Visit, signal: AbortSignal): Promise<Answered> {
  const durations = new Durations();
  const placed: { orderId: string; trackingToken: string }[] = [];
  let failed = 0;
  const timed = async (call: () => Promise<Response>): Promise<Response> => {
    const begun = performance.now();
    const response = await call();
    durations.add(performance.now() - begun);
    if (!response.ok) failed++;
    return response;
  };
  const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
  const customers = async () => {
    while (!signal.aborted) {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(anOrder()) };
      const response = await timed(() => fetch(`${url}/api/orders`, init));
      if (response.ok) placed.push((await response.json()) as (typeof placed)[number]);
      await pause(1000 / orders);
    }
  };
  const readers = async () => {
    while (!signal.aborted) {
      const order = placed[Math.floor(placed.length / 2)];
      if (order !== undefined) {
        const headers = { authorization: `Bearer ${order.trackingToken}` };
        await timed(() => fetch(`${url}/api/orders/${order.orderId}`, { headers }));
      }
      await pause(1000 / queries);
    }
  };
  await Promise.all([customers(), readers()]);
  return { count: durations.count, failed, p99: durations.percentile(0.99) ?? Number.NaN };
}
