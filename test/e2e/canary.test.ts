import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findInFiles } from '../support/find-in-files.ts';
import { OPERATOR_TOKEN } from './support/app.ts';
import {
  eraseBoth,
  everythingShown,
  foundIn,
  marked,
  markedOrder,
  traceCollector,
  wholeRun,
} from './support/canary.ts';
import type { Placed } from './support/client.ts';
import { type Recorder, recordCalls } from './support/recorder.ts';
import { World } from './support/world.ts';

describe('what people have told the shop', () => {
  const people = marked('31');
  let world: World;
  const outside: Recorder[] = [];
  let traces: Awaited<ReturnType<typeof traceCollector>>;
  /** All that every start has printed. */
  const printed: string[] = [];
  let orders: Placed[];
  let refusals: string;
  let metrics = '';
  beforeAll(async () => {
    traces = await traceCollector();
    world = await World.start();
    await world.app.stop();
    outside.push(await recordCalls(world.paymentUrl), await recordCalls(world.smsUrl));
    const [payment, sms] = outside.map(({ url }) => url);
    const env = {
      LOG_LEVEL: 'trace',
      OTEL_EXPORTER_OTLP_ENDPOINT: traces.url,
      PAYMENT_URL: payment ?? '',
      SMS_URL: sms ?? '',
    };
    await world.restart(env);
    const run = await wholeRun(world.client, people, (system, state) => world.set(system, state));
    orders = run.orders;
    refusals = run.refusals.map(({ headers, body }) => JSON.stringify([[...headers], body])).join('\n');
    expect(run.refusals.filter(({ status }) => status < 400 || status >= 500)).toEqual([]);

    // A power cut in the middle of another order, and a record that lies there otherwise than it was written.
    const other = await world.client.placed(markedOrder(marked('32')));
    metrics += JSON.stringify((await world.client.get('/metrics')).body);
    await world.app.kill();
    printed.push(...world.app.output);
    const log = new DatabaseSync(join(world.app.dataDir, 'log.db'));
    log
      .prepare('UPDATE events SET data = replace(data, \'"box":"\', \'"box":"A\') WHERE stream = ?')
      .run(`order-${other.orderId}`);
    log.close();
    await world.restart(env);
    await world.client.order(other.orderId);
    await world.client.get(`/api/audit/orders/${other.orderId}`, OPERATOR_TOKEN);
    metrics += JSON.stringify((await world.client.get('/metrics')).body);
  }, 180_000);
  afterAll(async () => {
    await world.stop();
    for (const each of outside) await each.close();
    traces.close();
  });

  it('is there, for those whom it is told', async () => {
    const shown = await everythingShown(world.client, orders);
    const { words } = people;
    for (const word of Object.values(words)) expect(shown).toContain(word);
  });

  it('is in no refusal, and in no metric', () => {
    const texts = [...people.texts, ...marked('32').texts];
    expect(foundIn(refusals, texts)).toEqual([]);
    expect(foundIn(metrics, texts)).toEqual([]);
  });

  it('is nowhere any more once both are erased: not shown, in no byte of the data folder, and not at the simulators', async () => {
    await eraseBoth(world.client, people, orders.length);
    expect(foundIn(await everythingShown(world.client, orders), people.texts)).toEqual([]);
    expect(await findInFiles(join(world.app.dataDir, '..'), people.texts)).toEqual([]);
    for (const url of [world.paymentUrl, world.smsUrl]) {
      expect(foundIn(await (await fetch(`${url}/ledger`)).text(), people.texts)).toEqual([]);
    }
    for (const { orderId } of orders) {
      expect((await world.client.order(orderId)).body).toMatchObject({ orderId, total: 90_000 });
    }
  }, 60_000);

  it('is in no line of the log at any level, in no trace, and in no address, the restart and the erasure included', async () => {
    await world.app.stop();
    printed.push(...world.app.output);
    const texts = [...people.texts, ...marked('32').texts];
    expect(foundIn(printed.join('\n'), texts)).toEqual([]);
    expect(foundIn(traces.sent(), texts)).toEqual([]);
    const addresses = outside.flatMap((each) => each.addresses);
    expect(addresses.length).toBeGreaterThan(10);
    expect(foundIn(addresses.join('\n'), texts)).toEqual([]);
    // The check can see: what the program prints of itself is found, and so would be what it must not print.
    expect(
      foundIn(printed.join('\n'), ['"route":"/api/orders"', ...orders.map(({ orderId }) => orderId)]).length,
    ).toBeGreaterThan(1);
    expect(foundIn(traces.sent(), ['POST /api/orders'])).toHaveLength(1);
    expect(foundIn(`${printed.join('\n')}\n${people.customerPhone}`, texts)).toEqual([
      `10${people.customerPhone.slice(3)}`,
    ]);
  });
});
