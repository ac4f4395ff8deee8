import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toPositionToken } from '../../src/platform/eventstore/position-token.ts';
import { idOf } from '../support/history.ts';
import { OPERATOR_TOKEN, TestApi } from './support/api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api.stop());

const parked = (action: string) => `/api/processes/payment/parked/${idOf('order')}/${action}`;

describe('an operator', () => {
  it('sees the views, all or one', async () => {
    expect((await api.get('/api/views', OPERATOR_TOKEN)).body.items).toMatchObject([{ name: 'orders', state: 'live' }]);
    expect((await api.get('/api/views/orders', OPERATOR_TOKEN)).body).toMatchObject({ name: 'orders' });
    expect(await api.get('/api/views/none', OPERATOR_TOKEN)).toMatchObject({
      status: 404,
      body: { code: 'VIEW_NOT_FOUND' },
    });
  });

  it('sees how far the log was checked, and what is wrong with it', async () => {
    expect((await api.get('/api/log', OPERATOR_TOKEN)).body).toMatchObject({ checkedAt: null, damage: [] });
    const damage = [{ position: '1', streamId: 'menu-kkotgil', what: 'changed' as const }];
    api.logState = { checkedTo: '1', checkedAt: '2026-11-23T03:00:00.000Z', damage, more: 0 };
    const { body } = await api.get('/api/log', OPERATOR_TOKEN);
    const token = (position: string) => toPositionToken(api.log.logId, position);
    expect(body).toEqual({
      head: token(await api.store.head()),
      checkedTo: token('1'),
      checkedAt: '2026-11-23T03:00:00.000Z',
      damage: [{ ...damage[0], position: token('1') }],
    });
  });

  it('sees the process managers', async () => {
    const { body } = await api.get('/api/processes', OPERATOR_TOKEN);

    expect(body.items).toMatchObject([{ name: 'payment', inFlight: 0, parked: [] }]);
    expect(body.items[0].open).toMatchObject([
      { waitingFor: 'dispute', amounts: { asked: 90_000, charged: 50_000, refunded: 0, currency: 'KRW' } },
    ]);
  });

  it.each(['retry', 'skip'])('tells one to %s a parked order', async (action) => {
    const { status, body } = await api.post(parked(action), OPERATOR_TOKEN);

    expect([status, body]).toEqual([200, { process: 'payment', orderId: idOf('order') }]);
    expect(api.operations.asked).toEqual([`${action} payment ${idOf('order')}`]);
  });

  it.each([
    ['unknown-process', 404, 'PROCESS_NOT_FOUND'],
    ['not-parked', 404, 'NOT_PARKED'],
    ['must-be-kept', 409, 'MONEY_NOT_SETTLED'],
  ] as const)('is told no: %s', async (answer, status, code) => {
    api.operations.answer = answer;

    expect(await api.post(parked('skip'), OPERATOR_TOKEN)).toMatchObject({ status, body: { code } });
  });

  it('compares the gateway’s list with the streams', async () => {
    expect((await api.get('/api/reconciliation', OPERATOR_TOKEN)).body.state).toBe('never-run');
    expect(await api.post('/api/reconciliation', OPERATOR_TOKEN)).toMatchObject({
      status: 202,
      body: { state: 'running' },
    });
  });

  it.each(['rebuild', 'verify'])('has a view %s, and is told at once how it stands', async (action) => {
    expect(await api.post(`/api/views/orders/${action}`, OPERATOR_TOKEN)).toMatchObject({
      status: 202,
      body: { name: 'orders', rebuild: { fraction: 0.5 }, lastVerify: { compared: 7, differing: 1 } },
    });
    expect(api.viewOperations.asked).toEqual([`${action} orders`]);
    expect((await api.post(`/api/views/none/${action}`, OPERATOR_TOKEN)).status).toBe(404);
    expect(api.viewOperations.asked).toHaveLength(1);
  });

  it('switches to a version that is kept, and to no other', async () => {
    expect((await api.post('/api/views/orders/versions/1/switch', OPERATOR_TOKEN)).status).toBe(200);
    expect(await api.post('/api/views/orders/versions/9/switch', OPERATOR_TOKEN)).toMatchObject({
      status: 404,
      body: { code: 'VERSION_NOT_FOUND' },
    });
    for (const version of ['one', '0x1', '1.0', '1e0', '+1', '01', '0', '-1', '%201', '1000000000']) {
      const { status } = await api.post(`/api/views/orders/versions/${version}/switch`, OPERATOR_TOKEN);
      expect([version, status]).toEqual([version, 400]);
    }
  });

  it('throws a version away', async () => {
    const drop = (version: number) =>
      api.send({
        method: 'DELETE',
        url: `/api/views/orders/versions/${version}`,
        headers: { authorization: `Bearer ${OPERATOR_TOKEN}` },
      });
    expect((await drop(1)).status).toBe(200);
    expect((await drop(9)).status).toBe(404);
  });

  it('finds no API in a process that does not serve it, but its probes', async () => {
    const other = await TestApi.start({}, { serveApi: false });
    expect((await other.get('/api/processes', OPERATOR_TOKEN)).status).toBe(404);
    expect((await other.get('/health/ready')).status).toBe(200);
    await other.stop();
  });
});
