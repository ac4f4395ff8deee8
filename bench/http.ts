import { loadNote, withLoad } from './load/start-load.ts';
import type { Given } from './load/tasks.ts';
import type { Checkouts, Sides } from './support/checkouts.ts';
import { anOrder } from './support/orders.ts';
import { pause } from './support/pause.ts';
import { type Backend, withPlace } from './support/place.ts';
import { type Program, withScript, withShop } from './support/program.ts';
import { median, type Row } from './support/report.ts';

const ROUNDS = 3;
const CONNECTIONS = 64;

/** Orders and queries over HTTP, each beside a bare route that takes and gives the same and does nothing. */
export async function benchHttp(backend: Backend, seconds: number, checkouts: Checkouts): Promise<Row[]> {
  // Queries first: the orders that the other part leaves behind would have to be taken into the views before.
  const gets = await onEach(backend, checkouts, (sides) => beside(seconds, sides, 'get'));
  const posts = await onEach(backend, checkouts, (sides) => beside(seconds, sides, 'post'));
  const row = (what: string, goal: string, { ours, before, bare, busy }: typeof gets): Row => ({
    what,
    measured: ours,
    ...(before !== null && { before }),
    unit: 'requests/s',
    goal,
    limit: { what: 'bare Fastify route', value: bare },
    note: loadNote(busy),
  });
  return [
    row('POST /api/orders, KKOTGIL_ROLES=api', '≥ 0.4 of a bare route', posts),
    row('GET /api/orders/:orderId', '≥ 0.6 of a bare route', gets),
  ];
}

/** The program of a checkout, on stores in which there is an order. */
interface Side {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly order: Sample;
}

/** Uses both programs, each with stores of its own. */
function onEach<T>(backend: Backend, { ours, before }: Checkouts, use: (sides: Sides<Side>) => Promise<T>): Promise<T> {
  return withSide(backend, ours, (our) =>
    before === null
      ? use({ ours: our, before: null })
      : withSide(backend, before, (their) => use({ ours: our, before: their })),
  );
}

function withSide<T>(backend: Backend, root: string, use: (side: Side) => Promise<T>): Promise<T> {
  return withPlace(backend, async (place) => {
    const env = {
      ...place.env,
      KKOTGIL_ROLES: 'api',
      PAYMENT_URL: 'http://127.0.0.1:9',
      SMS_URL: 'http://127.0.0.1:9',
    };
    // On servers somebody else keeps the views; embedded ones are kept by the process that makes the sample, and only read afterwards.
    const keeping = { ...env, KKOTGIL_ROLES: 'api,projections' };
    const measure = async () => use({ root, env, order: await sample(place.isShared ? env : keeping, root) });
    return place.isShared ? withShop(keeping, measure, root) : measure();
  });
}

interface Sample {
  readonly orderId: string;
  readonly token: string;
  readonly placed: string;
  readonly seen: string;
}

/** An order on its way, and the two answers about it: what the bare route answers. */
function sample(env: Readonly<Record<string, string>>, root: string): Promise<Sample> {
  const make = async ({ url }: Program): Promise<Sample> => {
    const response = await fetch(`${url}/api/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(anOrder()),
    });
    const placed = (await response.json()) as { orderId: string; trackingToken: string; position: string };
    const authorization = { authorization: `Bearer ${placed.trackingToken}` };
    const path = `${url}/api/orders/${placed.orderId}?after=${placed.position}`;
    let seen = await fetch(path, { headers: authorization });
    // A view may have all that others have written before it.
    for (; seen.status === 503; seen = await fetch(path, { headers: authorization })) await pause(200);
    if (!seen.ok) throw new Error(`the sample can't be seen: ${seen.status} ${await seen.text()}`);
    // Until the view has it on the disk: the measured program only reads.
    await pause(500);
    return {
      orderId: placed.orderId,
      token: placed.trackingToken,
      placed: JSON.stringify(placed),
      seen: await seen.text(),
    };
  };
  return withShop(env, make, root);
}

/** All in turns, so that a change of the machine's speed meets each; medians of the rounds. */
function beside(seconds: number, { ours, before }: Sides<Side>, kind: 'post' | 'get') {
  const answer = kind === 'post' ? ours.order.placed : ours.order.seen;
  return withLoad((load) =>
    withScript('bench/support/bare-server.ts', { BENCH_ANSWER: answer }, (bare) =>
      withSides({ ours, before }, async (our, their) => {
        const bares: number[] = [];
        const measured: { ours: number[]; before: number[]; busy: number[] } = { ours: [], before: [], busy: [] };
        // The first round only warms up.
        for (let round = 0; round <= ROUNDS; round++) {
          const limit = await load.run('requestsPerSecond', requests(kind, seconds, bare, null));
          const now = await load.run('requestsPerSecond', requests(kind, seconds, our, ours.order));
          const then =
            their && (await load.run('requestsPerSecond', requests(kind, seconds, their, before?.order ?? null)));
          if (round === 0) continue;
          bares.push(limit.result);
          measured.ours.push(now.result);
          measured.busy.push(now.busy);
          if (then !== null) measured.before.push(then.result);
        }
        return {
          bare: median(bares),
          ours: median(measured.ours),
          before: before === null ? null : median(measured.before),
          busy: median(measured.busy),
        };
      }),
    ),
  );
}

function withSides<T>(
  { ours, before }: Sides<Side>,
  use: (our: Program, their: Program | null) => Promise<T>,
): Promise<T> {
  const start = <R>({ env, root }: Side, using: (program: Program) => Promise<R>) => withShop(env, using, root);
  return start(ours, (our) => (before === null ? use(our, null) : start(before, (their) => use(our, their))));
}

/** What is asked of a program, or of the bare route, for which there is no order. */
function requests(
  kind: 'post' | 'get',
  seconds: number,
  { url }: Program,
  order: Sample | null,
): Given<'requestsPerSecond'> {
  const each = { seconds: seconds / ROUNDS, connections: CONNECTIONS };
  if (kind === 'post')
    return { ...each, method: 'POST', orders: true, url: order === null ? `${url}/` : `${url}/api/orders` };
  if (order === null) return { ...each, method: 'GET', url: `${url}/` };
  return { ...each, method: 'GET', url: `${url}/api/orders/${order.orderId}`, token: order.token };
}
