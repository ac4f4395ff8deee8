import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DamagedLog, START, StoreUnavailable } from '../../../src/platform/eventstore/event-store.ts';
import type { UnreadableEvent } from '../../../src/platform/eventstore/recorded-event.ts';
import { WallWatch } from '../../../src/platform/runtime/wall-watch.ts';
import { openEmbeddedViewStore } from '../../../src/platform/views/embedded/embedded-view-store.ts';
import { Projector } from '../../../src/platform/views/projector.ts';
import { Builder } from '../../../src/platform/views/rebuild/builder.ts';
import type { AnyView } from '../../../src/platform/views/view.ts';
import { createViewOperations, type ViewStatus } from '../../../src/platform/views/view-operations.ts';
import type { ViewStore } from '../../../src/platform/views/view-store.ts';
import { createQueries, ViewBehind } from '../../../src/projections/queries.ts';
import { views } from '../../../src/projections/views.ts';
import type { RecordedEvent } from '../../../src/stored-events/event-log.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { aRoseOrder, History, idOf } from '../../support/history.ts';
import { quiet } from '../../support/quiet-logger.ts';

const VIEW = 'order-status';

describe('a view that is built anew beside the live one', () => {
  let folder: string;
  let clock: FixedClock;
  let history: History;
  let store: ViewStore;
  const closing: (() => Promise<unknown>)[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kkotgil-rebuild-'));
    clock = new FixedClock();
    history = new History(clock);
    store = openEmbeddedViewStore({ path: join(folder, 'views.db') });
    closing.push(() => store.close());
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
    rmSync(folder, { recursive: true });
  });

  async function start(which: readonly AnyView[] = views, { log = history.log } = {}) {
    const deps = { log, store, timer: clock, logger: quiet };
    const projector = new Projector(which, deps);
    await projector.open();
    projector.start();
    const builder = new Builder(which, { ...deps, clock, projector });
    builder.start();
    const stop = async () => {
      await builder.stop();
      await projector.stop();
    };
    closing.push(stop);
    const queries = createQueries({ store, views: projector, timer: clock });
    const operations = createViewOperations(which, { store, log, wall: new WallWatch(clock, clock), builder });
    return { projector, builder, queries, operations, stop };
  }
  type Running = Awaited<ReturnType<typeof start>>;

  const statusOf = async ({ operations }: Running, name = VIEW) =>
    (await operations.statuses()).find((view) => view.name === name) as ViewStatus;
  const until = async (running: Running, is: (view: ViewStatus) => boolean, name = VIEW): Promise<ViewStatus> => {
    for (let turn = 0; turn < 500; turn++) {
      const status = await statusOf(running, name);
      if (is(status)) return status;
      await clock.advance(20);
    }
    throw new Error(`it did not come to that: ${JSON.stringify(await statusOf(running, name))}`);
  };
  let cut = false;
  /** The log, until somebody cuts it: a new reader of it then meets what can't be read. */
  const unreadableFromNow = () => {
    cut = false;
    const subscribe: typeof history.log.subscribe = (options) => {
      if (cut) throw new DamagedLog('event 2 of the log is unreadable');
      return history.log.subscribe(options);
    };
    return new Proxy(history.log, {
      get: (log, name) => {
        const member = name === 'subscribe' ? subscribe : log[name as keyof typeof log];
        return typeof member === 'function' ? member.bind(log) : member;
      },
    });
  };
  const isLive = ({ state }: ViewStatus) => state === 'live';
  const order = async (name: string) => {
    const id = idOf(name);
    await history.happened(id, 'OrderPlaced', aRoseOrder);
    await history.happened(id, 'OrderPaid', { paymentId: 'p', amount: 90_000 });
    return id;
  };
  /** Changes a document behind the program's back. */
  const tamper = (change: string) => {
    const db = new DatabaseSync(join(folder, 'views.db'));
    db.exec(change);
    db.close();
  };
  const changed = (over: Partial<AnyView>): AnyView[] =>
    views.map((view) => (view.name === VIEW ? { ...view, ...over } : view));

  it('leaves an operator’s switch as it is that came while it was built, and that is served at once', async () => {
    await order('a');
    const running = await start();
    await until(running, isLive);
    await running.operations.rebuild(VIEW);
    await until(running, ({ version, state }) => version === 2 && state === 'live');

    // A build takes as long as history is long. Another process, which builds nothing, is told to switch meanwhile.
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const { scan } = store;
    store.scan = async (...args) => {
      await held;
      return scan.apply(store, args);
    };
    await running.operations.rebuild(VIEW);
    await until(running, ({ rebuild }) => rebuild?.version === 3);
    const elsewhere = createViewOperations(views, {
      store,
      log: history.log,
      wall: new WallWatch(clock, clock),
      builder: null,
    });
    expect(await elsewhere.switchTo(VIEW, 1)).toBe(true);
    const id = await order('b');
    await clock.advance(1_000);
    expect((await running.projector.live(VIEW))?.ref.version).toBe(1);
    expect((await running.queries.order(id))?.status).toBe('Paid');

    goOn();
    const status = await until(running, ({ rebuild }) => rebuild === null);
    expect(status).toMatchObject({ version: 1, kept: [2, 3], lastRebuild: { rebuilt: 3 } });
    expect(status.lastRebuild?.fault).toContain('another version was made live');
    await order('c');
    expect(await until(running, isLive)).toMatchObject({ version: 1 });
  });

  it('replaces it once it has caught up, and reads go on meanwhile', async () => {
    const id = await order('a');
    const running = await start();
    await until(running, isLive);
    await running.operations.rebuild(VIEW);
    await running.operations.rebuild(VIEW);
    expect((await running.queries.order(id))?.status).toBe('Paid');
    const later = await order('b');
    const status = await until(running, ({ version, state }) => version === 2 && state === 'live');
    expect(status).toMatchObject({ kept: [1], rebuild: null, lastRebuild: { live: 1, rebuilt: 2, differing: 0 } });
    expect((await running.queries.orders({})).items.map(({ orderId }) => orderId)).toEqual([later, id]);
    // And it is kept up to date from then on.
    const last = await order('c');
    await until(running, isLive);
    expect((await running.queries.order(last))?.status).toBe('Paid');
  });

  it('has hardly anything left to take in when the live one has to stand still, however much came meanwhile', async () => {
    for (let n = 0; n < 20; n++) await order(`before-${n}`);
    const running = await start(views.filter(({ name }) => name === VIEW));
    await until(running, isLive);
    let standing = false;
    let missing = 0;
    const readAll = history.log.readAll.bind(history.log);
    history.log.readAll = async function* (options) {
      for await (const page of readAll(options)) {
        if (standing) missing += page.length;
        yield page;
      }
    };
    const exclusively = running.projector.exclusively.bind(running.projector);
    running.projector.exclusively = (work) =>
      exclusively(async () => {
        standing = true;
        return work().finally(() => {
          standing = false;
        });
      });
    const scan = store.scan.bind(store);
    let written = 0;
    store.scan = async (...args) => {
      // While documents are compared the shop goes on.
      for (; written < 1_500; written++) await order(`meanwhile-${written}`);
      for (let turn = 0; turn < 20; turn++) await clock.advance(10);
      return scan(...args);
    };

    await running.operations.rebuild(VIEW);
    const status = await until(running, ({ version }) => version === 2);

    expect(status.lastRebuild).toMatchObject({ differing: 0 });
    expect(written).toBe(1_500);
    expect(missing).toBeLessThan(500);
  });

  it('goes on after a stop from where it was', async () => {
    for (let n = 0; n < 20; n++) await order(`o${n}`);
    const first = await start();
    await until(first, isLive);
    await first.stop();
    const beside = await store.create(VIEW, {
      ...(await store.view(VIEW)).versions[0],
      purpose: 'build',
      indexes: Object.keys(views[0]?.indexes ?? {}),
    } as never);
    const half = (await allEvents())[19] as { position: string };
    await store.apply({ view: VIEW, version: beside.version }, { documents: [], parked: [], position: half.position });
    const again = await start();
    const status = await until(again, ({ version }) => version === 2);
    // Half of history was said to be in it already: so half of the orders are missing, and the comparison says so.
    expect(status.lastRebuild).toMatchObject({ compared: 20, differing: 10 });
    expect(status.lastRebuild?.different[0]).toMatchObject({ kind: 'surplus' });
  });

  describe('whose store is busy', () => {
    /** From where history was read for it, each time that somebody began to. */
    let begun: string[];
    /** Of a version that is built. */
    let loads: number;
    let onLoad: (load: number) => Promise<void> | void;
    beforeEach(async () => {
      for (let n = 0; n < 600; n++) await order(`o${n}`);
      begun = [];
      loads = 0;
      onLoad = () => undefined;
      const { load } = store;
      store.load = async (ref, ids, next) => {
        if (ref.version === 2) await onLoad(++loads);
        return load.call(store, ref, ids, next);
      };
      const { log } = history;
      const { subscribe } = log;
      log.subscribe = (options) => {
        if (options.batchSize === 500) begun.push(options.after);
        return subscribe.call(log, options);
      };
    });
    const late = () => {
      throw new StoreUnavailable('it did not answer in time');
    };
    const end = async (events: number) => ((await allEvents())[events - 1] as RecordedEvent).position;

    it('goes on with what it has in hand, and begins nothing anew', async () => {
      onLoad = (load) => (load === 2 || load === 3 ? late() : undefined);
      const running = await start();
      await until(running, isLive);
      await running.operations.rebuild(VIEW);
      const status = await until(running, ({ version, state }) => version === 2 && state === 'live');
      expect(begun).toEqual([START, await end(500), await end(500)]);
      expect(status.lastRebuild).toMatchObject({ compared: 600, differing: 0 });
    });

    it('is read for together with what is asked for a moment later', async () => {
      const other = 'order-search';
      const running = await start();
      await until(running, isLive);
      onLoad = async (load) => {
        if (load === 1) await running.operations.rebuild(other);
      };
      await running.operations.rebuild(VIEW);
      for (const name of [VIEW, other]) {
        const status = await until(running, ({ version, state }) => version === 2 && state === 'live', name);
        expect(status.lastRebuild).toMatchObject({ compared: 600, differing: 0 });
      }
      expect(begun).toEqual([START, START]);
    });

    it('has kept what was read some seconds ago for the next process, whatever becomes of this one', async () => {
      const { apply } = store;
      onLoad = async (load) => {
        if (load === 2) await clock.advance(6_000);
        if (load < 3) return;
        store.apply = async () => late();
        late();
      };
      const first = await start();
      await until(first, isLive);
      await first.operations.rebuild(VIEW);
      await until(first, () => loads >= 3);
      await first.stop();
      begun = [];
      onLoad = () => undefined;
      store.apply = apply;
      const again = await start();
      const status = await until(again, ({ version, state }) => version === 2 && state === 'live');
      expect(begun).toEqual([await end(1_000)]);
      expect(status.lastRebuild).toMatchObject({ compared: 600, differing: 0 });
    });
  });

  it('is not built while a part of the log can not be had, and says where', async () => {
    await order('a');
    const running = await start(views, { log: unreadableFromNow() });
    await until(running, isLive);
    cut = true;
    await running.operations.rebuild(VIEW);
    const status = await until(running, ({ lastRebuild }) => lastRebuild !== null);
    expect(status).toMatchObject({ version: 1, rebuild: null, kept: [] });
    expect(status.lastRebuild).toMatchObject({ compared: 0, fault: 'event 2 of the log is unreadable' });
  });

  it('does not go live by itself when it parks more than the live one, but somebody may switch to it', async () => {
    const id = await order('a');
    let isReadable = true;
    const touchy = changed({
      evolve: (doc: unknown, event: RecordedEvent) => {
        if (!isReadable && event.type === 'OrderPaid') throw new Error('its key is missing');
        return (views[0] as AnyView).evolve(doc, event);
      },
    });
    const running = await start(touchy);
    await until(running, isLive);
    isReadable = false;
    await running.operations.rebuild(VIEW);
    const status = await until(running, ({ lastRebuild }) => lastRebuild !== null);
    expect(status).toMatchObject({ version: 1, kept: [2], parked: [] });
    expect(status.lastRebuild?.fault).toMatch(/parks 1 documents more.*version 2/);
    expect((await running.queries.order(id))?.status).toBe('Paid');
    expect(await running.operations.switchTo(VIEW, 2)).toBe(true);
    expect(await until(running, ({ version }) => version === 2)).toMatchObject({ parked: [{ id }] });
  });

  it('takes the place of one of which a document is damaged, and which says so until then', async () => {
    const [damaged, good] = [await order('a'), await order('b')];
    const running = await start();
    await until(running, isLive);
    tamper(`UPDATE view_order_status_1 SET body = replace(body, '90000', '90001') WHERE id = '${damaged}'`);
    store.onDamage(({ view }) => void running.operations.rebuild(view));
    await expect(running.queries.order(damaged)).rejects.toBeInstanceOf(ViewBehind);
    expect((await running.queries.order(good))?.status).toBe('Paid');
    await history.happened(damaged, 'DeliveryRequested', { deliverOn: null, window: null });
    const status = await until(running, ({ version }) => version === 2);
    expect(status).toMatchObject({ parked: [], lastRebuild: { differing: 1 } });
    expect((await running.queries.order(damaged))?.total).toBe(90_000);
  });

  it.each([["body = '{'"], ["body = '{}'"], ["position = '9'"]])('finds out about %s', async (change) => {
    const id = await order('a');
    const running = await start();
    await until(running, isLive);
    tamper(`UPDATE view_order_status_1 SET ${change}`);
    await expect(running.queries.order(id)).rejects.toBeInstanceOf(ViewBehind);
    await expect(running.queries.orders({})).rejects.toBeInstanceOf(ViewBehind);
  });

  it('is compared only, when asked to verify, and thrown away', async () => {
    await order('a');
    const running = await start();
    await until(running, isLive);
    await running.operations.verify(VIEW);
    const status = await until(running, ({ lastVerify }) => lastVerify !== null);
    expect(status).toMatchObject({ version: 1, kept: [], verify: null, lastVerify: { compared: 1, differing: 0 } });
    expect((await store.view(VIEW)).versions).toHaveLength(1);
  });

  it('shows which documents are wrong, and where', async () => {
    const [a, b, c] = [await order('a'), await order('b'), await order('c')];
    const running = await start();
    await until(running, isLive);
    // Without its checksum it looks like what a fold of an earlier release has made.
    const wrong = "body = json_set(body, '$.shown.amount', 1), checksum = NULL";
    tamper(`UPDATE view_order_status_1 SET ${wrong} WHERE id = '${a}'`);
    tamper(`DELETE FROM view_order_status_1 WHERE id = '${b}'`);
    tamper(
      `INSERT INTO view_order_status_1 (id, position, body) SELECT 'none', position, body FROM view_order_status_1 LIMIT 1`,
    );
    await running.operations.verify(VIEW);
    const { lastVerify } = await until(running, (view) => view.lastVerify !== null);
    expect(lastVerify).toMatchObject({ compared: 4, differing: 3 });
    expect(lastVerify?.different).toEqual(
      expect.arrayContaining([
        { id: a, kind: 'changed', pointers: ['/shown/amount'] },
        { id: b, kind: 'missing', pointers: [] },
        { id: 'none', kind: 'surplus', pointers: [] },
      ]),
    );
    expect(await statusOf(running)).toMatchObject({ version: 1 });
    // A rebuild mends it.
    await running.operations.rebuild(VIEW);
    await until(running, ({ version }) => version === 3);
    await running.operations.verify(VIEW);
    await until(running, (view) => view.lastVerify?.differing === 0);
    expect((await running.queries.order(c))?.status).toBe('Paid');
  });

  it('finds a fold with a bug in it that depends on how events were cut into batches', async () => {
    await order('a');
    let live = true;
    const forgetful = changed({
      evolve: (doc, event) => {
        const view = views.find(({ name }) => name === VIEW) as AnyView;
        return live && event.type === 'OrderPaid' ? doc : view.evolve(doc, event);
      },
    });
    const running = await start(forgetful);
    await until(running, isLive);
    live = false;
    await running.operations.verify(VIEW);
    const { lastVerify } = await until(running, (view) => view.lastVerify !== null);
    expect(lastVerify).toMatchObject({ differing: 1, different: [{ id: idOf('a'), kind: 'changed' }] });
  });

  it('comes by itself when the fold has changed; until then the old documents are served as they are', async () => {
    const id = await order('a');
    const before = await start();
    await until(before, isLive);
    await before.stop();

    const hold = Promise.withResolvers<void>();
    const slow = {
      ...history.log,
      logId: history.log.logId,
      head: () => history.log.head(),
      reaches: (position: string) => history.log.reaches(position),
      distance: (a: string, b: string) => history.log.distance(a, b),
      readAll: (options: object) => history.log.readAll(options),
      readStream: (stream: string) => history.log.readStream(stream),
      async *subscribe(options: Parameters<typeof history.log.subscribe>[0]) {
        if (options.batchSize !== undefined) await hold.promise;
        yield* history.log.subscribe(options);
      },
    } as unknown as typeof history.log;
    const after = await start(changed({ revision: 99 }), { log: slow });
    expect(await statusOf(after)).toMatchObject({ version: 1, state: 'stale', rebuild: { version: 2 } });
    expect((await after.queries.order(id))?.status).toBe('Paid');
    await clock.advance(100);
    expect(after.projector.caughtUp).toBe(true);
    hold.resolve();
    const status = await until(after, ({ version, state }) => version === 2 && state === 'live');
    expect(status).toMatchObject({ kept: [1], rebuild: null });
  });

  it('can be left for the former version again, which then catches up', async () => {
    await order('a');
    const running = await start();
    await until(running, isLive);
    await running.operations.rebuild(VIEW);
    await until(running, ({ version }) => version === 2);
    const id = await order('b');
    expect(await running.operations.switchTo(VIEW, 7)).toBe(false);
    expect(await running.operations.switchTo(VIEW, 1)).toBe(true);
    const status = await until(running, ({ version, state }) => version === 1 && state === 'live');
    expect(status.kept).toEqual([2]);
    expect((await running.queries.order(id))?.status).toBe('Paid');
    expect(await running.operations.drop(VIEW, 1)).toBe(false);
    expect(await running.operations.drop(VIEW, 2)).toBe(true);
    expect((await statusOf(running)).kept).toEqual([]);
  });

  it('is not needed to heal an order whose events could not be taken in by an earlier program', async () => {
    const [bad, good] = [await order('bad'), await order('good')];
    const broken = changed({
      evolve: (doc, event) => {
        if (event.type === 'OrderPaid' && event.streamId.endsWith(bad)) throw new Error('can not be');
        return (views.find(({ name }) => name === VIEW) as AnyView).evolve(doc, event);
      },
    });
    const before = await start(broken);
    expect(await until(before, isLive)).toMatchObject({ parked: [{ id: bad }] });
    expect((await before.queries.order(good))?.status).toBe('Paid');
    await before.stop();
    // The fix leaves the view's shape and meaning as they are, so no new version comes of it.
    const after = await start();
    expect(await until(after, ({ parked }) => parked.length === 0)).toMatchObject({ version: 1 });
    expect((await after.queries.order(bad))?.status).toBe('Paid');
  });

  it('stays parked, and holds no other order up, while its events can not be read at all', async () => {
    const [bad, good] = [await order('bad'), await order('good')];
    const unreadable = (event: RecordedEvent): UnreadableEvent | RecordedEvent =>
      event.streamId.endsWith(bad) && event.type === 'OrderPaid'
        ? { ...event, type: '$unreadable', stored: event as never, error: new Error('no such type') }
        : event;
    const log = {
      readAll: (options: object) => history.log.readAll(options),
      logId: history.log.logId,
      head: () => history.log.head(),
      reaches: (position: string) => history.log.reaches(position),
      distance: (a: string, b: string) => history.log.distance(a, b),
      async readStream(stream: string) {
        if (stream === `order-${bad}`) throw new DamagedLog('event 1 can not be read');
        return history.log.readStream(stream);
      },
      async *subscribe(options: Parameters<typeof history.log.subscribe>[0]) {
        for await (const batch of history.log.subscribe(options)) {
          yield { ...batch, events: batch.events.map((event) => unreadable(event as RecordedEvent)) };
        }
      },
    } as unknown as typeof history.log;
    const before = await start(views, { log });
    expect(await until(before, isLive)).toMatchObject({ parked: [{ id: bad }] });
    await before.stop();
    const later = await order('later');
    const after = await start(views, { log });
    expect(await until(after, isLive)).toMatchObject({ parked: [{ id: bad }] });
    for (const id of [good, later]) expect((await after.queries.order(id))?.status).toBe('Paid');
  });

  it('begins anew at once when the documents are of another log', async () => {
    await order('a');
    const before = await start();
    await until(before, isLive);
    await before.stop();
    const other = new History(clock);
    Object.defineProperty(other.log, 'logId', { value: 'another' });
    const after = await start(views, { log: other.log });
    await until(after, isLive);
    expect((await after.queries.orders({})).items).toEqual([]);
  });

  async function allEvents() {
    const events: unknown[] = [];
    for await (const page of history.log.readAll()) events.push(...page);
    return events;
  }
});
