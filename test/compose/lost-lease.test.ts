import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMetrics } from '../../src/api/metrics.ts';
import { type Processes, startProcesses } from '../../src/compose/processes.ts';
import { startProjections } from '../../src/compose/projections.ts';
import { readConfig } from '../../src/config.ts';
import { StoreUnavailable } from '../../src/platform/eventstore/event-store.ts';
import { Held } from '../../src/platform/leases/held.ts';
import { MemoryLeaseStore } from '../../src/platform/leases/memory-lease-store.ts';
import { EmbeddedOpsStore } from '../../src/platform/processes/embedded/ops-store.ts';
import { noSpans } from '../../src/platform/runtime/spans.ts';
import { WallWatch } from '../../src/platform/runtime/wall-watch.ts';
import { openEmbeddedViewStore } from '../../src/platform/views/embedded/embedded-view-store.ts';
import { noErasureList } from '../../src/processes/erasure/erasure-list.ts';
import type { RecordedEvent } from '../../src/stored-events/event-log.ts';
import { streamOf } from '../../src/stored-events/streams.ts';
import { FixedClock } from '../support/fixed-clock.ts';
import { aRoseOrder, History, idOf } from '../support/history.ts';

/** As long as MongoDB's driver waits for a server that does not answer. */
const HANGS_FOR_MS = 6_000;
/** As long as a bank may take. */
const CHARGE_TAKES_MS = 3_000;

