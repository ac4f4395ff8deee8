import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type AppendResult,
  DamagedLog,
  RevisionConflict,
  START,
  type StoredEvent,
} from '../../../../src/platform/eventstore/event-store.ts';
import { KnownStreams } from '../../../../src/platform/eventstore/known-streams/known-streams.ts';
import { orderFamilies } from '../../../../src/stored-events/streams.ts';
import { event } from '../../../support/an-event.ts';
import { until } from '../../../support/until.ts';
import { WatchedStore } from '../../../support/watched-store.ts';

let store: WatchedStore;
let streams: KnownStreams;
let ending: AbortController;
let upTo: string;

/** Somebody in this process follows the log, from its end on unless said otherwise. */
async function follow(from?: string): Promise<void> {
  const after = from ?? (await store.head());
  const { signal } = ending;
  upTo = START;
  void (async () => {
    for await (const { position } of streams.subscribe({ after, signal })) upTo = position;
  })();
  await heard();
}

/** All that was written has been heard. */
async function heard(): Promise<void> {
  const head = await store.head();
  await until(() => upTo === head);
}

/** Somebody else writes to the log. */
function elsewhere(streamId: string, revision: number, name = `${streamId}@${revision}`): Promise<AppendResult> {
  return store.append(streamId, revision === 0 ? 'no-stream' : revision - 1, [event(name, revision)]);
}

/** This process writes to the log. */
function here(streamId: string, revision: number, name = `${streamId}@${revision}`): Promise<AppendResult> {
  return streams.append(streamId, revision === 0 ? 'no-stream' : revision - 1, [event(name, revision)]);
}

const revisions = (events: readonly StoredEvent[]) => events.map(({ revision }) => revision);

beforeEach(async () => {
  store = new WatchedStore();
  streams = new KnownStreams(store, orderFamilies);
  ending = new AbortController();
  await elsewhere('menu-kkotgil', 0);
  // An order that is older than what is heard.
  await elsewhere('order-old', 0);
  await elsewhere('payment-old', 0);
});
afterEach(() => ending.abort());

