import { requestsPerSecond } from './support/load.ts';
import { anOrder } from './support/orders.ts';
import { type Backend, type Place, withPlace } from './support/place.ts';
import { type Program, startProgram } from './support/program.ts';
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
    // Queries first: the orders that the other part leaves behind would have to be taken into the views before.
    const gets = await inTurns(seconds, env, await sample(place), 'get');
    const posts = await inTurns(seconds, env, await sample(place), 'post');
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
async function sample({ env }: Place): Promise<Sample> {
  const program = await startProgram('src/main.ts', env);
  const response = await fetch(`${program.url}/api/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(anOrder()),
  });
  const placed = (await response.json()) as { orderId: string; trackingToken: string; position: string };
  const authorization = { authorization: `Bearer ${placed.trackingToken}` };
  const url = `${program.url}/api/orders/${placed.orderId}?after=${placed.position}`;
  const seen = await (await fetch(url, { headers: authorization })).text();
  // Until the view has it on the disk: the measured program only reads.
  await new Promise((resolve) => setTimeout(resolve, 500));
  await program.stop();
  return { orderId: placed.orderId, token: placed.trackingToken, placed: JSON.stringify(placed), seen };
}

/** The two in turns, so that a change of the machine's speed meets both; medians of the rounds. */
async function inTurns(seconds: number, env: Record<string, string>, order: Sample, kind: 'post' | 'get') {
  const answer = kind === 'post' ? order.placed : order.seen;
  const bare = await startProgram('bench/support/bare-server.ts', { BENCH_ANSWER: answer });
  const program = await startProgram('src/main.ts', env);
  const load = (to: Program, path: string) =>
    requestsPerSecond({
      url: `${to.url}${path}`,
      method: kind === 'post' ? 'POST' : 'GET',
      ...(kind === 'post' ? { body: anOrder } : { token: order.token }),
      seconds: seconds / ROUNDS,
      connections: CONNECTIONS,
    });
  const path = kind === 'post' ? '/api/orders' : `/api/orders/${order.orderId}`;
  await load(bare, '/');
  await load(program, path);
  const rounds = { bare: [] as number[], ours: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    rounds.bare.push(await load(bare, '/'));
    rounds.ours.push(await load(program, path));
  }
  await bare.stop();
  await program.stop();
  return { bare: median(rounds.bare), ours: median(rounds.ours) };
}
