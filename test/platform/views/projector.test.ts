import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seedMenu } from '../../../src/compose/seed-menu.ts';
import { SHOP_ID } from '../../../src/domain/ids.ts';
import { NotStorable, START, StoreUnavailable } from '../../../src/platform/eventstore/event-store.ts';
import { openEmbeddedViewStore } from '../../../src/platform/views/embedded/embedded-view-store.ts';
import type { LiveView } from '../../../src/platform/views/live-views.ts';
import { Projector, type ProjectorDeps } from '../../../src/platform/views/projector.ts';
import type { AnyView } from '../../../src/platform/views/view.ts';
import type { ViewStore } from '../../../src/platform/views/view-store.ts';
import { BadCursor, createQueries, ViewBehind } from '../../../src/projections/queries.ts';
import { views } from '../../../src/projections/views.ts';
import { createEventLog } from '../../../src/stored-events/event-log.ts';
import { MENU_STREAM } from '../../../src/stored-events/menu-reader.ts';
import { event as anEvent } from '../../support/an-event.ts';
import { codecWorld } from '../../support/codec-world.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { aRoseOrder, History, idOf } from '../../support/history.ts';
import { MemoryEventStore } from '../../support/memory-event-store.ts';
import { quiet } from '../../support/quiet-logger.ts';

const amount = 90_000;
const sizesOfBatches = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 });

