import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { InjectOptions } from 'fastify';
import { FLORIST_TOKEN, IDENTITIES, OPERATOR_TOKEN, TestApi, tokenOf } from './support/api.ts';
import { aMenuItem, anOrder } from './support/examples.ts';

let api: TestApi;
let orderId: string;
beforeAll(async () => {
  // Event streams never end by themselves: there is room for none.
  api = await TestApi.start({}, { maxStreams: 0 });
  orderId = (await api.requested()).orderId;
});
afterAll(() => api.stop());

const strange = fc.constantFrom(
  '',
  '\0',
  '\ud800',
  '%00',
  '%',
  '..',
  '__proto__',
  '🌷',
  'null',
  '-1',
  '1e999',
  ' ',
  '\r\n',
);
const anyText = fc.oneof(strange, fc.string({ unit: 'binary' }), fc.string({ maxLength: 500 }));
const anyJson = fc.oneof(fc.jsonValue({ depthSize: 'large' }), anyText, fc.constant(null), fc.double());

/** Takes a good body and puts something else in the place of one of its members, or beside them. */
function spoilt(body: object): fc.Arbitrary<unknown> {
  const names = [...Object.keys(body), 'more', '__proto__', 'constructor'];
  return fc.tuple(fc.constantFrom(...names), anyJson).map(([name, value]) => ({ ...body, [name]: value }));
}

const anyBody = fc.oneof(
  spoilt(anOrder()),
  spoilt(aMenuItem()),
  spoilt({ rating: 5, text: '좋아요' }),
  spoilt({ reason: '부재중' }),
  spoilt({ reference: 'bank 42' }),
  anyJson,
);

describe('whatever a caller sends', () => {
  it('as a body, it is never our fault', async () => {
    const commands = api.contract.operations.filter(({ method }) => method !== 'get');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...commands), anyBody, fc.constantFrom(...IDENTITIES), async (to, body, who) => {
        const token = tokenOf(api, who, orderId);
        await answered({
          method: to.method.toUpperCase() as 'POST',
          url: to.path.replace('{orderId}', orderId).replace('{menuItemId}', 'mums').replace('{name}', 'payment'),
          headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
          payload: JSON.stringify(body) ?? '',
        });
      }),
      { numRuns: 400 },
    );
  });

  it('as bytes, it is never our fault', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const headers = { 'content-type': 'application/json' };
        await answered({ method: 'POST', url: '/api/orders', headers, payload: Buffer.from(bytes) });
      }),
      { numRuns: 100 },
    );
  });

  it('in the path, it is never our fault', async () => {
    const part = fc.oneof(
      anyText.map(encode),
      anyText.map((text) => text.replaceAll(/[^\x21-\x7e]|[?#]/g, '%')),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...api.contract.operations), part, async ({ method, path }, value) => {
        const url = path.replaceAll(/\{\w+\}/g, value);
        const headers = { authorization: `Bearer ${OPERATOR_TOKEN}` };
        await answered({ method: method.toUpperCase() as 'GET', url, headers });
      }),
      { numRuns: 300 },
    );
  });

  it('in the query, it is never our fault', async () => {
    const queries = api.contract.operations.filter(({ method }) => method === 'get');
    const name = fc.oneof(fc.constantFrom('after', 'cursor', 'limit', 'status', 'orderId'), anyText.map(encode));
    const pairs = fc.array(fc.tuple(name, fc.oneof(anyText.map(encode), fc.constant('%zz'))), {
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...queries), pairs, async ({ path }, query) => {
        const url = path.replace('{orderId}', orderId).replace('{name}', 'orders');
        const headers = { authorization: `Bearer ${OPERATOR_TOKEN}` };
        await answered({ method: 'GET', url: `${url}?${query.map((pair) => pair.join('=')).join('&')}`, headers });
      }),
      { numRuns: 300 },
    );
  });

  it('by whatever method, with a body or without, it is never our fault', async () => {
    const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'PURGE', 'QUERY'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...api.contract.operations),
        fc.constantFrom(...methods),
        fc.constantFrom(...IDENTITIES),
        fc.option(anyJson),
        async ({ path }, method, who, body) => {
          const token = tokenOf(api, who, orderId);
          await answered({
            method: method as 'GET',
            url: path.replace('{orderId}', orderId).replaceAll(/\{\w+\}/g, 'orders'),
            headers: { ...(token && { authorization: `Bearer ${token}` }) },
            ...(body !== null && { payload: JSON.stringify(body) ?? '' }),
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('twice in the query, it is never our fault', async () => {
    for (const name of ['after', 'cursor', 'limit', 'status']) {
      const { status } = await api.get(`/api/orders?${name}=1&${name}=1`, OPERATOR_TOKEN);
      expect([name, status]).toEqual([name, 400]);
    }
  });

  it('in the headers, it is never our fault', async () => {
    const value = anyText.map((text) => text.replaceAll(/[^\x20-\x7e\xa0-\xff]/g, ''));
    const names = [
      'authorization',
      'idempotency-key',
      'if-none-match',
      'x-request-id',
      'content-type',
      'last-event-id',
      'if-match',
      'cookie',
      'content-length',
      'x-forwarded-for',
      'accept',
      'accept-language',
      'expect',
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), value, fc.boolean(), async (name, text, bearer) => {
        const sent = { [name]: bearer && name === 'authorization' ? `Bearer ${text}` : text };
        await answered({ method: 'POST', url: '/api/orders', headers: sent, payload: JSON.stringify(anOrder()) });
        await answered({ method: 'GET', url: `/api/orders/${orderId}`, headers: { ...own(), ...sent } });
        const change = { method: 'PATCH' as const, url: '/api/menu/rose-bouquet', headers: { ...own(), ...sent } };
        await answered({ ...change, payload: { soldOut: false } });
      }),
      { numRuns: 200 },
    );
  });
});

