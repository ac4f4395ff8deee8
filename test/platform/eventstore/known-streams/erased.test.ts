import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { OrderPlaced } from '../../../../src/domain/order/index.ts';
import { START, StoreUnavailable } from '../../../../src/platform/eventstore/event-store.ts';
import { ERASED, type Recorded } from '../../../../src/platform/eventstore/recorded-event.ts';
import { createEventLog, type EventLog } from '../../../../src/stored-events/event-log.ts';
import { samples } from '../../../golden/samples.ts';
import { CUSTOMER_PHONE, codecWorld } from '../../../support/codec-world.ts';
import { erase } from '../../../support/erase.ts';
import { until } from '../../../support/until.ts';
import { WatchedStore } from '../../../support/watched-store.ts';

describe('a known stream with personal data in it', () => {
  let world: Awaited<ReturnType<typeof codecWorld>>;
  let store: WatchedStore;
  let log: EventLog;
  let ending: AbortController;

  beforeEach(async () => {
    world = await codecWorld();
    ending = new AbortController();
    store = new WatchedStore();
    log = createEventLog(store, world.codec);
    let upTo: string | null = null;
    void (async () => {
      for await (const batch of log.watch({ after: START, signal: ending.signal })) upTo = batch.position;
    })();
    await until(() => upTo !== null);
    await log.append('order-1', 'no-stream', [{ type: 'OrderPlaced', data: samples.OrderPlaced }], world.context);
    const head = await log.head();
    await until(() => upTo === head);
    expect(await nameOf()).toBe(samples.OrderPlaced.customer.name);
  });
  afterEach(() => ending.abort());

  async function nameOf(): Promise<string> {
    const [placed] = (await log.knownStream('order-1')) as readonly Recorded<OrderPlaced>[];
    expect(store.reads).toEqual([]);
    return placed?.data.customer.name ?? 'nobody';
  }

  it('shows none of it any more at once when the person is erased', async () => {
    await erase(world.keyring, CUSTOMER_PHONE);
    expect(await nameOf()).toBe(ERASED);
  });

  it('asks nobody for keys where the keyring knows of every one that was destroyed, and shows none of it at once', async () => {
    const { keyring } = world;
    Object.assign(keyring, { isCurrent: true });
    const events = await log.knownStream('order-1');
    keyring.keysOf = () => Promise.reject(new Error('asked'));
    expect(await log.knownStream('order-1')).toBe(events);
    Reflect.deleteProperty(keyring, 'keysOf');
    await erase(keyring, CUSTOMER_PHONE);
    expect(await nameOf()).toBe(ERASED);
  });

  it('shows none of it when that is found out on the way', async () => {
    const { keyring } = world;
    const keysOf = keyring.keysOf.bind(keyring);
    keyring.keysOf = async (ids) => {
      await erase(keyring, CUSTOMER_PHONE);
      return keysOf(ids);
    };
    expect(await nameOf()).toBe(ERASED);
  });

  it('can not be read while nobody can say whether the person was erased', async () => {
    world.keyring.keysOf = () => Promise.reject(new StoreUnavailable('key store: away'));
    await expect(log.knownStream('order-1')).rejects.toBeInstanceOf(StoreUnavailable);
  });
});
