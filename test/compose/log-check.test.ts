import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import pino from 'pino';
import { Registry } from 'prom-client';
import { openEmbeddedStores } from '../../src/compose/embedded-stores.ts';
import { startLogCheck } from '../../src/compose/log-check.ts';
import { keyringSecretsOf } from '../../src/compose/secrets.ts';
import type { Stores } from '../../src/compose/stores.ts';
import type { Config } from '../../src/config.ts';
import { DamagedLog, START } from '../../src/platform/eventstore/event-store.ts';
import { systemClock, systemTimer } from '../../src/platform/runtime/system.ts';
import { damage } from '../platform/eventstore/embedded/support/damage.ts';
import { codecWorld } from '../support/codec-world.ts';
import { until } from '../support/until.ts';

const logger = pino({ enabled: false });
let dataDir: string;
let stores: Stores;
const ending = new AbortController();

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'kkotgil-check-'));
  const config = { KKOTGIL_DATA_DIR: dataDir } as Config;
  stores = await openEmbeddedStores(config, {
    secrets: keyringSecretsOf(Buffer.alloc(32, 7)),
    logger,
    metrics: new Registry(),
    signal: ending.signal,
  });
});
afterEach(async () => {
  ending.abort();
  await stores.close();
  await rm(dataDir, { recursive: true });
});

it('lets nothing be decided on a stream that is known, but was found to be damaged', async () => {
  const { log } = stores;
  const { context } = await codecWorld();
  let following = false;
  void (async () => {
    for await (const _ of log.watch({ after: START, signal: ending.signal })) following = true;
  })();
  await until(() => following);
  await log.append('delivery-1', 'no-stream', [{ type: 'DeliveryCancelled', data: { by: 'customer' } }], context);
  await log.append('delivery-2', 'no-stream', [{ type: 'DeliveryCancelled', data: { by: 'customer' } }], context);
  damage(dataDir, "UPDATE events SET data = replace(data, 'customer', 'cusdomer') WHERE stream = 'delivery-1'");
  expect(await log.knownStream('delivery-1')).toHaveLength(1);

  const by = { clock: systemClock, timer: systemTimer, logger, metrics: new Registry() };
  const filled = Promise.withResolvers<void>();
  const check = startLogCheck({ stores, checks: true, after: filled.promise, ...by });
  await systemTimer.sleep(50);
  expect((await check.operations.status()).checkedTo).toBe(START);
  filled.resolve();
  await until(async () => (await check.operations.status()).damage.length > 0);
  await check.stop();
  await expect(log.knownStream('delivery-1')).rejects.toBeInstanceOf(DamagedLog);
  await expect(log.knownStream('delivery-1')).rejects.toBeInstanceOf(DamagedLog);
  await expect(log.latestStream('delivery-1')).rejects.toBeInstanceOf(DamagedLog);
  expect(await log.knownStream('delivery-2')).toHaveLength(1);
});
