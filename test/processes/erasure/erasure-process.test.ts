import { describe, expect, it } from '@jest/globals';
import type { ErasedOrder } from '../../../src/domain/erasure/index.ts';
import { StoreUnavailable } from '../../../src/platform/eventstore/event-store.ts';
import type { Acted } from '../../../src/platform/processes/process-manager.ts';
import type { ListedErasure } from '../../../src/processes/erasure/erasure-list.ts';
import type { Erased } from '../../../src/processes/erasure/erasure-process.ts';
import { createErasureProcess, LOOK_AGAIN_AFTER_MS } from '../../../src/processes/erasure/erasure-process.ts';
import { createEventLog } from '../../../src/stored-events/event-log.ts';
import { streamOf } from '../../../src/stored-events/streams.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { aRoseOrder, History, idOf } from '../../support/history.ts';
import { MemoryEventStore } from '../../support/memory-event-store.ts';
import { momentAt } from '../../support/moment.ts';
import { PlainCodec } from '../../support/plain-codec.ts';

const ID = idOf('erasure');
const PERSON = 'key-1';
const order = (name: string): ErasedOrder => ({ orderId: idOf(name), roles: ['customer'] });

async function setUp() {
  const clock = new FixedClock();
  const store = new MemoryEventStore();
  const log = createEventLog(store, new PlainCodec());
  const history = new History(clock, log);
  const world = {
    orders: [order('one'), order('two')] as ErasedOrder[],
    destroyed: [] as string[],
    /** What is remembered outside of the stores, each with what was destroyed by then. */
    listed: [] as (ListedErasure & { readonly destroyed: number })[],
    cleared: [] as Erased[],
    /** What keeps the leftovers from being cleared. */
    cause: null as string | null,
    /** How many calls of a port or the log still come through before the program falls. */
    callsLeft: Number.POSITIVE_INFINITY,
  };
  const called = () => {
    if (world.callsLeft-- <= 0) throw new StoreUnavailable('the program has fallen');
  };
  const process = createErasureProcess({
    log: log.withPermit(called),
    clock,
    timer: clock,
    list: {
      all: () => [],
      add: (erasure) => {
        called();
        world.listed.push({ ...erasure, destroyed: world.destroyed.length });
      },
    },
    keys: {
      outlivesMs: 0,
      destroy: async (keyId) => {
        called();
        world.destroyed.push(keyId);
      },
    },
    ordersOf: async () => {
      called();
      return world.orders;
    },
    leftovers: {
      clear: async (erased) => {
        called();
        world.cleared.push(erased);
        // Views have erased the person from the orders that are on record; what is left is found again.
        if (world.cause === null) world.orders = world.orders.filter(({ orderId }) => !erased.orders.includes(orderId));
        return world.cause;
      },
    },
  });
  for (const name of ['one', 'two']) {
    await history.happened(idOf(name), 'OrderPlaced', aRoseOrder);
    await history.happened(idOf(name), 'OrderPaymentFailed', { code: 'DECLINED' });
    await history.happened(idOf(name), 'PaymentDeclined', { amount: 90_000, code: 'DECLINED' });
  }
  await log.append(
    streamOf('erasure', ID),
    'no-stream',
    [{ type: 'ErasureRequested', data: { person: PERSON, cause: 'request' } }],
    {
      commandId: ID,
      correlationId: ID,
      causationId: ID,
      actor: 'operator',
      at: new Date(clock.now()).toISOString(),
      subjects: {},
    },
  );
  /** Takes turns until there is nothing to act on. */
  const turns = async (): Promise<(Acted & { waitingFor?: string }) | 'wait' | 'done'> => {
    for (;;) {
      const context = await process.load(ID);
      const next = process.decide(context, momentAt(clock.now()));
      if (next.kind !== 'act') return next.kind;
      const acted = await process.act(next.action, context);
      if (acted.kind === 'unavailable') return { ...acted, waitingFor: next.pending.waitingFor };
      if (acted.kind !== 'again') return acted;
    }
  };
  const types = async (streamId = streamOf('erasure', ID)) => (await log.readStream(streamId)).map(({ type }) => type);
  return { clock, history, log, world, process, turns, types };
}

const COMPLETE = ['ErasureRequested', 'OrdersErased', 'ErasureCompleted'];

