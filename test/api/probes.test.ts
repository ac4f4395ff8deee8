import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { buildMetricsApp, createMetrics } from '../../src/api/metrics.ts';
import { OPERATOR_TOKEN, TestApi } from './support/api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api.stop());

describe('a platform asks', () => {
  it('whether the process lives and is ready', async () => {
    expect(await api.get('/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await api.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('and hears the reasons when it is not', async () => {
    api.notReady = ['the log can’t be written'];

    expect(await api.get('/health/ready')).toMatchObject({
      status: 503,
      body: { code: 'NOT_READY', reasons: ['the log can’t be written'] },
    });
    expect((await api.get('/health/live')).status).toBe(200);
  });

  it('and is told what is damaged, though the process works', async () => {
    api.warnings = ['the log is damaged at 1 place'];
    expect(await api.get('/health/ready')).toMatchObject({
      status: 200,
      body: { status: 'ok', warnings: ['the log is damaged at 1 place'] },
    });
  });

  it('for numbers, by route and not by order', async () => {
    const { orderId, trackingToken } = await api.placed();
    await api.get(`/api/orders/${orderId}`, trackingToken);

    const { headers, body } = await api.get('/metrics');

    expect(headers['content-type']).toContain('text/plain');
    expect(body).toContain(
      'http_request_duration_seconds_count{method="GET",route="/api/orders/:orderId",status="200"} 1',
    );
    expect(body).not.toContain(orderId);
  });

  it('for numbers on a port of their own, and then only there', async () => {
    const other = await TestApi.start({}, { serveMetrics: false });
    const metrics = buildMetricsApp(createMetrics(), pino({ level: 'silent' }));

    expect((await other.get('/metrics')).status).toBe(404);
    expect((await metrics.inject('/metrics')).body).toContain('process_cpu_seconds_total');
    expect((await metrics.inject('/api/menu')).statusCode).toBe(404);
    await Promise.all([other.stop(), metrics.close()]);
  });
});

describe('the log', () => {
  it('has one line for each answer, by the route’s pattern', async () => {
    const { orderId } = await api.placed();
    await api.get(`/api/orders/${orderId}?after=secret`, OPERATOR_TOKEN, { 'x-request-id': 'r-1' });

    expect(api.lines.map((line) => JSON.parse(line)).filter(({ requestId }) => requestId === 'r-1')).toMatchObject([
      { method: 'GET', route: '/api/orders/:orderId', status: 400, ms: expect.any(Number), msg: 'request' },
    ]);
  });

  it('knows no person, no order, no token and no link', async () => {
    const { orderId, trackingToken } = await api.placed();
    await api.get(`/api/orders/${orderId}`, trackingToken, { cookie: 'session=secret', 'idempotency-key': 'secret' });
    await api.get(`/o/${trackingToken}`);
    await api.get('/api/orders', `${OPERATOR_TOKEN}-secret`);

    const log = api.lines.join('');
    for (const secret of ['이지은', '1234', '5678', '테헤란로', trackingToken, orderId, OPERATOR_TOKEN, 'secret']) {
      expect(log).not.toContain(secret);
    }
  });
});