describe('a stream that is known', () => {
  beforeEach(() => follow());

  it('was read once, and is followed from then on', async () => {
    expect(revisions(await streams.known('payment-old'))).toEqual([0]);
    await elsewhere('payment-old', 1);
    await heard();
    expect(await streams.known('payment-old')).toStrictEqual(await store.readStream('payment-old'));
    expect(store.reads.slice(0, -1)).toEqual(['payment-old from 0']);
  });

  it('needs no read when its first event was heard; nor does any stream of an order whose first event was heard', async () => {
    await elsewhere('order-1', 0);
    await elsewhere('payment-1', 0);
    await elsewhere('payment-1', 1);
    await heard();
    expect(revisions(await streams.known('order-1'))).toEqual([0]);
    expect(revisions(await streams.known('payment-1'))).toEqual([0, 1]);
    expect(await streams.known('review-1')).toEqual([]);
    expect(store.reads).toEqual([]);
  });

  it('has what was written here as soon as that is answered', async () => {
    const send = store.holdEvents();
    await here('order-1', 0);
    await here('payment-1', 0);
    await here('payment-1', 1);
    expect(revisions(await streams.known('payment-1'))).toEqual([0, 1]);
    expect(await streams.known('review-1')).toEqual([]);
    expect(store.reads).toEqual([]);
    for (const stream of ['order-1', 'payment-1']) {
      expect(await streams.known(stream)).toStrictEqual(await store.readStream(stream));
    }
    send();
    await heard();
    for (const stream of ['order-1', 'payment-1']) {
      expect(await streams.known(stream)).toStrictEqual(await store.readStream(stream));
    }
  });

  it('is known to be empty, too, until something comes', async () => {
    expect(await streams.known('review-old')).toEqual([]);
    expect(await streams.known('review-old')).toEqual([]);
    expect(store.reads).toHaveLength(1);
    await elsewhere('review-old', 0);
    await heard();
    expect(revisions(await streams.known('review-old'))).toEqual([0]);
  });

  it('is handed out as it stood: what comes later does not change it', async () => {
    await here('order-1', 0);
    const before = await streams.known('order-1');
    await here('order-1', 1);
    expect(before).toHaveLength(1);
  });

  it('is read anew after a conflict, which shows that it was not all there is', async () => {
    await here('order-1', 0);
    await heard();
    const send = store.holdEvents();
    await elsewhere('order-1', 1);
    await expect(here('order-1', 1, 'mine')).rejects.toBeInstanceOf(RevisionConflict);
    expect(revisions(await streams.known('order-1'))).toEqual([0, 1]);
    send();
  });

  it('shows the log’s version of an event that was written elsewhere under the same id, once that is heard', async () => {
    await here('order-1', 0);
    await heard();
    const send = store.holdEvents();
    await store.append('order-1', 0, [{ ...event('twin'), data: { whose: 'theirs' } }]);
    await streams.append('order-1', 0, [{ ...event('twin'), data: { whose: 'ours' } }]);
    expect((await streams.known('order-1'))[1]?.data).toEqual({ whose: 'ours' });
    expect((await streams.latest('order-1'))[1]?.data).toEqual({ whose: 'theirs' });
    expect((await streams.known('order-1'))[1]?.data).toEqual({ whose: 'theirs' });
    send();
    await heard();
    expect((await streams.known('order-1'))[1]?.data).toEqual({ whose: 'theirs' });
  });

  it('is not made of an answer that comes after what it tells of was heard, and forgotten', async () => {
    streams = new KnownStreams(store, orderFamilies, 3);
    await follow();
    await here('order-1', 0);
    await here('order-2', 0);
    await here('order-2', 1);
    await elsewhere('order-1', 1);
    await heard();
    // A repeat: the log answers as it did the first time.
    await here('order-1', 0);
    expect(revisions(await streams.known('order-1'))).toEqual([0, 1]);
  });

  it('has to be read after several events were written to it at once: the places of all but the last are not known', async () => {
    const send = store.holdEvents();
    await streams.append('menu-other', 'no-stream', [event('a'), event('b')]);
    expect(await streams.known('menu-other')).toStrictEqual(await store.readStream('menu-other'));
    send();
  });
});

describe('what a log says that it has stored', () => {
  beforeEach(async () => {
    await follow();
    [store.tellsStored, store.isAlone] = [true, true];
  });

  it('counts as shown by it: it is the latest before it is heard, of several events at once, too', async () => {
    const send = store.holdEvents();
    await streams.append('order-1', 'no-stream', [event('a'), event('b')]);
    await here('order-1', 2);
    expect(revisions(await streams.latest('order-1'))).toEqual([0, 1, 2]);
    expect(await streams.known('payment-1')).toEqual([]);
    expect(store.reads).toEqual([]);
    send();
  });

  it('is the same stream still when it is heard', async () => {
    await here('order-1', 0);
    const stream = await streams.known('order-1');
    await heard();
    expect(await streams.known('order-1')).toBe(stream);
    expect(stream[0]).toBe((await store.readStream('order-1'))[0]);
  });
});

