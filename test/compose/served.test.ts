import { beforeEach, describe, expect, it } from '@jest/globals';
import { Served, type ServedDeps } from '../../src/compose/served.ts';
import { DamagedLog, StoreUnavailable } from '../../src/platform/eventstore/event-store.ts';
import type { HeldLease } from '../../src/platform/leases/lease-store.ts';
import { MemoryLeaseStore } from '../../src/platform/leases/memory-lease-store.ts';
import type { LiveView } from '../../src/platform/views/live-views.ts';
import { FixedClock } from '../support/fixed-clock.ts';

describe('what a process serves', () => {
  let clock: FixedClock;
  let live: LiveView | null;
  let ask: () => Promise<LiveView | null>;
  let menu: () => Promise<never>;
  let deps: ServedDeps;
  let served: Served;
  const at = (position: string, stale = false): LiveView => ({ ref: { view: 'menu', version: 1 }, position, stale });
  beforeEach(() => {
    clock = new FixedClock();
    live = null;
    ask = async () => live;
    const liveViews = { live: () => ask(), onMoved: () => () => undefined };
    menu = async () => new Map() as never;
    const log = { head: async () => '20' };
    deps = {
      log,
      menu: { current: () => menu() },
      liveViews,
      timer: clock,
      views: ['menu'],
      shared: null,
      head: '10',
    };
    served = new Served(deps);
  });

  it('can be asked once each view is there and shows what the log held at the start', async () => {
    expect(await served.faults()).toEqual(['the view menu is not there yet']);
    live = at('09');
    expect(await served.faults()).toEqual(['the view menu does not show yet what the log held at the start']);
    live = at('10');
    expect(await served.faults()).toEqual([]);
    // Built anew meanwhile: that is told by its lag, and takes nobody's traffic away.
    live = at('03');
    expect(await served.faults()).toEqual([]);
  });

  it('is served as it is when nobody brings it up to date, or as an earlier release has made it', async () => {
    live = at('05', true);
    expect(await served.faults()).toEqual([]);
    live = at('09');
    await clock.advance(15_000);
    expect(await served.faults()).toEqual([]);
  });

  it('can not be asked when the menu by which orders are decided is not whole', async () => {
    live = at('10');
    menu = async () => {
      throw new DamagedLog('event 3 of menu-kkotgil is missing');
    };
    expect(await served.faults()).toEqual([
      "the menu, without which nothing can be ordered, can't be asked: event 3 of menu-kkotgil is missing",
    ]);
  });

  it('can not be asked before somebody works on what it stands by for, and does not mind when that changes hands', async () => {
    live = at('10');
    const store = new MemoryLeaseStore();
    const standby = new Served({ ...deps, shared: { leases: ['projections', 'sms'], store } });
    const free = ['nobody works on projections yet', 'nobody works on sms yet'];
    expect(await standby.faults()).toEqual(free);
    const held = (await store.take('projections', 'another', null)) as HeldLease;
    expect(await standby.faults()).toEqual(free.slice(1));
    await store.take('sms', 'itself', null);
    expect(await standby.faults()).toEqual([]);
    await store.release(held);
    expect(await standby.faults()).toEqual([]);
    // Whoever comes then has seen nobody yet.
    expect(await new Served({ ...deps, shared: { leases: ['projections'], store } }).faults()).toEqual(
      free.slice(0, 1),
    );
  });

  it('can not be asked while a store does not answer, or says no', async () => {
    ask = () => new Promise(() => undefined);
    const asking = served.faults();
    await clock.advance(1_000);
    expect(await asking).toEqual(['the view menu does not answer']);
    ask = async () => {
      throw new StoreUnavailable('views: away');
    };
    expect(await served.faults()).toEqual(["the view menu can't be asked: views: away"]);
  });
});
