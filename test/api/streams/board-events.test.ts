import { expect, it } from '@jest/globals';
import { boardEvents } from '../../../src/api/streams/board-events.ts';
import { LiveChanges } from '../../../src/api/streams/live-changes.ts';
import { START } from '../../../src/eventstore/event-store.ts';
import { TestApi } from '../support/api.ts';

it('reads the past a page after the other, and the next one only when somebody takes it', async () => {
  const api = await TestApi.start();
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
  const stopping = new AbortController();
  const shop = { log: api.log } as Parameters<typeof boardEvents>[0]['shop'];
  const live = new LiveChanges(api.store, api.clock);
  const texts = boardEvents({ shop, queries: api.queries, events }, live, START)(stopping.signal);

  const told: string[] = [];
  for await (const text of texts) {
    told.push(JSON.parse(/data: (.*)/.exec(text)?.[1] ?? '').orderId);
    expect(pages).toBeLessThanOrEqual(told.length * 3);
    if (told.length === orders.length) break;
  }
  stopping.abort();

  expect(told).toEqual(orders.map(({ orderId }) => orderId));
  await api.stop();
});
