import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type EventStore, StoreUnavailable } from '../../../src/platform/eventstore/event-store.ts';
import { EmbeddedOpsStore } from '../../../src/platform/processes/embedded/ops-store.ts';
import { ProcessRunner } from '../../../src/platform/processes/runner/runner.ts';
import { noSpans } from '../../../src/platform/runtime/spans.ts';
import { WallWatch } from '../../../src/platform/runtime/wall-watch.ts';
import { createShippingProcess } from '../../../src/processes/shipping/shipping-process.ts';
import { createEventLog, type EventLog } from '../../../src/stored-events/event-log.ts';
import { usualTerms } from '../../support/deadline-terms.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { aRoseOrder, History, idOf } from '../../support/history.ts';
import { MemoryEventStore } from '../../support/memory-event-store.ts';
import { PlainCodec } from '../../support/plain-codec.ts';
import { quiet } from '../../support/quiet-logger.ts';

const SECOND = 1_000;
/** The florist is reminded after ten of these, and refused after sixty. */
const WHILE = 6 * SECOND;
const terms = { ...usualTerms, remindMs: 10 * WHILE, refuseMs: 60 * WHILE };
const ORDER = idOf('order');

/** A log that can be away for some kinds of calls. */
class AwayStore extends MemoryEventStore {
  away: readonly ('read' | 'append')[] = [];

  override async readStream(...args: Parameters<EventStore['readStream']>) {
    if (this.away.includes('read')) throw new StoreUnavailable('away');
    return super.readStream(...args);
  }

  override async append(...args: Parameters<EventStore['append']>) {
    if (this.away.includes('append')) throw new StoreUnavailable('away');
    return super.append(...args);
  }
}

describe('a log that was away while the florist could have answered', () => {
  let clock: FixedClock;
  let store: AwayStore;
  let log: EventLog;
  let history: History;
  let runner: ProcessRunner<unknown, unknown>;
  beforeEach(async () => {
    // 03:00 UTC is noon in Seoul.
    clock = new FixedClock('2026-11-23T03:00:00.000Z');
    store = new AwayStore();
    log = createEventLog(store, new PlainCodec());
    history = new History(clock, log);
    const process = createShippingProcess({ log, clock, settings: { terms } });
    const wall = new WallWatch(clock, clock);
    const ops = new EmbeddedOpsStore(':memory:');
    runner = new ProcessRunner(process, {
      log,
      ops,
      clock,
      timer: clock,
      wall,
      logger: quiet,
      spans: noSpans,
      idNames: { inLogs: 'id', inSpans: 'id' },
      concurrency: 8,
    }) as never;
    await runner.start();
    await clock.advance(SECOND);
  });
  afterEach(() => runner.stop());

  const paid = async (window: string | null = null) => {
    await history.happened(ORDER, 'OrderPlaced', { ...aRoseOrder, window, deliverOn: window && '2026-11-23' });
    await history.happened(ORDER, 'OrderPaid', { paymentId: 'p', amount: 90_000 });
    await clock.advance(WHILE);
  };
  const delivery = async () => (await log.readStream(`delivery-${ORDER}`)).map(({ type }) => type);

  it.each([[['read', 'append']], [['append']]] as const)(
    'for %j leaves a whole reminder interval afterwards, without a restart',
    async (away) => {
      await paid();
      store.away = away;
      await clock.advance(70 * WHILE);
      store.away = [];
      await clock.advance(12 * SECOND);
      expect(await delivery()).toEqual(['DeliveryRequested', 'DeliveryReminded']);
      await clock.advance(8 * WHILE);
      expect(await delivery()).toEqual(['DeliveryRequested', 'DeliveryReminded']);
      await clock.advance(3 * WHILE);
      expect(await delivery()).toEqual(['DeliveryRequested', 'DeliveryReminded', 'DeliveryRejected']);
    },
  );

  it('between two turns of the order counts as away, too', async () => {
    await paid();
    await clock.advance(10 * WHILE);
    store.away = ['read', 'append'];
    await clock.advance(45 * WHILE);
    store.away = [];
    await clock.advance(6 * WHILE);
    expect(await delivery()).toEqual(['DeliveryRequested', 'DeliveryReminded']);
    await clock.advance(5 * WHILE);
    expect(await delivery()).toContain('DeliveryRejected');
  });

  it('does not move the end of the window', async () => {
    await paid('12:02-12:05');
    store.away = ['read', 'append'];
    await clock.advance(70 * WHILE);
    store.away = [];
    await clock.advance(12 * SECOND);
    expect(await delivery()).toEqual(['DeliveryRequested', 'DeliveryRejected']);
  });

  it('for a moment changes nothing', async () => {
    await paid();
    await clock.advance(20 * WHILE);
    store.away = ['read', 'append'];
    await clock.advance(3 * SECOND);
    store.away = [];
    await clock.advance(39 * WHILE);
    expect(await delivery()).toContain('DeliveryRejected');
  });
});