describe('the erasure process', () => {
  it('destroys the key before it names the orders, clears what was made of them, and leaves a proof that names nobody', async () => {
    const { turns, world, types, log } = await setUp();
    expect(await turns()).toBe('wait');
    expect(world.destroyed).toEqual([PERSON]);
    const [, erased] = await log.readStream(streamOf('erasure', ID));
    expect(world.cleared).toEqual([
      {
        person: PERSON,
        orders: [idOf('one'), idOf('two')],
        ordered: [idOf('one'), idOf('two')],
        position: erased?.position,
      },
    ]);
    expect(await types()).toEqual(COMPLETE);
    expect((await log.readStream(streamOf('erasure', ID))).at(-1)).toMatchObject({
      metadata: { actor: 'erasure' },
      data: { orders: 2 },
    });
  });

  it('goes on wherever the program falls, and does everything', async () => {
    let fell = 0;
    for (let calls = 0; ; calls++) {
      const { turns, world, types } = await setUp();
      world.callsLeft = calls;
      const first = await turns().catch((error: unknown) => error);
      world.callsLeft = Number.POSITIVE_INFINITY;
      expect(await turns()).toBe('wait');
      expect(new Set(world.destroyed)).toEqual(new Set([PERSON]));
      expect(await types()).toEqual(COMPLETE);
      if (!(first instanceof StoreUnavailable)) break;
      fell++;
    }
    expect(fell).toBeGreaterThan(4);
  });

  it('is remembered outside of the stores before the key is gone, and not at all where that can’t be', async () => {
    const { turns, world, clock } = await setUp();
    const at = new Date(clock.now()).toISOString();
    world.callsLeft = 0;
    await expect(turns()).rejects.toThrow(StoreUnavailable);
    expect([world.listed, world.destroyed]).toEqual([[], []]);
    world.callsLeft = Number.POSITIVE_INFINITY;
    await turns();
    expect(world.listed).toEqual([{ erasureId: ID, person: PERSON, cause: 'request', at, destroyed: 0 }]);
  });

  it('waits as long as something can’t be cleared, and says why', async () => {
    const { turns, world, types } = await setUp();
    world.cause = 'version 2 of the view order-status has not come so far';
    expect(await turns()).toMatchObject({ kind: 'unavailable', waitingFor: 'erasure', cause: world.cause });
    expect(await types()).toEqual(['ErasureRequested', 'OrdersErased']);
    world.cause = null;
    expect(await turns()).toBe('wait');
    expect(await types()).toEqual(COMPLETE);
  });

  it('finds an order that was being placed meanwhile, erases it too, and calls it off', async () => {
    const { turns, world, types, clock, history, log } = await setUp();
    expect(await turns()).toBe('wait');
    await history.happened(idOf('late'), 'OrderPlaced', aRoseOrder);
    world.orders = [order('late')];
    await clock.advance(LOOK_AGAIN_AFTER_MS);
    expect(await turns()).toBe('wait');
    expect(await types()).toEqual([...COMPLETE, 'OrdersErased', 'ErasureCompleted']);
    expect((await log.readStream(streamOf('erasure', ID))).at(-1)).toMatchObject({ data: { orders: 3 } });
    expect(await types(streamOf('order', idOf('late')))).toEqual(['OrderPlaced', 'OrderCancellationRequested']);
    expect(await types(streamOf('delivery', idOf('late')))).toEqual(['DeliveryCancelled']);
    await clock.advance(LOOK_AGAIN_AFTER_MS);
    expect(await turns()).toBe('done');
  });

  it('calls an open order off wherever the program falls', async () => {
    let fell = 0;
    for (let calls = 0; ; calls++) {
      const { turns, world, types, history } = await setUp();
      await history.happened(idOf('late'), 'OrderPlaced', aRoseOrder);
      world.orders.push(order('late'));
      world.callsLeft = calls;
      const first = await turns().catch((error: unknown) => error);
      world.callsLeft = Number.POSITIVE_INFINITY;
      expect(await turns()).toBe('wait');
      expect(await types()).toEqual(COMPLETE);
      expect(await types(streamOf('order', idOf('late')))).toEqual(['OrderPlaced', 'OrderCancellationRequested']);
      expect(await types(streamOf('delivery', idOf('late')))).toEqual(['DeliveryCancelled']);
      if (!(first instanceof StoreUnavailable)) break;
      fell++;
    }
    expect(fell).toBeGreaterThan(4);
  });

  it('is woken by what is asked for, and by nothing that it writes itself', async () => {
    const { process, log } = await setUp();
    const woken: string[] = [];
    for await (const page of log.readHeaders()) {
      for (const event of page) if (process.correlate(event) !== null) woken.push(event.type);
    }
    expect(woken).toEqual(['ErasureRequested']);
  });
});
