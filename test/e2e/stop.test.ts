import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mainOf } from '../support/main.ts';
import { type App, FLORIST_TOKEN, SECRET, startApp, temporaryFolder } from './support/app.ts';
import { anOrder, Client, paidWith } from './support/client.ts';
import { chargesIn, type Simulators, startSimulators } from './support/simulators.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Nobody is waited for who would hold the stop up until the process is ended by its own limit, after ten seconds and with 1. */
const WITHIN_MS = 8_000;

describe('a stop', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let books: Awaited<ReturnType<typeof temporaryFolder>>;
  /** The same for all: none of them minds what others have paid. */
  let simulators: Simulators;
  let app: App;
  beforeAll(async () => {
    books = await temporaryFolder();
    simulators = await startSimulators(books.path);
  }, 30_000);
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(async () => {
    app?.process.kill('SIGKILL');
    await folder.remove();
  });
  afterAll(async () => {
    await simulators?.stop();
    await books?.remove();
  }, 30_000);
  const start = async (env: Record<string, string> = {}) => {
    const { paymentUrl, smsUrl } = simulators;
    app = await startApp({
      dataDir: folder.path,
      env: { PAYMENT_URL: paymentUrl, SMS_URL: smsUrl, ...env },
    });
    return new Client(() => app.url);
  };
  /** The exit code, or that there is none. */
  const stopped = (how: Promise<unknown> = app.stop()) =>
    Promise.race([how, sleep(WITHIN_MS, 'not in time', { ref: false })]);

  it('under load over kept-alive connections answers all that was sent, and says that each connection ends', async () => {
    await start();
    const { hostname, port } = new URL(app.url);
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    let stopping = false;
    const taken: string[] = [];
    const kept: number[] = [];
    const broken: unknown[] = [];
    const place = async () => {
      const body = JSON.stringify(anOrder());
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const sent = request({ agent, hostname, port, method: 'POST', path: '/api/orders', headers }).end(body);
      const sentBefore = !stopping;
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      let text = '';
      for await (const chunk of answer) text += chunk;
      if (answer.statusCode === 201) taken.push(JSON.parse(text).orderId);
      else broken.push(text);
      // The head of an answer may have left in the very moment of the signal.
      if (!sentBefore && answer.headers.connection !== 'close') kept.push(1);
    };
    // As a load balancer does: once told, it sends nothing new, and keeps its connections open.
    const customers = Array.from({ length: 16 }, async () => {
      while (!stopping) await place().catch((error) => broken.push(error));
    });
    while (taken.length < 50) await sleep(20);
    stopping = true;
    const ended = app.stop();
    await place().catch((error) => broken.push(error));
    await Promise.all(customers);
    expect(await stopped(ended)).toBe(0);
    expect(broken).toEqual([]);
    expect(kept).toEqual([]);
    agent.destroy();

    const client = await start();
    for (const orderId of taken) expect((await client.order(orderId)).status).toBe(200);
  }, 60_000);

  it('ends event streams, also those that nobody reads, and lets a call to the bank come to its end', async () => {
    const client = await start({ METRICS_PORT: '0' });
    const headers = { authorization: `Bearer ${FLORIST_TOKEN}` };
    const board = await fetch(`${app.url}/api/deliveries/stream`, { headers });
    const unread = await fetch(`${app.url}/api/deliveries/stream`, { headers });
    const { orderId } = await client.placed(paidWith('sim_slow'));
    await client.untilOrder(
      orderId,
      'is being paid',
      ({ payment }) => payment.status === 'Unresolved' || payment.status === 'Pending',
    );
    while ((await chargesIn(simulators.paymentUrl, orderId)).length === 0) await sleep(20);
    const ended = app.stop();
    let text = '';
    // It ends as a stream does, and not as a connection that broke.
    for await (const chunk of board.body as ReadableStream<Uint8Array>) text += Buffer.from(chunk).toString();
    expect(text).toContain('retry:');
    expect(await stopped(ended)).toBe(0);
    await unread.body?.cancel();

    const again = await start();
    await again.untilOrder(orderId, 'is paid', ({ payment }) => payment.status === 'Paid');
    expect(await chargesIn(simulators.paymentUrl, orderId)).toHaveLength(1);
  }, 60_000);

  it('is not held up by a log that nobody reads', async () => {
    const client = await start();
    app.process.stdout?.removeAllListeners('data').pause();
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let n = 0; n < 250; n++) await client.get('/api/menu');
      }),
    );
    expect(await stopped()).toBe(0);
  }, 60_000);

  it.each([
    ['SIGINT', ['SIGINT']],
    ['two SIGTERM, as a terminal and npm both pass one on', ['SIGTERM', 'SIGTERM']],
    ['SIGINT and SIGTERM', ['SIGINT', 'SIGTERM']],
  ] as const)('follows %s', async (_what, signals) => {
    const client = await start();
    await client.get('/api/menu');
    const exited = once(app.process, 'exit').then(([code]) => code);
    for (const signal of signals) app.process.kill(signal);
    expect(await stopped(exited)).toBe(0);
  });

  it.each([0, 150, 300, 450, 600])('breaks a start off that has gone on for %d ms', async (ms) => {
    const child = spawn(process.execPath, [mainOf()], {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH,
        PORT: '0',
        KKOTGIL_DATA_DIR: folder.path,
        KKOTGIL_SECRET: SECRET.toString('base64'),
      },
      stdio: 'ignore',
    });
    const exited = once(child, 'exit').then(([code, signal]) => code ?? signal);
    await sleep(ms);
    child.kill('SIGTERM');
    // Before it has begun to run, the system itself ends it.
    expect([0, 'SIGTERM']).toContain(await stopped(exited));
  });

  it('breaks the wait for a server off that is not there', async () => {
    const nobody = createServer().listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const { port } = nobody.address() as { port: number };
    nobody.close();
    const env = {
      PATH: process.env.PATH,
      PORT: '0',
      KKOTGIL_STORE: 'eventstoredb',
      EVENTSTOREDB_URL: `esdb://127.0.0.1:${port}?tls=false`,
      MONGODB_URL: `mongodb://127.0.0.1:${port}`,
      KKOTGIL_SECRET: SECRET.toString('base64'),
      KKOTGIL_FLORIST_TOKEN: 'florist-token-of-the-tests',
      KKOTGIL_OPERATOR_TOKEN: 'operator-token-of-the-tests',
      PAYMENT_URL: simulators.paymentUrl,
      SMS_URL: simulators.smsUrl,
    };
    const child = spawn(process.execPath, [mainOf()], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'ignore'] });
    const exited = once(child, 'exit').then(([code, signal]) => code ?? signal);
    for await (const chunk of child.stdout) if (String(chunk).includes('waiting for it')) break;
    child.kill('SIGTERM');
    expect(await stopped(exited)).toBe(0);
  }, 30_000);

  it('of the simulators answers what is under way, and waits for no idle connection', async () => {
    const own = await startSimulators(join(folder.path, 'simulators'));
    const { paymentUrl } = own;
    const agent = new Agent({ keepAlive: true });
    await once(request(`${paymentUrl}/ledger`, { agent }).end(), 'response').then(([answer]) => answer.resume());
    const body = JSON.stringify({ orderId: 'o', amount: 1_000, currency: 'KRW', method: 'card', token: 'sim_slow' });
    const slow = fetch(`${paymentUrl}/charges`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'k' },
      body,
    });
    while ((await chargesIn(paymentUrl, 'o')).length === 0) await sleep(20);
    const ended = own.stop();
    expect((await slow).status).toBe(200);
    expect(await stopped(ended)).not.toBe('not in time');
    agent.destroy();
  }, 30_000);
});
