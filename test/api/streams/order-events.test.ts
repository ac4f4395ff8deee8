import { expect, it } from '@jest/globals';
import { LiveChanges } from '../../../src/api/streams/live-changes.ts';
import { orderEvents } from '../../../src/api/streams/order-events.ts';
import { ViewBehind } from '../../../src/projections/queries.ts';
import { idOf } from '../../support/history.ts';
import { TestApi } from '../support/api.ts';

const order = idOf('order');

it('leaves a view alone for a moment that says at once that it is behind, and ends with its caller', async () => {
  const api = await TestApi.start();
  const { log, store, clock: timer } = api;
  let asked = 0;
  const queries = {
    order: async (_id: string, after?: string) => {
      if (after === undefined) return null;
      if (asked++ > 100) throw new Error('asked a hundred times without a pause');
      throw new ViewBehind('it is stopping');
    },
  };
  const gone = new AbortController();
  const shop = { log } as Parameters<typeof orderEvents>[0]['shop'];
  const live = new LiveChanges(store, timer);
  const source = orderEvents({ shop, queries, timer }, live, order, await log.head())(gone.signal);
  const told: string[] = [];
  const all = (async () => {
    for await (const text of source) told.push(text);
  })();
  await timer.advance(1_000);
  expect([told, asked]).toEqual([['event: status\ndata: null\n\n'], 3]);
  gone.abort();
  await all;
  await api.stop();
});
