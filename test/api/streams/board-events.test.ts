import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { boardEvents } from '../../../src/api/streams/board-events.ts';
import { LiveChanges } from '../../../src/api/streams/live-changes.ts';
import { type Position, START } from '../../../src/platform/eventstore/event-store.ts';
import { toPositionToken } from '../../../src/platform/eventstore/position-token.ts';
import type { Queries } from '../../../src/projections/queries.ts';
import { idOf } from '../../support/history.ts';
import { TestApi } from '../support/api.ts';

interface Told {
  readonly event: string;
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of both shapes.
  readonly data: any;
}

let api: TestApi;
let stopping: AbortController;
beforeEach(async () => {
  api = await TestApi.start();
  stopping = new AbortController();
});
afterEach(async () => {
  stopping.abort();
  await api.stop();
});

interface Over {
  readonly from?: Position | null;
  readonly queries?: Pick<Queries, 'deliveries' | 'delivery'>;
  readonly events?: TestApi['store'];
}

/** What the stream says, each text as it comes. */
function open({ from = null, queries = api.queries, events = api.store }: Over = {}): AsyncIterator<string> {
  const shop = { log: api.log } as Parameters<typeof boardEvents>[0]['shop'];
  const live = new LiveChanges(api.store, api.clock);
  const source = boardEvents({ shop, queries, events, timer: api.clock }, live, from);
  return source(stopping.signal)[Symbol.asyncIterator]();
}

/** The next event, whose text may come in pieces. */
async function next(texts: AsyncIterator<string>): Promise<Told> {
  let text = '';
  while (!text.endsWith('\n\n') || text.startsWith(':')) {
    if (text.startsWith(':')) text = '';
    text += (await texts.next()).value;
  }
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1] ?? '';
  return { event: field('event'), id: field('id'), data: JSON.parse(field('data')) };
}

/** Orders with the florist, written straight into the log. */
async function manyRequested(count: number): Promise<string[]> {
  const { orderId: like } = await api.requested();
  const placed = (await api.log.readStream(`order-${like}`))[0]?.data as never;
  const ids = Array.from({ length: count - 1 }, (_, n) => idOf(`many-${n}`));
  for (const orderId of ids) {
    await api.history.happened(orderId, 'OrderPlaced', placed);
    await api.history.happened(orderId, 'OrderPaid', { paymentId: 'pay', amount: 90_000 });
    await api.history.happened(orderId, 'DeliveryRequested', { deliverOn: null, window: null });
  }
  return [like, ...ids];
}

const idsOf = ({ data }: Told): string[] => data.items.map(({ orderId }: { orderId: string }) => orderId);
const accept = (orderId: string) => api.history.happened(orderId, 'DeliveryAccepted', {});
const start = (orderId: string) => api.history.happened(orderId, 'DeliveryStarted', {});
const fail = (orderId: string) => api.history.happened(orderId, 'DeliveryFailed', { reason: '부재중' });

/** Queries during which something happens, before they answer or after. */
function during(what: {
  before?: (status: string) => Promise<void>;
  after?: (status: string) => Promise<void>;
}): Pick<Queries, 'deliveries' | 'delivery'> {
  return {
    delivery: (...args) => api.queries.delivery(...args),
    deliveries: async (query, after) => {
      await what.before?.(query.status ?? '');
      const page = await api.queries.deliveries(query, after);
      await what.after?.(query.status ?? '');
      return page;
    },
  };
}

/** Runs once, however often it is called. */
function once(what: (status: string) => Promise<unknown>, at: string) {
  let done = false;
  return async (status: string) => {
    if (done || status !== at) return;
    done = true;
    await what(status);
  };
}

describe('the stream begins with the whole board', () => {
  it('when nothing is on it', async () => {
    const texts = open();
    const position = toPositionToken(api.log.logId, await api.store.head());
    expect(await next(texts)).toEqual({ event: 'board', id: position, data: { position, items: [] } });
  });

  it('with its one card, as the list of deliveries shows it', async () => {
    const { orderId } = await api.requested();
    expect((await next(open())).data.items).toEqual([await api.queries.delivery(orderId)]);
  });

  it('with many cards, each once, in one event of several pieces', async () => {
    const ids = await manyRequested(130);
    let asked = 0;
    const counting = async () => {
      asked++;
    };
    const texts = open({ queries: during({ before: counting }) });
    const pieces = [(await texts.next()).value as string, (await texts.next()).value as string];
    expect(pieces.map((piece) => piece.endsWith('\n\n'))).toEqual([false, false]);
    // Nothing is read ahead of who reads slowly.
    expect(asked).toBe(2);
    let text = pieces.join('');
    while (!text.endsWith('\n\n')) text += (await texts.next()).value;
    const items = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '').items as { orderId: string }[];
    expect(items.map(({ orderId }) => orderId).toSorted()).toEqual(ids.toSorted());
  });

  it('with open cards alone, whatever step they are at', async () => {
    const [requested, accepted, started, failed, completed] = await manyRequested(5);
    for (const id of [accepted, started, failed, completed]) await accept(id as string);
    for (const id of [started, failed, completed]) await start(id as string);
    await fail(failed as string);
    await api.history.happened(completed as string, 'DeliveryCompleted', {});
    expect(idsOf(await next(open())).toSorted()).toEqual([requested, accepted, started, failed].toSorted());
  });
});