describe('a process whose lease is lost because MongoDB does not answer', () => {
  let clock: FixedClock;
  let history: History;
  let hanging: boolean;
  let begun: string[];
  let lostAt: number | null;
  let stop: AbortController;

  beforeEach(() => {
    clock = new FixedClock();
    history = new History(clock);
    hanging = false;
    begun = [];
    lostAt = null;
    stop = new AbortController();
  });
  let processes: Processes | null = null;
  afterEach(async () => {
    hanging = false;
    stop.abort();
    const stopping = processes?.stop();
    await clock.advance(20_000);
    await stopping;
    processes = null;
  });

  /** The same store behind a server that may stop answering. */
  function onServer<T extends object>(store: T): T {
    return new Proxy(store, {
      get: (_, name) => {
        const member: unknown = Reflect.get(store, name, store);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          if (!hanging) return member.apply(store, args);
          await clock.sleep(HANGS_FOR_MS);
          throw new StoreUnavailable('MongoDB: timed out');
        };
      },
    });
  }
  const logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: (_facts: object, message: string) => {
      if (message === 'lease lost') lostAt ??= clock.now();
    },
    error: () => undefined,
  };
  const leases = () => ({ store: onServer(new MemoryLeaseStore()), holder: 'a', timer: clock });

  async function start(): Promise<void> {
    const payment = {
      charge: async ({ orderId }: { orderId: string }) => {
        begun.push(orderId);
        await clock.sleep(CHARGE_TAKES_MS);
        const at = new Date(clock.now()).toISOString();
        const paid = { amount: 90_000, refunded: 0, currency: 'KRW', status: 'approved', at };
        return { outcome: 'charged' as const, fresh: true, charge: { paymentId: `pay-${orderId}`, orderId, ...paid } };
      },
      refund: async () => ({ outcome: 'approved' as const, refundId: 'r', amount: 90_000 }),
      chargesOf: async () => [],
      async *listCharges() {},
      until: () => payment,
      isAway: false,
      breakerState: 'closed' as const,
      close: () => undefined,
    };
    const sms = {
      send: async () => ({ outcome: 'sent' as const, messageId: 'm' }),
      find: async () => null,
      until: () => sms,
      isAway: false,
      breakerState: 'closed' as const,
      close: () => undefined,
    };
    processes = await startProcesses({
      log: history.log,
      clock,
      timer: clock,
      wall: new WallWatch(clock, clock),
      ids: { next: () => idOf('request') },
      ops: onServer(new EmbeddedOpsStore(':memory:')),
      gateways: { payment, sms, paymentUrl: '', smsUrl: '', close: async () => undefined } as never,
      links: { urlFor: () => 'https://shop.example/o/x' } as never,
      logger,
      spans: noSpans,
      config: readConfig({ KKOTGIL_OPENING_HOURS: 'always' }),
      keyring: { destroy: async () => undefined, outlivesMs: 0 },
      ordersOf: async () => [],
      leftovers: { clear: async () => null },
      erasures: noErasureList,
      retention: { start: async () => undefined },
      runs: true,
      leases: leases(),
      signal: stop.signal,
    });
    await clock.advance(2_000);
  }

  it('begins no turn, calls nobody outside and writes nothing any more', async () => {
    await start();
    await history.happened(idOf('early'), 'OrderPlaced', aRoseOrder);
    await clock.advance(100);
    expect(begun).toEqual([idOf('early')]);
    hanging = true;
    const placedAt = new Map<string, number>();
    for (let n = 0; n < 20; n++) {
      const orderId = idOf(`late-${n}`);
      placedAt.set(orderId, clock.now());
      await history.happened(orderId, 'OrderPlaced', aRoseOrder);
      await clock.advance(500);
    }
    const lost = lostAt ?? Number.NaN;
    expect(lost).not.toBeNaN();
    // Those whose order came in time, and no other.
    const late = begun.filter((orderId) => (placedAt.get(orderId) ?? 0) >= lost);
    expect(late).toEqual([]);
    expect(begun.length).toBeGreaterThan(1);
    for await (const page of history.log.readAll({ categories: ['payment'] })) {
      // A claim is written before its call, so the successor asks for what became of it.
      for (const event of page as RecordedEvent[]) expect(Date.parse(event.metadata.at)).toBeLessThanOrEqual(lost);
    }
    // Its answer came after the loss: whoever has the lease now asks for it.
    const early = await history.log.readStream(streamOf('payment', idOf('early')));
    expect(early.map(({ type }) => type)).toEqual(['PaymentAttempted']);
  });

  it('lets go of the views, also while asking for a verification hangs', async () => {
    const store = openEmbeddedViewStore({ path: ':memory:' });
    const writes: number[] = [];
    const watched = new Proxy(store, {
      get: (_, name) => {
        const member: unknown = Reflect.get(store, name, store);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          if (name === 'create' && hanging) return clock.sleep(60_000);
          if (['create', 'goLive', 'drop', 'report', 'apply'].includes(String(name))) writes.push(clock.now());
          return member.apply(store, args);
        };
      },
    });
    const projections = await startProjections({
      log: history.log,
      store: watched,
      filler: null,
      clock,
      timer: clock,
      wall: new WallWatch(clock, clock),
      logger,
      metrics: createMetrics(),
      verifyEveryMs: 1_500,
      keeps: true,
      leases: leases(),
    });
    await clock.advance(1_000);
    hanging = true;
    for (let n = 0; n < 20; n++) {
      await history.happened(idOf(`late-${n}`), 'OrderPlaced', aRoseOrder);
      await clock.advance(500);
    }
    const lost = lostAt ?? Number.NaN;
    expect(lost).not.toBeNaN();
    expect(writes.filter((at) => at > lost)).toEqual([]);
    expect(writes.length).toBeGreaterThan(5);
    hanging = false;
    const stopping = projections.stop();
    await clock.advance(120_000);
    await stopping;
    await store.close();
  });
});

describe('a lease that is held', () => {
  it('stands no longer than its last sign of life allows, also before anybody was told', () => {
    let now = 1_000;
    const held = new Held({ elapsed: () => now, sleep: async () => undefined }, 1_000);
    expect(held.stands).toBe(true);
    // As for a process that was frozen for an hour and wakes in the middle of a turn.
    now += 3_600_000;
    expect(held.stands).toBe(false);
    expect(held.lost.aborted).toBe(false);
    held.confirm(now);
    expect(held.stands).toBe(true);
    held.lose('another has taken the lease');
    expect(held.stands).toBe(false);
  });
});
