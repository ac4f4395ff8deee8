import { afterEach, describe, expect, it } from '@jest/globals';
import type { EventLog } from '../../../../src/platform/eventstore/event-log.ts';
import { type EventStore, START } from '../../../../src/platform/eventstore/event-store.ts';
import { again, type Moment, type ProcessManager } from '../../../../src/platform/processes/process-manager.ts';
import { ProcessRunner } from '../../../../src/platform/processes/runner/runner.ts';
import { noSpans } from '../../../../src/platform/runtime/spans.ts';
import { WallWatch } from '../../../../src/platform/runtime/wall-watch.ts';
import { createEventLog } from '../../../../src/stored-events/event-log.ts';
import { orderIdOf, streamOf } from '../../../../src/stored-events/streams.ts';
import { FixedClock } from '../../../support/fixed-clock.ts';
import { aRoseOrder, History } from '../../../support/history.ts';
import { MemoryEventStore } from '../../../support/memory-event-store.ts';
import { PlainCodec } from '../../../support/plain-codec.ts';
import { quiet } from '../../../support/quiet-logger.ts';
import { MemoryOps } from './support/script.ts';

/** An order as these tests' process sees it: the types of its events. */
type Story = readonly string[];

/** Counts how often a stream is asked for. */
class CountingStore extends MemoryEventStore {
  reads = 0;

  override async readStream(...args: Parameters<EventStore['readStream']>) {
    this.reads++;
    return super.readStream(...args);
  }
}