describe('the projector', () => {
  let folder: string;
  let clock: FixedClock;
  let history: History;
  const closing: (() => Promise<unknown>)[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kkotgil-projector-'));
    clock = new FixedClock();
    history = new History(clock);
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
    rmSync(folder, { recursive: true });
  });

  const openStore = (name = 'views.db') => {
    const store = openEmbeddedViewStore({ path: join(folder, name) });
    closing.push(() => store.close());
    return store;
  };
  const start = async (
    store: ViewStore,
    which: readonly AnyView[] = views,
    kept: Pick<ProjectorDeps, 'atHand' | 'byCalls'> = {},
  ) => {
    const projector = new Projector(which, { log: history.log, store, timer: clock, logger: quiet, ...kept });
    await projector.open();
    projector.start();
    closing.push(() => projector.stop());
    return { projector, queries: createQueries({ store, views: projector, timer: clock }) };
  };
  const caughtUp = async ({ projector }: { projector: Projector }) => {
    const head = await history.log.head();
    for (let turn = 0; turn < 1_000; turn++) {
      const live = await Promise.all(views.map(({ name }) => projector.live(name)));
      if (live.every((view) => view !== null && view.position >= head)) return;
      await clock.advance(10);
    }
    throw new Error('the views did not catch up');
  };
  const order = async (name: string, facts = 4) => {
    const id = idOf(name);
    await history.happened(id, 'OrderPlaced', aRoseOrder);
    if (facts > 1) await history.happened(id, 'OrderPaid', { paymentId: 'p', amount });
    if (facts > 2) await history.happened(id, 'DeliveryRequested', { deliverOn: null, window: null });
    if (facts > 3) await history.happened(id, 'DeliveryAccepted', {});
    await clock.advance(1_000);
    return id;
  };

  it('parks an order whose document the store never takes, and goes on with all others', async () => {
    const store = openStore();
    const refusing = new Proxy(store, {
      get: (_, name) => {
        const member: unknown = Reflect.get(store, name, store);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          const [, changes] = args as [unknown, { documents?: { id: string }[] } | undefined];
          if (name === 'apply' && changes?.documents?.some(({ id }) => id === idOf('refused'))) {
            throw new NotStorable('views: the document is too large');
          }
          return member.apply(store, args);
        };
      },
    });
    const program = await start(refusing);
    for (const order of ['first', 'refused', 'second']) await history.happened(idOf(order), 'OrderPlaced', aRoseOrder);
    await caughtUp(program);
    await history.happened(idOf('refused'), 'OrderPaid', { paymentId: 'pay', amount });
    await caughtUp(program);
    expect((await program.queries.order(idOf('first')))?.status).toBe('AwaitingPayment');
    expect((await program.queries.order(idOf('second')))?.status).toBe('AwaitingPayment');
    const { versions } = await store.view('order-status');
    expect(versions.at(-1)?.parked).toMatchObject([
      { id: idOf('refused'), reason: expect.stringContaining('too large') },
    ]);
  });

  it('builds every view from history and then live', async () => {
    const first = await order('a');
    const running = await start(openStore());
    await caughtUp(running);
    const second = await order('b', 3);
    await caughtUp(running);
    const { items } = await running.queries.orders({});
    expect(items.map(({ orderId, status }) => [orderId, status])).toEqual([
      [second, 'Paid'],
      [first, 'Preparing'],
    ]);
    expect((await running.queries.deliveries({ status: 'Accepted' })).items.map(({ orderId }) => orderId)).toEqual([
      first,
    ]);
    expect(running.projector.caughtUp).toBe(true);
  });

  it('goes on after a restart from where it was', async () => {
    await order('a');
    const store = openStore();
    const first = await start(store);
    await caughtUp(first);
    await first.projector.stop();
    const { versions } = await store.view('order-status');
    expect(versions).toMatchObject([{ version: 1, position: await history.log.head() }]);
    await order('b');
    const again = await start(store);
    await caughtUp(again);
    expect((await again.queries.orders({})).items).toHaveLength(2);
  });

  it('asks for no document that is new, or has just been written, where each look is a call', async () => {
    const store = openStore();
    const { load } = store;
    const asked: string[] = [];
    store.load = async (ref, ids, writer) => {
      if (ref.view === 'order-status') asked.push(...ids);
      return load.call(store, ref, ids, writer);
    };
    const running = await start(store, views, { atHand: 2 });
    const [a, b, c] = ['a', 'b', 'c'].map(idOf) as [string, string, string];
    for (const id of [a, b, c]) {
      await history.happened(id, 'OrderPlaced', aRoseOrder);
      await caughtUp(running);
    }
    for (const id of [b, c, a]) {
      await history.happened(id, 'OrderPaid', { paymentId: 'p', amount });
      await caughtUp(running);
    }
    // Nothing, for who is heard of from the beginning; until the third has taken the place of the first.
    expect(asked).toEqual([a]);
    for (const id of [a, b, c]) expect((await running.queries.order(id))?.status).toBe('Paid');
  });

  it('answers from what it has at hand, as it is stored, and asks the store for the rest', async () => {
    const store = openStore();
    const running = await start(store, views, { atHand: 100 });
    await caughtUp(running);
    const before = await order('before', 1);
    await caughtUp(running);
    const { load, apply } = store;
    let looks = 0;
    store.load = async (ref, ids, writer) => {
      if (writer === undefined) looks++;
      return load.call(store, ref, ids, writer);
    };
    expect((await running.queries.order(before))?.status).toBe('AwaitingPayment');
    expect(await running.queries.order(idOf('unknown'))).toBeNull();
    expect(looks).toBe(1);

    store.apply = async () => {
      throw new StoreUnavailable('gone');
    };
    await history.happened(before, 'OrderPaid', { paymentId: 'p', amount });
    await clock.advance(1_000);
    expect((await running.queries.order(before))?.status).toBe('AwaitingPayment');
    store.apply = apply;
    await caughtUp(running);
    expect((await running.queries.order(before))?.status).toBe('Paid');
    expect(looks).toBe(1);
  });

  it('makes the same of events that come again after a crash between documents and position, though it looks for none', async () => {
    const store = openStore();
    const first = await start(store, views, { atHand: 100 });
    await caughtUp(first);
    const { apply } = store;
    let crashed = false;
    store.apply = async (ref, changes) => {
      if (crashed) throw new StoreUnavailable('crashed');
      const { position } = (await store.view(ref.view)).versions[0] as { position: string };
      return apply.call(store, ref, { ...changes, position });
    };
    const id = await order('a');
    crashed = true;
    await first.projector.stop();
    store.apply = apply;
    const again = await start(store, views, { atHand: 100 });
    await caughtUp(again);
    expect((await again.queries.order(id))?.status).toBe('Preparing');
    await history.happened(id, 'DeliveryStarted', {});
    await caughtUp(again);
    const shown = await again.queries.order(id);
    expect(shown?.timeline.map(({ status }) => status)).toEqual([
      'AwaitingPayment',
      'Paid',
      'Preparing',
      'OutForDelivery',
    ]);
    expect((await store.load({ view: 'order-status', version: 1 }, [id])).get(id)?.body).toMatchObject({ shown });
  });

  describe('where a batch costs calls', () => {
    const byCalls = { rest: { least: 25, most: 150 }, together: 200 };
    /** A store that takes so long, in milliseconds, and notes what is written into it, view by view, after it has. */
    const slow = (tookMs: number) => {
      const store = openStore();
      const written: { view: string; documents: number; position: string; at: number }[] = [];
      const { apply } = store;
      store.apply = async (ref, changes) => {
        const at = clock.elapsed();
        await clock.sleep(tookMs);
        await apply.call(store, ref, changes);
        written.push({ view: ref.view, documents: changes.documents.length, position: changes.position, at });
      };
      return { store, written };
    };

    it.each([
      [1, 25],
      [10, 80],
      [60, 150],
    ])('rests after one that took %i ms for %i ms, and takes in together what has come', async (tookMs, restMs) => {
      const { store, written } = slow(tookMs);
      const running = await start(store, views, { byCalls });
      await caughtUp(running);
      await clock.advance(1_000);
      written.length = 0;
      await history.happened(idOf('first'), 'OrderPlaced', aRoseOrder);
      await clock.advance(tookMs);
      for (const name of ['second', 'third']) await history.happened(idOf(name), 'OrderPlaced', aRoseOrder);
      await clock.advance(tookMs + restMs);
      await clock.advance(tookMs);
      const ofOrders = written.filter(({ view }) => view === 'order-status');
      expect(ofOrders.map(({ documents }) => documents)).toEqual([1, 2]);
      const [first, then] = ofOrders.map(({ at }) => at) as [number, number];
      expect(then - first).toBe(tookMs + restMs);
    });

    it('moves all views at once, also those in which nothing has changed', async () => {
      const { store, written } = slow(0);
      const running = await start(store, views, { byCalls });
      await caughtUp(running);
      await clock.advance(1_000);
      written.length = 0;
      await history.happened(idOf('first'), 'OrderPlaced', aRoseOrder);
      await clock.advance(1);
      const position = await history.log.head();
      expect(written.map(({ view }) => view).sort()).toEqual(views.map(({ name }) => name).sort());
      expect(new Set(written.map(({ position }) => position))).toEqual(new Set([position]));
      expect(new Set(written.map(({ at }) => at)).size).toBe(1);
    });

    it('goes on with the others when one can not be looked at, and loses nothing of that one', async () => {
      const { store, written } = slow(0);
      const running = await start(store, views, { byCalls });
      await caughtUp(running);
      const { load } = store;
      let failures = 1;
      store.load = async (ref, ids, writer) => {
        if (ref.view === 'order-status' && failures-- > 0) throw new StoreUnavailable('gone');
        return load.call(store, ref, ids, writer);
      };
      written.length = 0;
      const id = await order('a', 1);
      await caughtUp(running);
      expect(failures).toBeLessThan(0);
      expect(written.find(({ documents }) => documents > 0)?.view).not.toBe('order-status');
      expect((await running.queries.order(id))?.status).toBe('AwaitingPayment');
    });
  });

  it('leads to the same documents however history is cut into batches and delivered again', async () => {
    for (const name of ['a', 'b', 'c']) await order(name);
    const whole = await start(openStore('whole.db'));
    await caughtUp(whole);
    const expected = (await whole.queries.orders({})).items;
    let run = 0;
    await fc.assert(
      fc.asyncProperty(sizesOfBatches, fc.constantFrom(0, 1, 3, 100), async (sizes, atHand) => {
        const cut = { ...history.log, logId: 'memory' } as unknown as typeof history.log;
        let batch = 0;
        Object.assign(cut, {
          head: () => history.log.head(),
          isFirst: (event: { streamId: string; revision: number }) => history.log.isFirst(event),
          // Each batch comes twice, the second time together with what follows.
          async *subscribe({ after }: { after: string }) {
            let position = after;
            for await (const page of history.log.readAll({
              from: after,
              pageSize: sizes[batch++ % sizes.length] as number,
            })) {
              position = page.at(-1)?.position ?? position;
              yield { events: page, position, live: false };
              yield { events: page, position, live: false };
            }
            yield { events: [], position, live: true };
            await new Promise((resolve) => setTimeout(resolve, 20));
          },
        });
        const store = openStore(`cut-${run++}.db`);
        const projector = new Projector(views, { log: cut, store, timer: clock, logger: quiet, atHand });
        await projector.open();
        projector.start();
        await caughtUp({ projector });
        const queries = createQueries({ store, views: projector, timer: clock });
        expect((await queries.orders({})).items).toEqual(expected);
        await projector.stop();
      }),
      { numRuns: 10 },
    );
  });

  it('parks only the document that can not take an event, visibly, and keeps the others going', async () => {
    const [good, bad] = [idOf('good'), idOf('bad')];
    const touchy = views.map((view) => ({
      ...view,
      evolve: (doc: unknown, event: Parameters<AnyView['evolve']>[1]) => {
        if (event.type === 'OrderPaid' && event.streamId.endsWith(bad)) throw new Error('can not be');
        return view.evolve(doc, event);
      },
    }));
    await order('good');
    await order('bad');
    const store = openStore();
    const running = await start(store, touchy);
    await caughtUp(running);
    expect((await running.queries.order(good))?.status).toBe('Preparing');
    expect((await running.queries.order(bad))?.status).toBe('AwaitingPayment');
    expect((await store.view('order-status')).versions).toMatchObject([
      { parked: [{ id: bad, reason: expect.stringContaining('OrderPaid at order-') }] },
    ]);
    expect((await running.queries.deliveries({})).items).toHaveLength(2);
  });

  it('parks what can not be read only where its kind of stream is seen, the menu too', async () => {
    const events = new MemoryEventStore();
    const { codec } = await codecWorld();
    const log = createEventLog(events, codec);
    await seedMenu({ log, clock });
    history = new History(clock, log);
    const newer = async (streamId: string) => {
      const last = (await events.readStream(streamId)).at(-1);
      await events.append(streamId, last?.revision ?? 'no-stream', [{ ...anEvent(streamId), type: 'OfANewerRelease' }]);
    };
    await newer(`notification-${idOf('a')}`);
    await newer(`review-${idOf('b')}`);
    await newer(MENU_STREAM);
    const running = await start(openStore());
    await caughtUp(running);
    const parkedIn = async (id: string) =>
      views.map(({ name }) => name).filter((name) => running.projector.projectionOf(name)?.parkedFor(id) != null);
    expect(await parkedIn(idOf('a'))).toEqual(['notifications']);
    expect(await parkedIn(idOf('b'))).toEqual(['order-status', 'reviews']);
    expect(await parkedIn(SHOP_ID)).toEqual(['menu']);
    expect(running.projector.projectionOf('menu')?.parkedFor('kkotgil')).toMatch(/menu-kkotgil.*OfANewerRelease/);
  });

  it('goes on by itself when the store was away, and loses and doubles nothing', async () => {
    const store = openStore();
    let failures = 3;
    const flaky: ViewStore = new Proxy(store, {
      get(target, name) {
        const member = Reflect.get(target, name) as unknown;
        if (typeof member !== 'function') return member;
        if (name !== 'apply') return member.bind(target);
        return async (...args: Parameters<ViewStore['apply']>) => {
          // The documents are written, and then the store dies before it can say so.
          await store.apply(args[0], { ...args[1], position: START });
          if (failures-- > 0) throw new StoreUnavailable('gone');
          return store.apply(...args);
        };
      },
    });
    const id = await order('a');
    const running = await start(flaky);
    await caughtUp(running);
    expect(failures).toBeLessThanOrEqual(0);
    expect((await running.queries.order(id))?.timeline.map(({ status }) => status)).toEqual([
      'AwaitingPayment',
      'Paid',
      'Preparing',
    ]);
  });

  describe('a query', () => {
    it('that is given a position waits until the view has reached it', async () => {
      const running = await start(openStore());
      await caughtUp(running);
      const id = await order('a', 1);
      const asked = running.queries.order(id, await history.log.head());
      await clock.advance(50);
      expect((await asked)?.orderId).toBe(id);
    });

    it('that meets a version which was just dropped says that the view is behind', async () => {
      const store = openStore();
      const running = await start(store);
      await caughtUp(running);
      const id = await order('a', 1);
      const { projector } = running;
      const gone = { view: 'order-status', version: 9 };
      const views = {
        onMoved: (listener: () => void) => projector.onMoved(listener),
        live: async (name: string) => ({ ...((await projector.live(name)) as LiveView), ref: gone }),
      };
      const queries = createQueries({ store, views, timer: clock });
      await expect(queries.order(id)).rejects.toBeInstanceOf(ViewBehind);
      await expect(queries.orders({})).rejects.toBeInstanceOf(ViewBehind);
    });

    it('says after two seconds that the view is behind', async () => {
      const store = openStore();
      const projector = new Projector(views, { log: history.log, store, timer: clock, logger: quiet });
      await projector.open();
      const queries = createQueries({ store, views: projector, timer: clock });
      await order('a');
      const asked = queries.order(idOf('a'), await history.log.head());
      const answer = expect(asked).rejects.toBeInstanceOf(ViewBehind);
      await clock.advance(2_000);
      await answer;
    });

    it('pages through all orders once, newest first', async () => {
      const placed: string[] = [];
      for (let n = 0; n < 45; n++) placed.unshift(await order(`o${n}`, 1));
      const running = await start(openStore());
      await caughtUp(running);
      const seen: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await running.queries.orders({ limit: 10, cursor });
        seen.push(...page.items.map(({ orderId }) => orderId));
        if (page.nextCursor === null) break;
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(placed);
    });

    it('refuses a cursor that its list did not make', async () => {
      await order('a');
      await order('b');
      const running = await start(openStore());
      await caughtUp(running);
      const { nextCursor } = await running.queries.orders({ limit: 1 });
      if (nextCursor === null) throw new Error('there is a second page');
      await expect(running.queries.orders({ cursor: 'nonsense' })).rejects.toBeInstanceOf(BadCursor);
      await expect(running.queries.orders({ cursor: nextCursor, status: 'Paid' })).rejects.toBeInstanceOf(BadCursor);
      await expect(running.queries.orders({ cursor: `${nextCursor}x` })).rejects.toBeInstanceOf(BadCursor);
    });

    it('shows the board by what is due first, and never an order that was cancelled before the florist was asked', async () => {
      const place = async (name: string, deliverOn: string | null) => {
        const id = idOf(name);
        const window = deliverOn === null ? null : '13:00-16:00';
        await history.happened(id, 'OrderPlaced', { ...aRoseOrder, deliverOn, window });
        await history.happened(id, 'DeliveryRequested', { deliverOn, window });
        await clock.advance(1_000);
        return id;
      };
      const late = await place('late', '2026-06-02');
      const soon = await place('soon', '2026-06-01');
      const now = await place('now', null);
      await history.happened(idOf('never'), 'OrderPlaced', aRoseOrder);
      await history.happened(idOf('never'), 'DeliveryCancelled', { by: 'customer' });
      const running = await start(openStore());
      await caughtUp(running);
      expect((await running.queries.deliveries({})).items.map(({ orderId }) => orderId)).toEqual([now, soon, late]);
      expect(await running.queries.delivery(idOf('never'))).toBe(null);
    });

    it('finds reviews and notices by what is asked', async () => {
      const id = await order('a');
      await history.happened(id, 'ReviewRequested', {});
      await history.happened(id, 'ReviewWritten', { rating: 5, text: '예뻐요' });
      const notice = {
        ref: 'r1',
        template: 'BeingMade',
        recipient: 'customer',
        to: '010-****-5678',
        factId: 'f',
      } as const;
      await history.happened(id, 'SmsAttempted', { ...notice, attempt: 1, kind: 'SMS' });
      await history.happened(id, 'SmsAttempted', { ...notice, attempt: 2, kind: 'SMS' });
      await history.happened(id, 'SmsSent', { ref: 'r1', messageId: 'm1' });
      await history.happened(id, 'SmsDropped', { ...notice, ref: 'r2', why: 'too-old' });
      await history.happened(id, 'SmsAttempted', { ...notice, ref: 'r3', attempt: 1, kind: 'LMS' });
      await history.happened(id, 'SmsFailed', { ref: 'r3', code: 'BAD_NUMBER' });
      const { projector, queries } = await start(openStore());
      await caughtUp({ projector });
      expect((await queries.reviews({ status: 'Written' })).items).toMatchObject([
        { orderId: id, rating: 5, text: '예뻐요', reply: null },
      ]);
      expect((await queries.reviews({ status: 'Checked' })).items).toEqual([]);
      const statuses = async (query: Parameters<typeof queries.notifications>[0]) =>
        (await queries.notifications(query)).items.map(({ status, attempts }) => `${status} ${attempts}`).sort();
      expect(await statuses({})).toEqual(['Dropped 0', 'Failed 1', 'Sent 2']);
      expect(await statuses({ orderId: id, status: 'Sent' })).toEqual(['Sent 2']);
      expect(await statuses({ orderId: idOf('other') })).toEqual([]);
      expect(await statuses({ status: 'Failed' })).toEqual(['Failed 1']);
    });
  });
});
