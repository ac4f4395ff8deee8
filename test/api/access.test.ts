import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IDENTITIES, OPERATOR_TOKEN, TestApi, tokenOf, type Who } from './support/api.ts';
import { aMenuItem, anOrder } from './support/examples.ts';

/** What each of the six gets: `in` when the request came through to the route, otherwise the status that kept it out. */
type Row = Readonly<Record<Who, 'in' | 401 | 403 | 404>>;

const anyone: Row = {
  nobody: 'in',
  forger: 401,
  customer: 'in',
  'another customer': 'in',
  florist: 'in',
  operator: 'in',
};
const ownOrder: Row = {
  nobody: 401,
  forger: 401,
  customer: 'in',
  'another customer': 404,
  florist: 'in',
  operator: 'in',
};
const customer: Row = {
  nobody: 401,
  forger: 401,
  customer: 'in',
  'another customer': 404,
  florist: 403,
  operator: 403,
};
const shop: Row = { nobody: 401, forger: 401, customer: 403, 'another customer': 403, florist: 'in', operator: 'in' };
const operator: Row = {
  nobody: 401,
  forger: 401,
  customer: 403,
  'another customer': 403,
  florist: 403,
  operator: 'in',
};
/** No identity is looked at. */
const probe: Row = { ...anyone, forger: 'in' };

const matrix: Readonly<Record<string, Row>> = {
  getMenu: anyone,
  getMenuItem: anyone,
  changeMenuItem: shop,
  putMenuItem: shop,
  removeMenuItem: shop,
  placeOrder: anyone,
  getOrder: ownOrder,
  followOrder: ownOrder,
  cancelOrder: ownOrder,
  writeReview: customer,
  acceptDispute: operator,
  settleRefund: operator,
  listOrders: shop,
  getLog: operator,
  listDeliveries: shop,
  followDeliveries: shop,
  acceptDelivery: shop,
  rejectDelivery: shop,
  startDelivery: shop,
  completeDelivery: shop,
  failDelivery: shop,
  returnDelivery: shop,
  listReviews: shop,
  checkReview: shop,
  replyToReview: shop,
  listNotifications: shop,
  getTakings: shop,
  listViews: operator,
  getView: operator,
  rebuildView: operator,
  verifyView: operator,
  switchView: operator,
  dropView: operator,
  listProcesses: operator,
  retryParked: operator,
  skipParked: operator,
  erasePerson: operator,
  getReconciliation: operator,
  reconcile: operator,
  getStream: operator,
  getStory: operator,
  isLive: probe,
  isReady: probe,
};

const bodies: Readonly<Record<string, object>> = {
  putMenuItem: aMenuItem(),
  changeMenuItem: { price: 30_000 },
  placeOrder: anOrder(),
  writeReview: { rating: 5, text: '좋아요' },
  acceptDispute: { reference: 'agreed by phone' },
  settleRefund: { reference: 'bank 42' },
  rejectDelivery: { reason: '꽃이 없어요' },
  failDelivery: { reason: '부재중' },
  replyToReview: { text: '고맙습니다' },
  erasePerson: { phone: '010-1234-5678' },
};

let api: TestApi;
let orderId: string;
beforeAll(async () => {
  // Streams never end by themselves: without room for any, coming through shows as TOO_MANY_STREAMS.
  api = await TestApi.start({}, { maxStreams: 0 });
  orderId = (await api.requested()).orderId;
});
afterAll(() => api.stop());

describe('who may call what', () => {
  it('is written down here for every operation of the document', async () => {
    expect(api.contract.operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(matrix).sort());
  });

  it.each(Object.keys(matrix).flatMap((operationId) => IDENTITIES.map((who) => [operationId, who] as const)))(
    '%s by %s',
    async (operationId, who) => {
      expect(await outcomeOf(operationId, who)).toBe(matrix[operationId]?.[who]);
    },
  );

  it.each(Object.entries(matrix))('%s is documented so', (operationId, row) => {
    const { security } = operation(operationId);
    const documented = security.flatMap((one) => Object.keys(one)).sort();
    const roles = ['customer', 'florist', 'operator'] as const;

    expect(documented).toEqual(row.nobody === 'in' ? [] : roles.filter((role) => row[role] === 'in').sort());
  });

  it.each(['Basic b3BlcmF0b3I6eA==', 'Bearer', 'Bearer ', `bearer ${OPERATOR_TOKEN}x`, `Bearer ${'x'.repeat(600)}`])(
    'credentials like %j are wrong ones',
    async (authorization) => {
      const answer = await api.send({ method: 'GET', url: '/api/menu', headers: { authorization } });

      expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer realm="kkotgil"' } });
    },
  );

  it('an order that is another’s looks like one that does not exist', async () => {
    const mine = tokenOf(api, 'another customer', orderId);

    const others = await api.get(`/api/orders/${orderId}`, mine, { 'x-request-id': 'same' });
    const none = await api.get('/api/orders/00000000-0000-4000-8000-000000000000', mine, { 'x-request-id': 'same' });

    expect(others.body).toEqual(none.body);
  });
});

function operation(operationId: string) {
  const found = api.contract.operations.find((one) => one.operationId === operationId);
  if (found === undefined) throw new Error(`the document has no ${operationId}`);
  return found;
}

async function outcomeOf(operationId: string, who: Who): Promise<'in' | number> {
  const { method, path } = operation(operationId);
  const url = path
    .replace('{orderId}', orderId)
    .replace('{menuItemId}', 'tulip-bouquet')
    .replace('{stream}', `order-${orderId}`)
    .replace('{name}', path.includes('views') ? 'orders' : 'payment');
  const token = tokenOf(api, who, orderId);
  const { status, body } = await api.send({
    method: method.toUpperCase() as 'GET',
    url,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(bodies[operationId] !== undefined && { payload: bodies[operationId] }),
  });
  return [401, 403, 404].includes(status) && body.code !== 'NOT_PARKED' ? status : 'in';
}
