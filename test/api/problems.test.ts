import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DamagedLog, StoreUnavailable } from '../../src/platform/eventstore/event-store.ts';
import { OPERATOR_TOKEN, TestApi } from './support/api.ts';
import { anOrder } from './support/examples.ts';

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api.stop());

function postRaw(payload: string | Buffer, contentType = 'application/json') {
  return api.send({ method: 'POST', url: '/api/orders', headers: { 'content-type': contentType }, payload });
}

describe('every no is a problem+json', () => {
  it.each<[string, () => Promise<{ status: number; headers: object; body: object }>, number, string]>([
    ['an unknown route', () => api.get('/api/flowers'), 404, 'NOT_FOUND'],
    ['an unknown page', () => api.get('/nowhere'), 404, 'NOT_FOUND'],
    [
      'a method that a route has not',
      () => api.send({ method: 'PATCH', url: '/api/orders' }),
      405,
      'METHOD_NOT_ALLOWED',
    ],
    ['broken percent-encoding', () => api.get('/api/orders/%zz'), 400, 'BAD_REQUEST'],
    [
      'a path of many characters',
      () => api.get(`/api/orders/${'a'.repeat(9_000)}`, OPERATOR_TOKEN),
      404,
      'ORDER_NOT_FOUND',
    ],
    ['no body where one is needed', () => api.post('/api/orders'), 400, 'INVALID_REQUEST'],
    ['a body that is null', () => postRaw('null'), 400, 'INVALID_REQUEST'],
    ['a body that is a list', () => postRaw('[]'), 400, 'INVALID_REQUEST'],
    ['half a body', () => postRaw('{"items": ['), 400, 'MALFORMED_JSON'],
    ['a body that is not UTF-8', () => postRaw(Buffer.from([0x22, 0xff, 0x22])), 400, 'MALFORMED_JSON'],
    ['a deep body', () => postRaw('[['.repeat(17) + ']]'.repeat(17)), 400, 'MALFORMED_JSON'],
    ['a bottomless body', () => postRaw('['.repeat(60_000)), 400, 'MALFORMED_JSON'],
    ['a prototype', () => postRaw('{"__proto__": {"admin": true}}'), 400, 'MALFORMED_JSON'],
    ['a constructor', () => postRaw('{"a": {"constructor": {"prototype": {}}}}'), 400, 'MALFORMED_JSON'],
    ['an endless number', () => postRaw('{"confirmedTotal": 1e400}'), 400, 'INVALID_REQUEST'],
    ['less than nothing', () => postRaw('{"confirmedTotal": -0}'), 400, 'INVALID_REQUEST'],
    ['a large body', () => postRaw(`"${'a'.repeat(70_000)}"`), 413, 'BODY_TOO_LARGE'],
    ['a form', () => postRaw('a=1', 'application/x-www-form-urlencoded'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['text', () => postRaw('{}', 'text/plain'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a content type that is none', () => postRaw('{}', 'json'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('%s', async (_what, send, status, code) => {
    const answer = await send();

    expect(answer).toMatchObject({
      status,
      headers: { 'content-type': 'application/problem+json; charset=utf-8' },
      body: {
        type: 'about:blank',
        title: expect.any(String),
        status,
        code,
        detail: expect.stringMatching(/^[A-Z].*\.$/),
      },
    });
    expect(answer.body).toHaveProperty('requestId', (answer.headers as Record<string, string>)['x-request-id']);
  });

  it('but 32 levels are not too deep, and an empty body of any type is no body', async () => {
    expect((await postRaw('['.repeat(32) + ']'.repeat(32))).body.code).toBe('INVALID_REQUEST');
    const { orderId, trackingToken } = await api.placed();
    const headers = { authorization: `Bearer ${trackingToken}`, 'content-type': 'text/plain', 'content-length': '0' };
    expect((await api.send({ method: 'POST', url: `/api/orders/${orderId}/cancel`, headers })).status).toBe(202);
  });
});

describe('what is no fault of the caller', () => {
  it.each<[string, Error, number, string, string | undefined]>([
    ['a store that can’t be reached', new StoreUnavailable('disk full'), 503, 'STORE_UNAVAILABLE', '2'],
    ['a record that can’t be read', new DamagedLog('hash of 7 is wrong'), 503, 'LOG_DAMAGED', '60'],
    ['a mistake of ours', new TypeError('x is undefined'), 500, 'INTERNAL_ERROR', undefined],
  ])('%s is logged whole, and told without its insides', async (_what, error, status, code, retryAfter) => {
    api.log.append = () => Promise.reject(error);

    const answer = await api.app.inject({ method: 'POST', url: '/api/orders', payload: anOrder() });

    const { requestId, ...body } = answer.json();
    expect([answer.statusCode, body.code, answer.headers['retry-after']]).toEqual([status, code, retryAfter]);
    expect(answer.body).not.toContain(error.message);
    expect(api.lines.filter((line) => line.includes(error.message) && line.includes(requestId))).toHaveLength(1);
  });
});

describe('the request id', () => {
  it('is the caller’s where it is fit for logs', async () => {
    expect((await api.get('/api/nothing', undefined, { 'x-request-id': 'abc-1' })).body.requestId).toBe('abc-1');
  });

  it.each(['', 'a b', '<script>', 'a'.repeat(101)])('is ours instead of %j', async (id) => {
    const { headers } = await api.get('/api/menu', undefined, { 'x-request-id': id });

    expect(headers['x-request-id']).toMatch(/^[\da-f-]{36}-\d+$/);
  });
});

describe('what is not HTTP', () => {
  it.each([
    ['a line of noise', 'flowers please\r\n\r\n', 400],
    ['headers without end', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
  ])('%s is answered, and hung up on', async (_what, sent, status) => {
    await api.app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = api.app.server.address() as AddressInfo;

    const answer = await new Promise<string>((resolve, reject) => {
      let received = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(sent));
      socket.on('data', (chunk) => {
        received += chunk;
      });
      socket.on('end', () => resolve(received)).on('error', reject);
    });

    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} .*application/problem\\+json`, 's'));
    expect(JSON.parse(body)).toMatchObject({ status, code: 'BAD_REQUEST' });
  });
});
