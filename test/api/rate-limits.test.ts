import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseTrustedProxies } from '../../src/api/identity/caller-address.ts';
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

describe('what no identity is asked for', () => {
  it.each(['/openapi.json', '/docs/json', '/nothing', '/api/orders/%zz', '/api/nothing'])(
    '%s counts for its address like all else',
    async (url) => {
      const ask = (method: 'GET' | 'POST' = 'GET') => api.app.inject({ method, url });
      for (let asked = 0; asked < RATES.calling; asked++) await ask();

      expect((await ask()).json()).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' });
      expect((await ask('POST')).statusCode).toBe(429);
      expect((await api.get('/api/menu')).status).toBe(429);
      expect((await api.get('/api/orders', FLORIST_TOKEN)).status).toBe(200);
      expect((await api.get('/health/ready')).status).toBe(200);
    },
  );
});

describe('a page', () => {
  it('says so, in the language that was asked for', async () => {
    const open = (url: string) => api.app.inject({ url, headers: { accept: 'text/html' } });
    for (let asked = 0; asked <= RATES.calling; asked++) await api.app.inject('/nothing');

    for (const url of ['/', '/?lang=en', '/nothing', '/nothing?lang=en']) {
      const { statusCode, headers } = await open(url);
      expect([url, statusCode, headers['content-type']]).toEqual([url, 429, 'text/html; charset=utf-8']);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
  });

  it('of the shop’s people says so too, before it is known who asks', async () => {
    for (let asked = 0; asked <= RATES.calling; asked++) await api.app.inject('/nothing');

    for (const url of ['/shop', '/shop/menu', '/shop/orders', '/ops', '/ops/views']) {
      const { statusCode } = await api.app.inject({ url, headers: { accept: 'text/html' } });
      expect([url, statusCode]).toEqual([url, 429]);
    }
  });
});

describe('behind a proxy', () => {
  const guess = (behind: TestApi, forwardedFor: string) =>
    behind.get('/api/menu', 'guess', { 'x-forwarded-for': forwardedFor });

  it('each caller counts alone, whatever it says of itself', async () => {
    const behind = await TestApi.start({}, { rateLimit: true, trustedProxies: parseTrustedProxies('1') });
    for (let tried = 0; tried < RATES.failing; tried++) await guess(behind, `192.0.2.${tried}, 203.0.113.66`);

    expect((await guess(behind, '198.51.100.1, 203.0.113.66')).status).toBe(429);
    expect((await guess(behind, '203.0.113.66, 198.51.100.7')).status).toBe(401);
    await behind.stop();
  });

  it('that nobody has told us of, all count as one', async () => {
    for (let tried = 0; tried < RATES.failing; tried++) await guess(api, `192.0.2.${tried}`);

    expect((await guess(api, '198.51.100.7')).status).toBe(429);
  });
});
