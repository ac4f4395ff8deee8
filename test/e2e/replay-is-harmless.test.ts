import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SmsAttempted } from '../../src/domain/notification/index.ts';
import type { Recorded } from '../../src/platform/eventstore/recorded-event.ts';
import { uuidV5 } from '../../src/platform/runtime/ids.ts';
import { views } from '../../src/projections/views.ts';
import type { RecordedEvent } from '../../src/stored-events/event-log.ts';
import { type App, OPERATOR_TOKEN, startApp, temporaryFolder } from './support/app.ts';
import { eventually, paidWith } from './support/client.ts';
import { clone, openLog, storiesIn } from './support/clones.ts';
import { type Recorder, recordCalls } from './support/recorder.ts';
import { World } from './support/world.ts';

/** `npm run test:long` makes it twenty times as long. */
const EVENTS = Number(process.env.KKOTGIL_TEST_REPLAY_EVENTS ?? 5_000);
const NAMES = '7e57ab1e-0000-4000-8000-00000000c10e';
const VIEWS = views.map(({ name }) => name);
const AT_ONCE = 200;

describe(`a settled history of ${EVENTS} events`, () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let world: World;
  let payment: Recorder;
  let sms: Recorder;
  let stories: readonly (readonly RecordedEvent[])[];

  beforeAll(async () => {
    world = await World.start();
    await oneOrderOfEachKind();
    await world.app.stop();
    const original = openLog(world.app.dataDir);
    stories = [...(await storiesIn(original.log)).values()];
    for (let n = 0, events = stories.flat().length; events < EVENTS; n += AT_ONCE) {
      const written = Array.from({ length: AT_ONCE }, (_, index) =>
        clone(original.log, storyOf(n + index), nameOf(n + index)),
      );
      events += (await Promise.all(written)).reduce((a, b) => a + b, 0);
    }
    await original.close();
    payment = await recordCalls(world.paymentUrl);
    sms = await recordCalls(world.smsUrl);
    folder = await temporaryFolder();
  }, 120_000);
  afterAll(async () => {
    await payment?.close();
    await sms?.close();
    await world?.stop();
    await folder?.remove();
  });

  const nameOf = (n: number) => uuidV5(NAMES, String(n));
  const storyOf = (n: number) => stories[n % stories.length] as readonly RecordedEvent[];

  async function oneOrderOfEachKind(): Promise<void> {
    const { client } = world;
    const delivered = await world.orderUpTo('completed');
    await client.untilStatus(delivered.orderId, 'Delivered');
    const { trackingToken: token } = delivered;
    await client.request('POST', `/api/orders/${delivered.orderId}/review`, {
      token,
      body: { rating: 5, text: '예뻐요' },
    });
    const cancelled = await world.orderUpTo('accepted');
    await client.cancel(cancelled.orderId, cancelled.trackingToken);
    const rejected = await world.orderUpTo('paid');
    await client.deliver(rejected.orderId, 'reject', { reason: '꽃이 없어요' });
    const declined = await client.placed(paidWith('sim_declined'));
    await client.untilStatus(declined.orderId, 'PaymentFailed');
    for (const { orderId } of [cancelled, rejected]) {
      await client.untilOrder(orderId, 'has its money back', (order) => order.payment.status === 'Refunded');
    }
    await untilIdle(world.app);
  }

  const ask = async (app: App, method: string, path: string) => {
    const response = await fetch(`${app.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${OPERATOR_TOKEN}` },
    });
    return (await response.json()) as { items: readonly Record<string, unknown>[] } & Record<string, unknown>;
  };
  /** Every process manager has taken all in, and none has anything left in its hands. */
  const untilIdle = (app: App) =>
    eventually(
      'the process managers rest',
      async () => {
        const ready = await fetch(`${app.url}/health/ready`);
        const { items } = await ask(app, 'GET', '/api/processes');
        const resting = items.every(({ inFlight, lag }) => inFlight === 0 && (lag as { events: number }).events === 0);
        return ready.ok && resting ? { done: true } : { not: JSON.stringify(items.map(({ inFlight }) => inFlight)) };
      },
      120_000,
    );
  const rebuildAll = async (app: App) => {
    for (const name of VIEWS) await ask(app, 'POST', `/api/views/${name}/rebuild`);
    await eventually(
      'all views are built anew',
      async () => {
        const { items } = await ask(app, 'GET', '/api/views');
        const done = items.filter(({ lastRebuild, rebuild }) => lastRebuild !== null && rebuild === null);
        return done.length === VIEWS.length ? { done: true } : { not: `${done.length} are` };
      },
      120_000,
    );
  };
  const start = () => startApp({ dataDir: world.app.dataDir, env: { PAYMENT_URL: payment.url, SMS_URL: sms.url } });
  /** What the process managers and views have kept: without it, they begin at position zero. */
  const forget = async () => {
    for (const name of ['ops.db', 'views.db']) {
      for (const suffix of ['', '-wal', '-shm']) await rm(join(world.app.dataDir, name + suffix), { force: true });
    }
  };
  const headOf = async () => {
    const { log, close } = openLog(world.app.dataDir);
    const head = await log.head();
    await close();
    return Number(head);
  };
  /** The reconciliation reads the gateway's list, which moves no money. */
  const thatDoSomething = (calls: readonly string[]) => calls.filter((call) => !/^GET \/charges$/.test(call));

  it('makes no call and no event when everything is done anew from position zero', async () => {
    await forget();
    const before = await headOf();
    expect(before).toBeGreaterThanOrEqual(EVENTS);
    const app = await start();
    await untilIdle(app);
    await rebuildAll(app);
    await untilIdle(app);
    await app.stop();
    expect({ payment: thatDoSomething(payment.calls), sms: sms.calls }).toEqual({ payment: [], sms: [] });
    expect(await headOf()).toBe(before);
  }, 240_000);

  it('makes exactly the one call that is due, once, when one order was left open', async () => {
    const { log, close } = openLog(world.app.dataDir);
    const open = storyOf(0);
    const untold = open.findLast(({ type }) => type === 'SmsAttempted') as Recorded<SmsAttempted>;
    const story = open.filter(
      ({ type, data }) => !(type.startsWith('Sms') && (data as { ref?: string }).ref === untold.data.ref),
    );
    const orderId = uuidV5(NAMES, 'left open');
    await clone(log, story, orderId);
    const before = Number(await log.head());
    await close();
    await forget();
    const app = await start();
    await untilIdle(app);
    await rebuildAll(app);
    await untilIdle(app);
    await app.stop();
    expect(thatDoSomething(payment.calls)).toEqual([]);
    expect(sms.calls).toEqual(['POST /messages']);
    // The attempt, and its outcome.
    expect(await headOf()).toBe(before + 2);
  }, 240_000);
});
