import { afterEach, describe, expect, it } from '@jest/globals';
import { type Position, START } from '../../../../src/platform/eventstore/event-store.ts';
import { again, type Moment } from '../../../../src/platform/processes/process-manager.ts';
import { ProcessRunner } from '../../../../src/platform/processes/runner/runner.ts';
import { noSpans } from '../../../../src/platform/runtime/spans.ts';
import { threadPace } from '../../../../src/platform/runtime/system.ts';
import { WallWatch } from '../../../../src/platform/runtime/wall-watch.ts';
import { yieldToEventLoop } from '../../../../src/platform/runtime/yield.ts';
import { FixedClock } from '../../../support/fixed-clock.ts';
import { aRoseOrder, History } from '../../../support/history.ts';
import { quiet } from '../../../support/quiet-logger.ts';
import { MemoryOps, Script, type Scripted } from './support/script.ts';

describe('a process manager', () => {
  const running: ProcessRunner<string, string>[] = [];
  afterEach(async () => {
    for (const runner of running.splice(0)) await runner.stop();
  });

  function setUp(concurrency = 4, maxQueued = 10_000) {
    const clock = new FixedClock();
    const history = new History(clock);
    const ops = new MemoryOps();
    const script = new Script();
    const start = async () => {
      const runner = new ProcessRunner(script, {
        log: history.log,
        ops,
        clock,
        timer: clock,
        wall: new WallWatch(clock, clock),
        logger: quiet,
        spans: noSpans,
        idNames: { inLogs: 'id', inSpans: 'id' },
        concurrency,
        maxQueued,
      });
      running.push(runner);
      await runner.start();
      await clock.advance(0);
      return runner;
    };
    const place = async (instanceId: string) => {
      await history.happened(instanceId, 'OrderPlaced', aRoseOrder);
      await clock.advance(0);
    };
    return { clock, history, ops, script, start, place };
  }

  /** Acts once for each order, then is done with it. */
  const once =
    (script: Script) =>
    (instanceId: string): Scripted =>
      script.acted.includes(instanceId) ? { kind: 'done' } : { kind: 'act', action: instanceId };

  /** Lets whatever is acted on take until `end` is called. */
  function hang(script: Script): () => void {
    let end = () => {};
    script.decisions = () => ({ kind: 'act', action: 'hangs' });
    script.outcome = () =>
      new Promise((resolve) => {
        end = () => resolve({ kind: 'parked', reason: 'end of test' });
      });
    return () => end();
  }

  it('acts on the order that an event concerns until nothing is left to do', async () => {
    const { script, start, place, ops, clock } = setUp();
    script.decisions = once(script);
    await start();
    await place('order-a');
    expect(script.acted).toEqual(['order-a']);
    await clock.advance(1_000);
    expect(ops.state.open).toEqual([]);
    expect(ops.state.position > START).toBe(true);
  });

  it('takes a history of more orders than may wait for their turn', async () => {
    const { script, start, history, clock } = setUp(4, 100);
    for (let n = 0; n < 1_500; n++) await history.happened(`order-${n}`, 'OrderPlaced', aRoseOrder);
    const decided = new Set<string>();
    script.decisions = (instanceId) => {
      decided.add(instanceId);
      return { kind: 'done' };
    };
    const runner = await start();
    for (let tries = 0; tries < 200 && decided.size < 1_500; tries++) await clock.advance(100);
    expect(runner.live).toBe(true);
    expect(decided.size).toBe(1_500);
  });

  it('takes history in before it acts, so that no deadline fires on half a story', async () => {
    const { script, start, place, clock } = setUp();
    const moments: Moment[] = [];
    for (const instanceId of ['a', 'b', 'c']) await place(instanceId);
    script.decisions = (_instanceId, moment) => {
      moments.push(moment);
      return { kind: 'done' };
    };
    const runner = await start();
    await clock.advance(10);
    expect(runner.live).toBe(true);
    expect(moments).toHaveLength(3);
  });

  it('waits for the due time, and decides anew then', async () => {
    const { script, start, place, clock, ops } = setUp();
    const due = clock.now() + 60_000;
    script.decisions = (instanceId, { now }) =>
      now >= due
        ? once(script)(instanceId)
        : { kind: 'wait', wait: { waitingFor: 'answer', since: now, due, overdueAt: null } };
    await start();
    await place('order-a');
    await clock.advance(59_000);
    expect(script.acted).toEqual([]);
    expect(ops.state.open).toMatchObject([{ instanceId: 'order-a', waitingFor: 'answer', due }]);
    await clock.advance(2_000);
    expect(script.acted).toEqual(['order-a']);
    expect(ops.state.open).toEqual([]);
  });

  it('keeps what it waits for over a restart', async () => {
    const { script, start, place, clock } = setUp();
    const due = clock.now() + 60_000;
    script.decisions = (instanceId, { now }) =>
      now >= due
        ? once(script)(instanceId)
        : { kind: 'wait', wait: { waitingFor: 'answer', since: now, due, overdueAt: null } };
    const first = await start();
    await place('order-a');
    await first.stop();
    await start();
    await clock.advance(59_000);
    expect(script.acted).toEqual([]);
    await clock.advance(2_000);
    expect(script.acted).toEqual(['order-a']);
  });

  it('lets everything else have its turn between a few of its own, however many orders wait', async () => {
    const { script, start, history, clock } = setUp(64);
    for (let n = 0; n < 400; n++) await history.happened(`order-${n}`, 'OrderPlaced', aRoseOrder);
    let [inOneGo, most, turns] = [0, 0, 0];
    script.decisions = () => {
      turns++;
      most = Math.max(most, ++inOneGo);
      for (const until = performance.now() + 1; performance.now() < until; );
      return { kind: 'done' };
    };
    let watching = true;
    const tick = () => {
      inOneGo = 0;
      if (watching) setImmediate(tick);
    };
    tick();
    await start();
    for (let tries = 0; tries < 200 && turns < 400; tries++) await clock.advance(10);
    watching = false;

    expect(turns).toBe(400);
    // Each takes a millisecond, and two slices may follow each other.
    expect(most).toBeLessThanOrEqual(2 * 9);
  });

  it('lets others go first for as long as its process says, in a run and in what comes of it', async () => {
    const { script, start, place } = setUp();
    const patience: number[] = [];
    Object.assign(script, { patienceMs: 300 });
    script.decisions = (instanceId) => {
      patience.push(threadPace.patience);
      return once(script)(instanceId);
    };
    script.outcome = async () => {
      await yieldToEventLoop();
      patience.push(threadPace.patience);
      return again;
    };
    await start();
    await place('order-a');
    expect(patience).toEqual([300, 300, 300]);
    expect(threadPace.patience).toBe(0);
  });

  it('writes no more at once than does not hold anybody up, and moves on when all is written', async () => {
    const { script, start, history, clock, ops } = setUp(64);
    const rows: number[] = [];
    const save = ops.save.bind(ops);
    ops.save = (process, changes) => {
      rows.push(changes.opened.length);
      if (ops.state.open.length + changes.opened.length < 2_500) expect(changes.position).toBe(START);
      return save(process, changes);
    };
    for (let n = 0; n < 2_500; n++) await history.happened(`order-${n}`, 'OrderPlaced', aRoseOrder);
    script.decisions = (_instanceId, { now }) => ({
      kind: 'wait',
      wait: { waitingFor: 'answer', since: now, due: now + 600_000, overdueAt: null },
    });
    await start();
    for (let tries = 0; tries < 200 && ops.state.position === START; tries++) await clock.advance(100);

    expect(Math.max(...rows)).toBeLessThanOrEqual(1_000);
    expect(ops.state.open).toHaveLength(2_500);
  });

  describe('while its outside system is away', () => {
    function setUpAway() {
      const world = setUp(64);
      let away = true;
      const tried: string[] = [];
      const done = new Set<string>();
      const { script } = world;
      script.decisions = (instanceId) =>
        done.has(instanceId) ? { kind: 'done' } : { kind: 'act', action: instanceId };
      script.outcome = (instanceId) => {
        tried.push(instanceId);
        if (away) return { kind: 'unavailable', cause: 'the circuit is open' };
        done.add(instanceId);
        return again;
      };
      return {
        ...world,
        tried,
        done,
        script: Object.assign(script, { isOutsideAway: () => away }),
        comesBack: () => {
          away = false;
        },
      };
    }

    it('lets one order try for all of them, and all go on when it is back', async () => {
      const { start, place, clock, tried, done, comesBack } = setUpAway();
      await start();
      const orders = Array.from({ length: 100 }, (_, n) => `order-${n}`);
      for (const instanceId of orders) await place(instanceId);
      await clock.advance(2_000);
      const before = tried.length;

      await clock.advance(60_000);
      expect(tried.length - before).toBeLessThanOrEqual(61);
      expect(tried.length - before).toBeGreaterThan(50);

      comesBack();
      await clock.advance(2_000);
      expect([...done].sort()).toEqual(orders.sort());
    });

    it('still keeps the deadline of each, and looks at one that something happens to', async () => {
      const { script, start, place, clock, history } = setUpAway();
      const decided: string[] = [];
      const due = clock.now() + 30_000;
      script.deadline = () => due;
      const act = script.decisions;
      script.decisions = (instanceId, moment) => {
        decided.push(instanceId);
        return moment.now >= due ? { kind: 'done' } : act(instanceId, moment);
      };
      const runner = await start();
      for (let n = 0; n < 50; n++) await place(`order-${n}`);
      await clock.advance(1_500);
      decided.length = 0;
      await history.happened('order-49', 'OrderCancellationRequested', { by: 'customer', reason: null });
      await clock.advance(0);
      expect(decided).toContain('order-49');

      await clock.advance(30_000);

      expect(runner.work.open()).toEqual([]);
    });
  });

  it('tries again with a growing back-off, at most ten seconds apart, while something is unavailable', async () => {
    const { script, start, place, clock } = setUp();
    const times: number[] = [];
    script.decisions = () => ({ kind: 'act', action: 'call' });
    script.outcome = () => {
      times.push(clock.now());
      return { kind: 'unavailable', cause: 'refused' };
    };
    await start();
    await place('order-a');
    await clock.advance(120_000);
    const gaps = times.slice(1).map((time, index) => time - (times[index] as number));
    expect(gaps.slice(0, 6)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000]);
    expect(Math.max(...gaps)).toBe(10_000);
  });

  it.each([-3_600_000, 3_600_000])('tries again in its own time when the clock is set by %d ms', async (ms) => {
    const { script, start, place, clock } = setUp();
    script.decisions = () => ({ kind: 'act', action: 'call' });
    script.outcome = () => ({ kind: 'unavailable', cause: 'refused' });
    await start();
    await place('order-a');
    await clock.advance(20_000);
    const before = script.acted.length;
    clock.set(ms);
    await clock.advance(9_000);
    expect(script.acted.length - before).toBeLessThanOrEqual(1);
    await clock.advance(12_000);
    expect(script.acted.length - before).toBeGreaterThanOrEqual(2);
  });

  it('notices within a second that a deadline has passed because the clock was set', async () => {
    const { script, start, place, clock } = setUp();
    const due = clock.now() + 3_600_000;
    script.decisions = (instanceId, { now }) =>
      now >= due
        ? once(script)(instanceId)
        : { kind: 'wait', wait: { waitingFor: 'answer', since: now, due, overdueAt: null } };
    await start();
    await place('order-a');
    await clock.advance(10_000);
    clock.set(3_600_000);
    await clock.advance(1_001);
    expect(script.acted).toEqual(['order-a']);
    clock.set(-3_600_000);
    await clock.advance(60_000);
    expect(script.acted).toEqual(['order-a']);
  });

  it('tries again at once after a start, however long it would have waited', async () => {
    const { script, start, place, clock } = setUp();
    script.decisions = () => ({ kind: 'act', action: 'call' });
    script.outcome = () => ({ kind: 'unavailable', cause: 'refused' });
    const first = await start();
    await place('order-a');
    await clock.advance(60_000);
    await first.stop();
    clock.set(-3_600_000);
    const before = script.acted.length;
    await start();
    await clock.advance(10);
    expect(script.acted.length).toBe(before + 1);
  });

  it('decides an order anew at its deadline although it is parked, also after a restart', async () => {
    const { script, start, place, clock, ops } = setUp();
    const due = clock.now() + 60_000;
    script.deadline = () => due;
    script.decisions = (_instanceId, { now }) => ({ kind: 'act', action: now >= due ? 'expire' : 'stuck' });
    script.outcome = (action) => (action === 'stuck' ? { kind: 'parked', reason: 'fault' } : again);
    const first = await start();
    await place('order-a');
    await clock.advance(1_000);
    expect(ops.state.parked).toMatchObject([{ instanceId: 'order-a', due }]);
    await first.stop();
    script.outcome = (action) => ({ kind: 'parked', reason: action });
    await start();
    await clock.advance(58_000);
    expect(script.acted).toEqual(['stuck']);
    await clock.advance(120_000);
    expect(script.acted).toEqual(['stuck', 'expire']);
    expect(ops.state.parked).toMatchObject([{ instanceId: 'order-a', reason: 'expire', due: null }]);
  });

  it('decides an order anew at its deadline while something is unavailable', async () => {
    const { script, start, place, clock, ops } = setUp();
    const due = clock.now() + 3_600_000;
    script.deadline = () => due;
    script.decisions = () => ({ kind: 'act', action: 'call' });
    script.outcome = () => ({ kind: 'unavailable', cause: 'refused' });
    await start();
    await place('order-a');
    await clock.advance(1_000);
    expect(ops.state.open).toMatchObject([{ instanceId: 'order-a', due }]);
  });

  it('parks only the order that can not go on, and decides it anew when something happens to it', async () => {
    const { script, start, place, history, clock, ops } = setUp();
    script.decisions = (instanceId) => ({ kind: 'act', action: instanceId });
    script.outcome = (action) =>
      action === 'bad' ? { kind: 'parked', reason: 'AMOUNT_MISMATCH' } : { kind: 'parked', reason: 'good' };
    const runner = await start();
    await place('bad');
    await place('fine');
    await clock.advance(1_000);
    expect(ops.state.parked.map(({ instanceId, reason }) => [instanceId, reason])).toEqual([
      ['bad', 'AMOUNT_MISMATCH'],
      ['fine', 'good'],
    ]);
    script.decisions = () => ({ kind: 'done' });
    await history.happened('bad', 'OrderCancelled', { by: 'customer', reason: null });
    await clock.advance(1_000);
    expect(runner.work.isParked('bad')).toBe(false);
    expect(ops.state.parked.map(({ instanceId }) => instanceId)).toEqual(['fine']);
  });

  it('retries a parked order when told so, and forgets one when told so', async () => {
    const { script, start, place, clock, ops } = setUp();
    script.decisions = (instanceId) => ({ kind: 'act', action: instanceId });
    script.outcome = () => ({ kind: 'parked', reason: 'fault' });
    const runner = await start();
    await place('a');
    await place('b');
    await clock.advance(1_000);
    script.decisions = () => ({ kind: 'done' });
    runner.wake('a');
    expect(await runner.forget('b')).toBe(true);
    await clock.advance(1_000);
    expect(ops.state.parked).toEqual([]);
  });

  it('parks an order whose turn throws, and one that goes round in circles', async () => {
    const { script, start, place, clock, ops } = setUp();
    script.decisions = (instanceId) => ({ kind: 'act', action: instanceId });
    script.outcome = (action) => {
      if (action === 'throws') throw new TypeError('cannot read');
      return again;
    };
    await start();
    await place('throws');
    await place('circles');
    await clock.advance(1_000);
    expect(ops.state.parked.map(({ instanceId, reason }) => [instanceId, reason])).toEqual([
      ['throws', 'TypeError: cannot read'],
      ['circles', 'no end after 50 actions'],
    ]);
  });

  it('works on no more orders at once than it may, and never twice on the same', async () => {
    const { script, start, place, clock } = setUp(2);
    const open = new Set<string>();
    const ends: (() => void)[] = [];
    let most = 0;
    script.decisions = once(script);
    script.outcome = async (instanceId) => {
      expect(open.has(instanceId)).toBe(false);
      most = Math.max(most, open.add(instanceId).size);
      await new Promise<void>((resolve) => ends.push(resolve));
      open.delete(instanceId);
      return again;
    };
    await start();
    for (const instanceId of ['a', 'b', 'c', 'a']) await place(instanceId).catch(() => undefined);
    while (script.acted.length < 3 || open.size > 0) {
      ends.splice(0).map((end) => end());
      await clock.advance(0);
    }
    expect(most).toBe(2);
  });

  it('decides once more when something happens to an order while it is worked on', async () => {
    const { script, start, place, history, clock } = setUp();
    let decisions = 0;
    let end = () => {};
    script.decisions = () => {
      decisions++;
      return decisions === 1 ? { kind: 'act', action: 'slow' } : { kind: 'done' };
    };
    script.outcome = async () => {
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      return { kind: 'unavailable', cause: 'slow' };
    };
    await start();
    await place('a');
    await history.happened('a', 'OrderCancelled', { by: 'customer', reason: null });
    await clock.advance(0);
    end();
    await clock.advance(1);
    expect(decisions).toBe(2);
  });

  it('never moves its kept position past an order that is not kept', async () => {
    const { script, start, place, clock, ops } = setUp();
    script.decisions = (_instanceId, { now }) => ({
      kind: 'wait',
      wait: { waitingFor: 'answer', since: now, due: null, overdueAt: null },
    });
    const runner = await start();
    ops.failing = true;
    await place('a');
    await clock.advance(1_000);
    expect(ops.state).toMatchObject({ position: START, open: [] });
    ops.failing = false;
    await clock.advance(1_000);
    expect(ops.state).toMatchObject({ position: runner.position, open: [{ instanceId: 'a' }] });
  });

  it('keeps an order that is in work, so that a crash loses nothing', async () => {
    const { script, start, place, clock, ops } = setUp();
    const end = hang(script);
    await start();
    await place('a');
    await clock.advance(1_000);
    const kept: Position = ops.state.position;
    expect(kept > START).toBe(true);
    expect(ops.state.open).toMatchObject([{ instanceId: 'a' }]);
    end();
  });

  it('goes on at once with an order that was in work, though the clock was set back meanwhile', async () => {
    const { script, start, place, clock, ops } = setUp();
    const end = hang(script);
    await start();
    await place('a');
    await clock.advance(1_000);
    const kept = ops.state;
    end();
    await clock.advance(1);
    ops.state = kept;
    clock.set(-3_600_000);
    const before = script.acted.length;
    await start();
    await clock.advance(10);
    expect(script.acted.length).toBe(before + 1);
    end();
  });

  it('reads history again when what it kept is ahead of the log, as after a restore from a backup', async () => {
    const { script, start, place, ops } = setUp();
    await place('a');
    ops.state = { position: '9999999999999999', open: [], parked: [] };
    script.decisions = once(script);
    await start();
    expect(script.acted).toEqual(['a']);
  });

  it('writes nothing for orders that come and go between two saves but the position', async () => {
    const { script, start, place, clock, ops } = setUp();
    script.decisions = once(script);
    await start();
    await clock.advance(1_000);
    const before = ops.saves;
    for (const instanceId of ['a', 'b', 'c']) await place(instanceId);
    await clock.advance(1_000);
    expect(ops.saves).toBe(before + 1);
    expect(ops.state.open).toEqual([]);
  });
});
