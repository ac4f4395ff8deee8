import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { idOf } from '../support/story.ts';
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

  it('sees the process managers', async () => {
    const { body } = await api.get('/api/processes', OPERATOR_TOKEN);

    expect(body.items).toMatchObject([{ name: 'payment', inFlight: 0, parked: [] }]);
  });

  it.each(['retry', 'skip'])('tells one to %s a parked order', async (action) => {
    const { status, body } = await api.post(parked(action), OPERATOR_TOKEN);

    expect([status, body]).toEqual([200, { process: 'payment', orderId: idOf('order') }]);
    expect(api.operations.asked).toEqual([`${action} payment ${idOf('order')}`]);
  });

  it.each([
    ['unknown-process', 404, 'PROCESS_NOT_FOUND'],
    ['not-parked', 404, 'NOT_PARKED'],
    ['money-not-settled', 409, 'MONEY_NOT_SETTLED'],
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

  it('is sent elsewhere by a process that runs no process managers', async () => {
    const other = await TestApi.start({ operations: null });

    expect(await other.get('/api/processes', OPERATOR_TOKEN)).toMatchObject({
      status: 503,
      body: { code: 'PROCESSES_ELSEWHERE' },
    });
    await other.stop();
  });
});