describe('a process manager that begins with a long history', () => {
  const running: ProcessRunner<unknown, unknown>[] = [];
  afterEach(async () => {
    for (const runner of running.splice(0)) await runner.stop();
  });

  /** A process that has something to do for an order as long as it is not completed; it does that by completing it. */
  function setUp() {
    const clock = new FixedClock();
    const store = new CountingStore();
    const history = new History(clock, createEventLog(store, new PlainCodec()));
    const ops = new MemoryOps();
    const acted: string[] = [];
    const moments: Moment[] = [];
    const world = {
      clock,
      store,
      history,
      ops,
      acted,
      moments,
      /** What it does for an order that is not completed. */
      open: (id: string): ReturnType<Process['decide']> => ({
        kind: 'act',
        action: id,
        pending: { waitingFor: 'charge', due: null, overdueAt: null },
      }),
      complete: async (id: string) => void (await history.happened(id, 'OrderCompleted', {})),
    };
    type Process = ProcessManager<{ readonly id: string; readonly story: Story }, string>;
    const processOn = (log: EventLog): Process => ({
      name: 'completing',
      correlate: ({ type, streamId }) => (type === 'OrderCompleted' ? null : orderIdOf(streamId)),
      load: async (id) => ({ id, story: (await log.knownStream(streamOf('order', id))).map(({ type }) => type) }),
      decide: ({ id, story }, moment) => {
        moments.push(moment);
        return story.length === 0 || story.includes('OrderCompleted') ? { kind: 'done' } : world.open(id);
      },
      act: async (id) => {
        acted.push(id);
        await world.complete(id);
        return again;
      },
    });
    const start = async () => {
      const { log } = history;
      const retold = log.retold();
      const deps = { log, ops, clock, timer: clock, wall: new WallWatch(clock, clock), logger: quiet, spans: noSpans };
      const idNames = { inLogs: 'id', inSpans: 'id' };
      const runner = new ProcessRunner(
        processOn(log),
        { ...deps, idNames, concurrency: 8, maxQueued: 100 },
        { log: retold, process: processOn(retold) },
      );
      running.push(runner as ProcessRunner<unknown, unknown>);
      await runner.start();
      return runner;
    };
    /** Orders that were placed, some at once, and completed if they are to be. */
    const orders = async (count: number, prefix: string, completed: boolean) => {
      const ids = Array.from({ length: count }, (_, n) => `${prefix}-${n}`);
      for (let from = 0; from < count; from += 20) {
        const some = ids.slice(from, from + 20);
        for (const id of some) await history.happened(id, 'OrderPlaced', aRoseOrder);
        if (completed) for (const id of some) await history.happened(id, 'OrderCompleted', {});
      }
      return ids;
    };
    return Object.assign(world, { start, orders });
  }

  /** Lets time pass until history is caught up; tells the most that was in hand at a time. */
  async function caughtUp(clock: FixedClock, runner: ProcessRunner<unknown, unknown>): Promise<number> {
    let most = 0;
    for (let turns = 0; turns < 2_000; turns++) {
      most = Math.max(most, runner.work.open().length);
      if (runner.live && runner.work.queued === 0 && runner.work.running === 0) return most;
      await clock.advance(10);
    }
    throw new Error('it does not catch up');
  }

  it('takes no order in hand that is settled, and reads none of them', async () => {
    const { start, orders, clock, store, ops, acted } = setUp();
    await orders(700, 'settled', true);
    const [open] = await orders(1, 'open', false);
    store.reads = 0;
    const runner = await start();
    const most = await caughtUp(clock, runner);
    expect(most).toBeLessThanOrEqual(1);
    expect(acted).toEqual([open]);
    // Those of the one that was open, and of what was written for it.
    expect(store.reads).toBeLessThan(10);
    await clock.advance(1_000);
    expect(ops.state).toMatchObject({ position: runner.position, open: [] });
  });

  it('takes so many at a time in hand of those that are open, and all of them in the end', async () => {
    const { start, orders, clock, acted } = setUp();
    const ids = await orders(1_200, 'open', false);
    const runner = await start();
    const most = await caughtUp(clock, runner);
    expect(new Set(acted)).toEqual(new Set(ids));
    expect(acted).toHaveLength(ids.length);
    // On top of those that may wait come the 200 that are looked at last, and what is read at once.
    expect(most).toBeLessThan(100 + 200 + 200);
  });

  it('reads on past orders that only wait for a time or for an event', async () => {
    const world = setUp();
    const { start, orders, clock, acted, history } = world;
    const due = clock.now() + 60_000;
    const act = world.open;
    world.open = (id) =>
      clock.now() < due && id.startsWith('waits')
        ? { kind: 'wait', wait: { waitingFor: 'answer', since: clock.now(), due, overdueAt: null } }
        : act(id);
    const waiting = await orders(600, 'waits', false);
    const [later] = await orders(1, 'acts', false);
    await history.happened('waits-0', 'OrderCompleted', {});
    const runner = await start();
    await caughtUp(clock, runner);
    expect(acted).toEqual([later]);
    expect(runner.work.open()).toHaveLength(waiting.length - 1);
    await clock.advance(70_000);
    expect(new Set(acted)).toEqual(new Set([later, ...waiting.slice(1)]));
  });

  it('keeps no position past an order that it has not looked at, and goes on from there after a crash', async () => {
    const { start, orders, clock, ops, acted } = setUp();
    const [early] = await orders(1, 'early', false);
    await orders(400, 'settled', true);
    ops.failing = false;
    const saved: { position: string; known: boolean }[] = [];
    const save = ops.save.bind(ops);
    ops.save = async (process, changes) => {
      await save(process, changes);
      const known = acted.length > 0 || ops.state.open.some(({ instanceId }) => instanceId === early);
      saved.push({ position: ops.state.position, known });
    };
    const first = await start();
    for (let turn = 0; turn < 50 && saved.length === 0; turn++) await clock.advance(50);
    expect(saved.filter(({ position, known }) => position > START && !known)).toEqual([]);
    await first.stop();
    const runner = await start();
    await caughtUp(clock, runner);
    expect(acted).toEqual([early]);
  });

  it('tells how far it is by what it has looked at, not by what it has read', async () => {
    const { start, orders, clock, history } = setUp();
    await orders(100, 'settled', true);
    const runner = await start();
    expect(runner.live).toBe(false);
    expect(runner.position).toBe(START);
    await caughtUp(clock, runner);
    expect(runner.position).toBe(await history.log.head());
  });

  it('counts the time from the start to the end of history against nobody', async () => {
    const { start, orders, clock, moments } = setUp();
    await orders(50, 'open', false);
    await clock.advance(86_400_000);
    await caughtUp(clock, await start());
    expect(moments.filter(({ now, upSince }) => now - upSince > 60_000)).toEqual([]);
  });
});
