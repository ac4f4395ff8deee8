import { type Load, loadNote, withLoad } from './load/start-load.ts';
import { anOrder } from './support/orders.ts';
import { type Backend, withPlace } from './support/place.ts';
import { type Program, withShop } from './support/program.ts';
import type { Row } from './support/report.ts';

/** So many visitors a second come to each page, compressed as browsers ask for it. */
const RATE = 50;
/** A page has to begin within this time, in milliseconds, for 99 of 100. */
const GOAL_MS = 20;

/** How long a customer's pages take at a steady rate, over the whole program with its simulators. */
export function benchPages(backend: Backend, seconds: number): Promise<Row[]> {
  return withPlace(backend, ({ env }) =>
    withShop(env, (program) => withLoad((load) => pagesOf(program, load, seconds))),
  );
}

async function pagesOf(program: Program, load: Load, seconds: number): Promise<Row[]> {
  const response = await fetch(`${program.url}/api/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(anOrder()),
  });
  const { trackingToken } = (await response.json()) as { trackingToken: string };
  const pages = { storefront: '/', 'order form': '/order?item=rose-bouquet', 'order page': `/o/${trackingToken}` };
  const rows: Row[] = [];
  for (const [name, path] of Object.entries(pages)) {
    const url = `${program.url}${path}`;
    await load.run('latencyAt', { url, rate: RATE, seconds: 2 });
    const { result, busy } = await load.run('latencyAt', { url, rate: RATE, seconds });
    rows.push({
      what: `${name} at ${RATE} requests/s, p99`,
      measured: result.p99,
      unit: 'ms',
      goal: `< ${GOAL_MS} ms`,
      note: `p50 ${result.p50} ms; ${loadNote(busy)}`,
    });
  }
  return rows;
}