describe('the latest of a stream', () => {
  it('is read from where the log was last seen to be, and no further back', async () => {
    await follow();
    await here('order-1', 0);
    await here('order-1', 1);
    await heard();
    expect(revisions(await streams.latest('order-1'))).toEqual([0, 1]);
    expect(store.reads).toEqual(['order-1 from 2']);
  });

  it('needs no read where nobody else writes, and the log has shown all there is', async () => {
    await follow();
    store.isAlone = true;
    await here('order-1', 0);
    await heard();
    expect(revisions(await streams.latest('order-1'))).toEqual([0]);
    expect(await streams.latest('review-1')).toEqual([]);
    expect(store.reads).toEqual([]);
    const send = store.holdEvents();
    await here('order-1', 1);
    await elsewhere('payment-1', 0);
    expect(revisions(await streams.latest('order-1'))).toEqual([0, 1]);
    expect(revisions(await streams.latest('payment-1'))).toEqual([0]);
    expect(store.reads).toEqual(['order-1 from 1', 'payment-1 from 0']);
    send();
  });

  it('has what was written elsewhere and is not heard yet; from then on the stream is known so', async () => {
    await follow();
    await elsewhere('order-1', 0);
    await heard();
    const send = store.holdEvents();
    await elsewhere('order-1', 1);
    expect(revisions(await streams.known('order-1'))).toEqual([0]);
    expect(revisions(await streams.latest('order-1'))).toEqual([0, 1]);
    expect(revisions(await streams.known('order-1'))).toEqual([0, 1]);
    send();
  });

  it('is asked for anew even while the stream is being read: that read may have looked before', async () => {
    await follow();
    const answer = store.holdAnswers();
    const known = streams.known('payment-old');
    await until(() => store.reads.length === 1);
    await elsewhere('payment-old', 1);
    const latest = streams.latest('payment-old');
    answer();
    expect(revisions(await latest)).toEqual([0, 1]);
    await known;
    await heard();
    expect(revisions(await streams.known('payment-old'))).toEqual([0, 1]);
  });

  it('is all of the log’s where nothing is known', async () => {
    expect(revisions(await streams.latest('order-old'))).toEqual([0]);
  });

  it('that turns out to be damaged is not served from memory any more', async () => {
    await follow();
    await here('order-1', 0);
    await heard();
    store.fault = new DamagedLog('event 0 of order-1 was changed');
    await expect(streams.latest('order-1')).rejects.toBeInstanceOf(DamagedLog);
    await expect(streams.known('order-1')).rejects.toBeInstanceOf(DamagedLog);
  });
});

describe('a read of a stream that is not known', () => {
  beforeEach(() => follow());

  it('is shared, and takes in what is heard while it is under way', async () => {
    const answer = store.holdAnswers();
    const first = streams.known('payment-old');
    await until(() => store.reads.length === 1);
    await elsewhere('payment-old', 1);
    await heard();
    const woken = streams.known('payment-old');
    answer();
    expect(revisions(await woken)).toEqual([0, 1]);
    expect(revisions(await first)).toEqual([0, 1]);
    expect(revisions(await streams.known('payment-old'))).toEqual([0, 1]);
    expect(store.reads).toHaveLength(1);
  });

  it('is made again when it failed', async () => {
    store.fault = new Error('not now');
    await expect(streams.known('payment-old')).rejects.toThrow('not now');
    store.fault = null;
    expect(revisions(await streams.known('payment-old'))).toEqual([0]);
  });
});

describe('the memory', () => {
  it('keeps nothing while nobody follows the log', async () => {
    await here('order-1', 0);
    await streams.known('order-1');
    await streams.known('order-1');
    expect(store.reads).toHaveLength(2);
  });

  it('forgets all when nobody follows any more', async () => {
    await follow();
    await here('order-1', 0);
    ending.abort();
    await until(async () => {
      store.reads.length = 0;
      await streams.known('order-1');
      return store.reads.length > 0;
    });
  });

  it('is taught nothing by a reader of history, nor made to forget', async () => {
    for (let order = 0; order < 300; order++) await elsewhere(`order-${order}`, 0);
    await follow();
    await here('order-new', 0);
    await follow(START);
    await streams.known('order-new');
    expect(store.reads).toEqual([]);
    await streams.known('order-7');
    expect(store.reads).toEqual(['order-7 from 0']);
  });

  it('is emptied for a reader that is ahead of all that was heard: what lies between was not', async () => {
    await follow();
    await here('order-1', 0);
    await heard();
    const behind = await store.head();
    const send = store.holdEvents();
    await elsewhere('order-1', 1);
    const head = await store.head();
    // One that the log sends to at once, beside the one that it keeps waiting.
    store.subscribe = async function* () {
      yield { events: [], position: head, live: true };
    };
    const atTheEnd = streams.subscribe({ after: head, signal: ending.signal })[Symbol.asyncIterator]();
    await atTheEnd.next();
    expect(upTo).toBe(behind);
    expect(revisions(await streams.known('order-1'))).toEqual([0, 1]);
    send();
  });
});