/** What nobody here knows, and what no answer may say again: it might be somebody's. */
const MARK = 'kim-0101234';

/** A body with the mark in every place where a caller can put words: as a member's name or value, at every depth. */
function markedBodies(): unknown[] {
  const good: unknown[] = [
    anOrder(),
    aMenuItem(),
    { rating: 5, text: '좋아요' },
    { reason: '부재중' },
    { reference: 'bank 42' },
    { phone: '010-1234-5678' },
  ];
  return [MARK, [MARK], ...good.flatMap(markedIn)];
}

function markedIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return [[MARK], ...value.flatMap((one) => markedIn(one).map((marked) => [marked]))];
  if (typeof value !== 'object' || value === null) return [{ [MARK]: value }, [MARK]];
  const beside = [1, 'a\0', -0, { [MARK]: { constructor: 1 } }].map((odd) => ({ ...value, [MARK]: odd }));
  const inside = Object.entries(value).flatMap(([name, inner]) =>
    [`${MARK} \ud800`, ...markedIn(inner)].map((marked) => ({ ...value, [name]: marked })),
  );
  return [...beside, ...inside];
}

describe('no refusal says again what the caller has said', () => {
  it('in a body', async () => {
    const commands = api.contract.operations.filter(({ method }) => method !== 'get');
    let refused = 0;
    for (const { method, path } of commands) {
      const url = path.replace('{orderId}', orderId).replace('{menuItemId}', 'mums').replace('{name}', 'payment');
      for (const payload of markedBodies()) {
        const headers = { authorization: `Bearer ${OPERATOR_TOKEN}`, 'content-type': 'application/json' };
        const sent = JSON.stringify(payload).replace(':0}', ':-0}');
        refused += await silent({ method: method.toUpperCase() as 'POST', url, headers, payload: sent });
      }
    }
    expect(refused).toBeGreaterThan(commands.length * 20);
  });

  it('in the path, in the query, and on a page', async () => {
    const headers = { authorization: `Bearer ${OPERATOR_TOKEN}` };
    const pages = ['/', '/order', '/shop/login', '/ops/login', '/shop', '/ops', `/${MARK}`, `/o/${MARK}`, `/g/${MARK}`];
    const places = [
      ...api.contract.operations.map(({ method, path }) => ({ method: method.toUpperCase(), path })),
      ...pages.map((path) => ({ method: 'GET', path })),
    ];
    let refused = 0;
    for (const { method, path } of places) {
      for (const query of [
        '',
        `?${MARK}=1`,
        `?after=${MARK}`,
        `?cursor=${MARK}`,
        `?status=${MARK}`,
        `?limit=${MARK}`,
      ]) {
        const url = `${path.replaceAll(/\{\w+\}/g, MARK)}${query}`;
        refused += await silent({ method: method as 'GET', url, headers });
      }
    }
    expect(refused).toBeGreaterThan(places.length * 2);
  });
});

/** One for a refusal, which must not hold the mark; none for what was taken. */
async function silent(request: InjectOptions): Promise<number> {
  const answer = await api.app.inject(request);
  if (answer.statusCode < 400) return 0;
  const said = `${JSON.stringify(answer.headers)} ${answer.body}`;
  expect([request.url, request.payload, said.includes(MARK) && said]).toEqual([request.url, request.payload, false]);
  return 1;
}

function own(): Record<string, string> {
  return { authorization: `Bearer ${FLORIST_TOKEN}` };
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** The answer is one that the document tells of; an error says what it is. */
async function answered(request: InjectOptions): Promise<void> {
  const { status, headers, body } = await api.send(request);
  const what = `${request.method} ${request.url} ${String(request.payload)} answered ${status}`;
  if (status === 503 && body.code !== 'TOO_MANY_STREAMS') throw new Error(`${what} ${JSON.stringify(body)}`);
  expect([what, status < 500 || status === 503]).toEqual([what, true]);
  // An answer to HEAD has no body.
  if (status >= 400 && request.method !== 'HEAD') {
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(body).toMatchObject({ status, code: expect.stringMatching(/^[A-Z_]+$/), requestId: expect.any(String) });
  }
}
