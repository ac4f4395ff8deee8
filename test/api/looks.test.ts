import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FLORIST_TOKEN, OPERATOR_TOKEN, type Placed, TestApi } from './support/api.ts';
import { signedIn } from './support/staff.ts';
import { fieldsOf } from './support/window.ts';

let api: TestApi;
let placed: Placed;
beforeAll(async () => {
  api = await TestApi.start();
  placed = await api.requested();
});
afterAll(() => api.stop());
beforeEach(() => {
  api.looks.length = 0;
});

describe('who of the shop looks at whose data', () => {
  it.each([
    ['/api/orders/:orderId', FLORIST_TOKEN, 'florist'],
    ['/api/orders', OPERATOR_TOKEN, 'operator'],
    ['/api/deliveries', FLORIST_TOKEN, 'florist'],
    ['/api/notifications', FLORIST_TOKEN, 'florist'],
    ['/api/audit/orders/:orderId', OPERATOR_TOKEN, 'operator'],
  ])('is recorded: GET %s', async (route, token, who) => {
    await api.get(route.replace(':orderId', placed.orderId), token);
    expect(api.looks).toEqual([[who, `GET ${route}`, [placed.orderId]]]);
  });

  it('is recorded of pages too, by the name of who is signed in', async () => {
    const window = await signedIn(api, '지은', 'operator');
    api.looks.length = 0;
    await window.get(`/ops/audit/${placed.orderId}`);
    expect(api.looks).toEqual([['operator:지은', 'GET /ops/audit/:orderId', [placed.orderId]]]);
  });

  it('is recorded of what the search for orders has found, though its form is sent', async () => {
    const window = await signedIn(api, '민아', 'florist');
    const form = fieldsOf(await window.get('/shop/orders'), '/shop/orders');
    api.looks.length = 0;
    const { status } = await window.post('/shop/orders', { ...form, q: placed.orderId.slice(-8) });
    expect(status).toBe(200);
    expect(api.looks).toEqual([['florist:민아', 'POST /shop/orders', [placed.orderId]]]);
  });

  it('is not recorded of customers, of refusals, and of what shows nobody', async () => {
    await api.get(`/api/orders/${placed.orderId}`, placed.trackingToken);
    await api.get('/api/orders/0198f1f0-9d2c-7c5e-8a51-0f6f1d3c2b1a', OPERATOR_TOKEN);
    await api.get('/api/orders?limit=0', FLORIST_TOKEN);
    for (const path of ['/api/views', '/api/processes', '/api/log', '/api/menu']) await api.get(path, OPERATOR_TOKEN);
    await api.post(`/api/deliveries/${placed.orderId}/accept`, FLORIST_TOKEN);
    expect(api.looks).toEqual([]);
  });
});
