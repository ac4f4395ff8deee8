import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApi } from './support/api.ts';
import type { Operation } from './support/contract.ts';

let api: TestApi;
// biome-ignore lint/suspicious/noExplicitAny: the test looks into every corner of the document.
let document: any;
beforeAll(async () => {
  api = await TestApi.start();
  document = (await api.get('/openapi.json')).body;
});
afterAll(() => api.stop());

/** The routes of the contract, in its own words. */
const contract = `
GET /api/menu · GET /api/menu/{menuItemId} · PUT /api/menu/{menuItemId} · PATCH /api/menu/{menuItemId} · DELETE /api/menu/{menuItemId}
POST /api/orders · GET /api/orders · GET /api/orders/{orderId} · GET /api/orders/{orderId}/stream
POST /api/orders/{orderId}/cancel · POST /api/orders/{orderId}/review · POST /api/orders/{orderId}/refund/settle
POST /api/orders/{orderId}/payment/accept
GET /api/deliveries · GET /api/deliveries/stream · POST /api/deliveries/{orderId}/accept · POST /api/deliveries/{orderId}/reject
POST /api/deliveries/{orderId}/start · POST /api/deliveries/{orderId}/complete · POST /api/deliveries/{orderId}/fail
POST /api/deliveries/{orderId}/return · GET /api/reviews · POST /api/reviews/{orderId}/check · POST /api/reviews/{orderId}/reply
GET /api/notifications · GET /api/takings · GET /api/views · GET /api/views/{name} · GET /api/processes
POST /api/views/{name}/rebuild · POST /api/views/{name}/verify
POST /api/views/{name}/versions/{version}/switch · DELETE /api/views/{name}/versions/{version}
POST /api/processes/{name}/parked/{orderId}/retry · POST /api/processes/{name}/parked/{orderId}/skip
POST /api/privacy/erase
GET /api/audit/streams/{stream} · GET /api/audit/orders/{orderId}
GET /api/log · GET /api/reconciliation · POST /api/reconciliation · GET /health/live · GET /health/ready
`;

describe('the OpenAPI document', () => {
  it('tells of every route of the contract, and of no other', () => {
    const written = contract.split(/[·\n]/).flatMap((route) => route.trim() || []);
    const told = api.contract.operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);

    expect(told.sort()).toEqual(written.sort());
  });

  it('is of version 3.1, and says where the API is', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: 'https://kkotgil.example' }] });
  });

  it('refers to nothing that is not there, and holds nothing that nobody refers to', () => {
    const text = JSON.stringify(document);
    const referred = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);

    expect([...new Set(referred)].sort()).toEqual(Object.keys(document.components.schemas).sort());
  });

  it('names each operation once', () => {
    const names = api.contract.operations.map(({ operationId }) => operationId);

    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /^[a-z][A-Za-z]+$/.test(name))).toBe(true);
  });

  it('declares every parameter of a path, and every credential that it asks for', () => {
    const known = Object.keys(document.components.securitySchemes);
    for (const operation of api.contract.operations as (Operation & {
      parameters?: { name: string; in: string }[];
    })[]) {
      const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name);
      expect(declared.sort()).toEqual(inPath.sort());
      for (const scheme of operation.security) expect(known).toEqual(expect.arrayContaining(Object.keys(scheme)));
    }
  });

  it('lets every POST of the API have an Idempotency-Key', () => {
    for (const { path, method } of api.contract.operations.filter((one) => one.method === 'post')) {
      const { parameters } = document.paths[path][method];
      expect(parameters).toContainEqual(
        expect.objectContaining({ name: 'idempotency-key', in: 'header', required: false }),
      );
    }
  });

  it('knows which bodies may be left out', () => {
    const optional = api.contract.operations.filter(({ path, method }) => {
      return document.paths[path][method].requestBody?.required === false;
    });

    expect(optional.map(({ operationId }) => operationId).sort()).toEqual([
      'acceptDelivery',
      'cancelOrder',
      'checkReview',
      'completeDelivery',
      'rebuildView',
      'reconcile',
      'retryParked',
      'returnDelivery',
      'skipParked',
      'startDelivery',
      'switchView',
      'verifyView',
    ]);
  });

  it('shows an order that can be placed as it stands', async () => {
    const { example } = document.paths['/api/orders'].post.requestBody.content['application/json'];

    expect((await api.post('/api/orders', undefined, example)).status).toBe(201);
  });

  it('can be read at /docs, where everything comes from this server', async () => {
    const { status, headers, body } = await api.get('/docs');

    expect(status).toBe(200);
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    const scripts = [...String(body).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => String(source));
    expect(scripts.length).toBeGreaterThan(0);
    for (const source of scripts) {
      expect((await api.app.inject(new URL(source, 'http://local/docs/').pathname)).statusCode).toBe(200);
    }
  });
});
