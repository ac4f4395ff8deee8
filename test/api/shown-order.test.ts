import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { idOf } from '../support/history.ts';
import { FLORIST_TOKEN, type Placed, TestApi } from './support/api.ts';

let api: TestApi;
let placed: Placed;
beforeEach(async () => {
  api = await TestApi.start();
  placed = await api.placed();
  api.queries.late = true;
});
afterEach(() => api.stop());

describe('an order that was placed a moment ago, and is not in its view yet', () => {
  const asked = {
    'its customer': () => api.get(`/api/orders/${placed.orderId}`, placed.trackingToken),
    'the florist': () => api.get(`/api/orders/${placed.orderId}`, FLORIST_TOKEN),
    'its recipient': () => api.get(`/g/${api.links.giftTokenFor(placed.orderId)}`),
  };

  it.each(Object.entries(asked))('is waited for when %s asks', async (_who, ask) => {
    expect((await ask()).status).toBe(200);
  });

  it.each(Object.entries(asked))(
    'is never denied when %s asks, also where the view does not come',
    async (_who, ask) => {
      api.queries.behind = true;

      const answer = ask();
      await api.afterWaiting(2_000);

      expect((await answer).status).toBe(503);
    },
  );

  it('is waited for by who follows it', async () => {
    api.queries.behind = true;

    const answer = api.get(`/api/orders/${placed.orderId}/stream`, placed.trackingToken);
    await api.afterWaiting(2_000);

    expect(await answer).toMatchObject({ status: 503, body: { code: 'VIEW_BEHIND' } });
  });
});

it('an order that was never placed is not waited for', async () => {
  api.queries.behind = true;

  expect(await api.get(`/api/orders/${idOf('nobody placed it')}`, FLORIST_TOKEN)).toMatchObject({
    status: 404,
    body: { code: 'ORDER_NOT_FOUND' },
  });
});
