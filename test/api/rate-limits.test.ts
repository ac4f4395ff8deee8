import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RATES } from '../../src/api/identity/rate-limits.ts';
import { FLORIST_TOKEN, TestApi } from './support/api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start({}, { rateLimit: true });
});
afterEach(() => api.stop());

/** Calls that often, and answers with how often each status came. */
async function call(times: number, send: () => Promise<{ status: number }>): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (let sent = 0; sent < times; sent++) {
    const { status } = await send();
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

describe('in one minute, one address', () => {
  it('may place so many orders, good or bad, and go on with all else', async () => {
    expect(await call(RATES.placing, () => api.post('/api/orders', undefined, {}))).toEqual({ 400: RATES.placing });

    const refused = await api.post('/api/orders', undefined, {});

    expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS', status: 429 } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await api.get('/api/menu')).status).toBe(200);
    expect((await api.post('/api/orders', FLORIST_TOKEN, {})).status).toBe(400);
  });

  it.each([-3_600_000, 3_600_000])(
    'is counted for a minute of real time, though the clock is set by %d ms',
    async (ms) => {
      await call(RATES.failing, () => api.get('/api/menu', 'guess'));
      api.clock.set(ms);
      await api.clock.advance(59_000);
      expect((await api.get('/api/menu', 'guess')).status).toBe(429);
      await api.clock.advance(1_000);
      expect((await api.get('/api/menu', 'guess')).status).toBe(401);
    },
  );

  it('may guess so many tokens, and then is told no more whether they are right', async () => {
    expect(await call(RATES.failing, () => api.get('/api/menu', 'guess'))).toEqual({ 401: RATES.failing });

    expect(await api.get('/api/menu', 'guess')).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } });
    expect((await api.get('/api/menu')).status).toBe(200);
  });

  it('may ask so often, and probes as often as they like', async () => {
    await call(RATES.calling, () => api.app.inject('/api/menu').then(({ statusCode }) => ({ status: statusCode })));

    expect((await api.get('/api/menu')).status).toBe(429);
    expect((await api.get('/health/live')).status).toBe(200);
    expect((await api.get('/metrics')).status).toBe(200);
  });
});