describe('what changes while the board is read', () => {
  it('is told afterwards, when the board was read before it', async () => {
    const { orderId } = await api.requested();
    const texts = open({ queries: during({ after: once(() => accept(orderId), 'Failed') }) });
    expect((await next(texts)).data.items).toMatchObject([{ orderId, status: 'Requested' }]);
    expect(await next(texts)).toMatchObject({ event: 'delivery', data: { orderId, status: 'Accepted' } });
  });

  it('is not told again, when the board shows it', async () => {
    const { orderId } = await api.requested();
    const texts = open({ queries: during({ before: once(() => accept(orderId), 'Requested') }) });
    expect((await next(texts)).data.items).toMatchObject([{ orderId, status: 'Accepted' }]);
    await start(orderId);
    expect(await next(texts)).toMatchObject({ event: 'delivery', data: { orderId, status: 'Started' } });
  });

  it('shows no card twice that goes where the reading has still to come', async () => {
    const { orderId } = await api.requested();
    const texts = open({ queries: during({ after: once(() => accept(orderId), 'Requested') }) });
    expect((await next(texts)).data.items).toMatchObject([{ orderId, status: 'Requested' }]);
    expect((await next(texts)).data).toMatchObject({ orderId, status: 'Accepted' });
  });

  it('loses no card that goes where the reading has been', async () => {
    const { orderId } = await api.requested();
    await accept(orderId);
    await start(orderId);
    await fail(orderId);
    const texts = open({ queries: during({ before: once(() => start(orderId), 'Failed') }) });
    expect((await next(texts)).data.items).toEqual([]);
    expect((await next(texts)).data).toMatchObject({ orderId, status: 'Started' });
  });

  it('is all told, none lost and none twice, when there is much of both', async () => {
    const ids = await manyRequested(110);
    let moved = 0;
    const moveSome = async () => {
      for (const id of ids.slice(moved, moved + 10)) await accept(id);
      moved += 10;
    };
    const texts = open({ queries: during({ before: moveSome, after: moveSome }) });
    const board = await next(texts);
    await start(ids[0] as string);

    const standing = new Map<string, string>(
      board.data.items.map(({ orderId, status }: Record<string, string>) => [orderId, status]),
    );
    expect(standing.size).toBe(110);
    const expected = new Map(ids.map((id, n) => [id, n === 0 ? 'Started' : n < moved ? 'Accepted' : 'Requested']));
    const isAllTold = () => ids.every((id) => standing.get(id) === expected.get(id));
    while (!isAllTold()) {
      const { data } = await next(texts);
      expect([data.orderId, data.status]).not.toEqual([data.orderId, standing.get(data.orderId)]);
      standing.set(data.orderId, data.status);
    }
  });
});

describe('who comes back', () => {
  it('gets the board, and then each order that has changed, once, also how those ended that are gone from it', async () => {
    const [open1, ended, untouched] = await manyRequested(3);
    const seen = await api.store.head();
    await accept(open1 as string);
    await start(open1 as string);
    await api.history.happened(ended as string, 'DeliveryCancelled', { by: 'customer' });

    const texts = open({ from: seen });
    const board = await next(texts);
    expect(board.id).toBe(toPositionToken(api.log.logId, seen));
    expect(idsOf(board).toSorted()).toEqual([open1, untouched].toSorted());
    expect((await next(texts)).data).toMatchObject({ orderId: open1, status: 'Started' });
    expect((await next(texts)).data).toMatchObject({ orderId: ended, status: 'Cancelled' });
    await accept(untouched as string);
    expect((await next(texts)).data).toMatchObject({ orderId: untouched, status: 'Accepted' });
  });

  it('is read the past a page after the other, and the next one only when somebody takes it', async () => {
    const orders = [await api.requested(), await api.requested(), await api.requested()];
    let pages = 0;
    const events: TestApi['store'] = Object.create(api.store, {
      readAll: {
        value: async function* (options: object) {
          for await (const page of api.store.readAll({ ...options, pageSize: 2 })) {
            pages++;
            yield page;
          }
        },
      },
    });
    const texts = open({ from: START, events });
    await next(texts);

    const told: string[] = [];
    while (told.length < orders.length) {
      told.push((await next(texts)).data.orderId);
      expect(pages).toBeLessThanOrEqual(told.length * 3);
    }
    expect(told).toEqual(orders.map(({ orderId }) => orderId));
  });
});

describe('a view that is behind', () => {
  it('is waited for with a heartbeat now and then, and not with a flood of them', async () => {
    const { orderId } = await api.requested();
    api.queries.behind = true;
    const texts = open();
    let beats = 0;
    const board = (async () => {
      for (;;) {
        const { value } = await texts.next();
        if (!value.startsWith(':')) return value as string;
        beats++;
      }
    })();
    for (let seconds = 0; seconds < 10; seconds++) await api.clock.advance(1_000);
    api.queries.behind = false;
    await api.clock.advance(2_500);
    expect(await board).toContain(orderId);
    expect(beats).toBe(4);
  });

  it('goes on within the board where it was', async () => {
    const ids = await manyRequested(3);
    const queries = during({
      before: async (status) => {
        api.queries.behind = status === 'Accepted' && tries++ === 0;
      },
    });
    let tries = 0;
    const texts = open({ queries });
    const board = next(texts);
    await api.afterWaiting(2_000);
    await api.afterWaiting(500);
    expect(idsOf(await board).toSorted()).toEqual(ids.toSorted());
  });
});
