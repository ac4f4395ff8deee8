import { loadNote, withLoad } from './load/start-load.ts';
import type { Given } from './load/tasks.ts';
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
    // On servers somebody else keeps the views; embedded ones are kept by the process that makes the sample, and only read afterwards.
    const sampled = place.isShared ? env : { ...env, KKOTGIL_ROLES: 'api,projections' };
    const measure = async () => {
      // Queries first: the orders that the other part leaves behind would have to be taken into the views before.
      const gets = await inTurns(seconds, env, await sample(sampled), 'get');
      const posts = await inTurns(seconds, env, await sample(sampled), 'post');
      return { gets, posts };
    };
    const { gets, posts } = place.isShared
      ? await withProgram('src/main.ts', { ...env, KKOTGIL_ROLES: 'api,projections' }, measure)
      : await measure();
    return [
      {
        what: 'POST /api/orders, KKOTGIL_ROLES=api',
        measured: posts.ours,
        unit: 'requests/s',
        limit: { what: 'bare Fastify route', value: posts.bare },
        note: loadNote(posts.busy),
      },
      {
        what: 'GET /api/orders/:orderId',
        measured: gets.ours,
        unit: 'requests/s',
        limit: { what: 'bare Fastify route', value: gets.bare },
        note: loadNote(gets.busy),
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
  });
}

/** The two in turns, so that a change of the machine's speed meets both; medians of the rounds. */
function inTurns(seconds: number, env: Record<string, string>, order: Sample, kind: 'post' | 'get') {
  const answer = kind === 'post' ? order.placed : order.seen;
  const path = kind === 'post' ? '/api/orders' : `/api/orders/${order.orderId}`;
  const each = { seconds: seconds / ROUNDS, connections: CONNECTIONS };
  const requests: Omit<Given<'requestsPerSecond'>, 'url'> = kind === 'post'
    ? { ...each, method: 'POST', orders: true }
    : { ...each, method: 'GET', token: order.token };
  return withLoad((load) =>
    withProgram('bench/support/bare-server.ts', { BENCH_ANSWER: answer }, (bare) =>
      withProgram('src/main.ts', env, async (program) => {
        const on = (to: Program, path: string) =>
          load.run('requestsPerSecond', { ...requests, url: `${to.url}${path}` });
        await on(bare, '/');
        await on(program, path);
        const rounds = { bare: [] as number[], ours: [] as number[], busy: [] as number[] };
        for (let round = 0; round < ROUNDS; round++) {
          rounds.bare.push((await on(bare, '/')).result);
          const { result, busy } = await on(program, path);
          rounds.ours.push(result);
          rounds.busy.push(busy);
        }
        return { bare: median(rounds.bare), ours: median(rounds.ours), busy: median(rounds.busy) };
      }),
    ),
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
