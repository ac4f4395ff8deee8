import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { START, StoreUnavailable } from '../../../../src/platform/eventstore/event-store.ts';
import type { Damage, WalkStep } from '../../../../src/platform/eventstore/log-check/damage.ts';
import { LogCheck } from '../../../../src/platform/eventstore/log-check/log-check.ts';
import { walkEvents } from '../../../../src/platform/eventstore/log-check/walk-events.ts';
import { createEventLog, type EventLog } from '../../../../src/stored-events/event-log.ts';
import { event } from '../../../support/an-event.ts';
import { codecWorld } from '../../../support/codec-world.ts';
import { FixedClock } from '../../../support/fixed-clock.ts';
import { MemoryEventStore } from '../../../support/memory-event-store.ts';

const DAY = 86_400_000;
const changed: Damage = { position: '2', streamId: 'order-1', what: 'changed' };

describe('the check of the log', () => {
  let clock: FixedClock;
  let steps: (WalkStep | Error)[];
  let said: object[];
  let check: LogCheck;
  let stop: AbortController;
  let load: number;
  let asked: string[];
  let running: Promise<void>;
  beforeEach(() => {
    clock = new FixedClock();
    stop = new AbortController();
    steps = [];
    said = [];
    load = 0;
    asked = [];
    const quiet = () => undefined;
    check = new LogCheck({
      walk: async function* (after) {
        asked.push(after);
        const wanted = after === START ? steps : [];
        for (const step of [...wanted]) {
          if (step instanceof Error) throw step;
          yield step;
        }
      },
      clock,
      timer: clock,
      logger: { info: quiet, warn: quiet, error: (facts) => said.push(facts) },
      everyMs: DAY,
      load: () => load,
    });
  });
  afterEach(async () => {
    stop.abort();
    await running;
  });
  const start = async () => {
    running = check.run(stop.signal);
    await clock.advance(0);
  };

  it('says how far it is, and what it has found so far', async () => {
    steps = [
      { upTo: '2', damage: [changed] },
      { upTo: '4', damage: [] },
    ];
    await start();
    expect(check.state).toEqual({ checkedTo: '2', checkedAt: null, damage: [changed], more: 0 });
    await clock.advance(100);
    expect(check.state).toMatchObject({
      checkedTo: '4',
      checkedAt: expect.stringContaining('2026'),
      damage: [changed],
    });
    expect(said).toEqual([changed]);
  });

  it('begins again every day, knows damage until the new check has ended, and says it once', async () => {
    steps = [{ upTo: '2', damage: [changed] }];
    await start();
    await clock.advance(5);
    const { checkedAt } = check.state;
    steps = [
      { upTo: '2', damage: [] },
      { upTo: '3', damage: [{ ...changed, position: '3' }] },
    ];
    await clock.advance(DAY);
    expect(check.state).toMatchObject({ checkedAt, damage: [changed] });
    await clock.advance(100);
    expect(check.state.damage).toEqual([{ ...changed, position: '3' }]);
    expect(check.state.checkedAt).not.toBe(checkedAt);
    expect(said).toHaveLength(2);
  });

  it('begins again when the log was away', async () => {
    steps = [new StoreUnavailable('away')];
    await start();
    steps = [{ upTo: '9', damage: [] }];
    await clock.advance(10_000);
    expect(check.state.checkedTo).toBe('9');
  });

  it('puts news off while the thread has much to do, until it has not, and not for ever', async () => {
    steps = [{ upTo: '2', damage: [] }];
    load = 0.9;
    await start();
    await clock.advance(60_000);
    expect(asked).toEqual([START]);
    load = 0.1;
    await clock.advance(10_000);
    expect(asked).toEqual([START, '2']);
    load = 0.9;
    await clock.advance(280_000);
    expect(asked).toHaveLength(2);
    await clock.advance(20_000);
    expect(asked).toHaveLength(3);
  });

  it('names a thousand places, and counts the others', async () => {
    const many = [...Array(1_500)].map((_, n) => ({ ...changed, position: String(n) }));
    steps = [{ upTo: '2', damage: many }];
    await start();
    expect([check.state.damage.length, check.state.more]).toEqual([1_000, 500]);
  });
});

describe('a walk over a log whose store keeps checksums', () => {
  it('finds what the program can not read, and streams with a gap', async () => {
    const store = new MemoryEventStore();
    await store.append('order-1', 'no-stream', [event('a')]);
    const log = createEventLog(store, (await codecWorld()).codec);
    const cut = {
      readAll: async function* () {
        for await (const page of log.readAll()) yield page.map((each) => ({ ...each, revision: 2 }));
      },
    } as Pick<EventLog, 'readAll'>;
    const found = [];
    for await (const { damage } of walkEvents(cut)(START, new AbortController().signal)) found.push(...damage);
    expect(found.map(({ streamId, what }) => [streamId, what])).toEqual([
      ['order-1', 'missing'],
      ['order-1', 'unreadable'],
    ]);
  });

  it('is not held up by a log that does not answer when it is to stop', async () => {
    const asked = Promise.withResolvers<void>();
    const silent = {
      readAll: () => ({
        [Symbol.asyncIterator]: () => ({
          next: () => {
            asked.resolve();
            return new Promise(() => undefined);
          },
        }),
      }),
    } as unknown as Pick<EventLog, 'readAll'>;
    const stop = new AbortController();
    const walked = (async () => {
      for await (const _ of walkEvents(silent)(START, stop.signal)) throw new Error('nothing was there');
    })();
    await asked.promise;
    stop.abort();
    await walked;
  });
});
