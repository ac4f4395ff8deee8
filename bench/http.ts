import { requestsPerSecond } from './support/load.ts';
import { anOrder } from './support/orders.ts';
import { type Backend, withPlace } from './support/place.ts';
import { type Program, withProgram } from './support/program.ts';
import { median, type Row } from './support/report.ts';

const ROUNDS = 3;
const CONNECTIONS = 64;

/** Orders and queries over HTTP, each beside a bare route that takes and gives the same and does nothing. */
export function benchHttp(backend: Backend, seconds: number): Promise<Row[]> {
  return withPlace(backend, async (place) => {
    const env = {
      ...place.env,
      KKOTGIL_ROLES: 'api',
      PAYMENT_URL: 'http://127.0.0.1:9',
      SMS_URL: 'http://127.0.0.1:9',
    };
    const measure = async () => {
      // Queries first: the orders that the other part leaves behind would have to be taken into the views before.
      const gets = await inTurns(seconds, env, await sample(env), 'get');
      const posts = await inTurns(seconds, env, await sample(env), 'post');
      return { gets, posts };
    };
    // On servers somebody else keeps the views.
    const { gets, posts } = place.isShared
      ? await withProgram('src/main.ts', { ...env, KKOTGIL_ROLES: 'projections' }, measure)
      : await measure();
    return [
      {
        what: 'POST /api/orders, KKOTGIL_ROLES=api',
        measured: posts.ours,
        unit: 'requests/s',
        limit: { what: 'bare Fastify route', value: posts.bare },
      },
      {
        what: 'GET /api/orders/:orderId',
        measured: gets.ours,
        unit: 'requests/s',
        limit: { what: 'bare Fastify route', value: gets.bare },
      },
    ];
  });
}

interface Sample {
  readonly orderId: string;
  readonly token: string;
  readonly placed: string;
  readonly seen: string;
}

/** An order on its way, and the two answers about it: what the bare route answers. */
function sample(env: Record<string, string>): Promise<Sample> {
  return withProgram('src/main.ts', env, async ({ url }) => {
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
    for (; !seen.ok; seen = await fetch(path, { headers: authorization })) await pause(200);
    // Until the view has it on the disk: the measured program only reads.
    await pause(500);
    return {
      orderId: placed.orderId,
      token: placed.trackingToken,
      placed: JSON.stringify(placed),
      seen: await seen.text(),
    };
  });
}

/** The two in turns, so that a change of the machine's speed meets both; medians of the rounds. */
function inTurns(seconds: number, env: Record<string, string>, order: Sample, kind: 'post' | 'get') {
  const answer = kind === 'post' ? order.placed : order.seen;
  const path = kind === 'post' ? '/api/orders' : `/api/orders/${order.orderId}`;
  const load = (to: Program, path: string) =>
    requestsPerSecond({
      url: `${to.url}${path}`,
      method: kind === 'post' ? 'POST' : 'GET',
      ...(kind === 'post' ? { body: anOrder } : { token: order.token }),
      seconds: seconds / ROUNDS,
      connections: CONNECTIONS,
    });
  return withProgram('bench/support/bare-server.ts', { BENCH_ANSWER: answer }, (bare) =>
    withProgram('src/main.ts', env, async (program) => {
      await load(bare, '/');
      await load(program, path);
      const rounds = { bare: [] as number[], ours: [] as number[] };
      for (let round = 0; round < ROUNDS; round++) {
        rounds.bare.push(await load(bare, '/'));
        rounds.ours.push(await load(program, path));
      }
      return { bare: median(rounds.bare), ours: median(rounds.ours) };
    }),
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
