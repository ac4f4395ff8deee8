import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHttpPaymentGateway } from '../../../src/gateways/http/http-payment-gateway.ts';
import { type ChargeRequest, GatewayUnavailable, type RefundRequest } from '../../../src/gateways/payment-gateway.ts';
import { HASTY, PATIENT } from '../support/limits.ts';
import {
  answer,
  cut,
  cutHalfway,
  deserted,
  garbage,
  ScriptedServer,
  type Step,
  silence,
} from '../support/scripted-server.ts';

const TOKEN = 'card-token-that-nobody-may-see';
const REASON = 'order cancelled';
const charge: ChargeRequest = { orderId: 'order-1', amount: 90_000, method: 'card', token: TOKEN, key: 'charge-1' };
const refund: RefundRequest = { paymentId: 'pay-1', amount: 90_000, reason: REASON, key: 'refund-1' };

const approved = {
  paymentId: 'pay-1',
  orderId: 'order-1',
  amount: 90_000,
  status: 'approved',
  at: '2026-05-08T03:00:00Z',
};
const listed = { ...approved, refunded: 0 };
/** As the client hands it on. */
const known = { ...listed, currency: 'KRW' };
const refunded = { refundId: 'refund-of-1', paymentId: 'pay-1', amount: 90_000, status: 'approved' };

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

describe('the payment client', () => {
  let server: ScriptedServer;
  let gateway: ReturnType<typeof createHttpPaymentGateway>;
  /** For what never comes. */
  let hasty: ReturnType<typeof createHttpPaymentGateway>;
  const logged: unknown[] = [];
  beforeAll(async () => {
    server = await ScriptedServer.start();
    const note = (...line: unknown[]) => void logged.push(line);
    const logger = { debug: note, info: note, warn: note, error: note };
    gateway = createHttpPaymentGateway({ baseUrl: server.url, limits: PATIENT, logger });
    hasty = createHttpPaymentGateway({ baseUrl: server.url, limits: HASTY, logger });
  });
  afterAll(async () => {
    gateway.close();
    hasty.close();
    await server.close();
  });

  describe('asked to charge', () => {
    it('sends what the protocol says', async () => {
      server.script(answer(200, approved));
      await gateway.charge(charge);
      expect(server.requests).toEqual([
        {
          method: 'POST',
          url: '/charges',
          headers: expect.objectContaining({ 'idempotency-key': 'charge-1', 'content-type': 'application/json' }),
          body: { orderId: 'order-1', amount: 90_000, currency: 'KRW', method: 'card', token: TOKEN },
        },
      ]);
    });

    const whole = { outcome: 'charged', charge: known, fresh: true };
    it.each<[string, Step, object]>([
      ['200: charged', answer(200, approved), whole],
      [
        '200 with another amount: charged with that amount',
        answer(200, { ...approved, amount: 1 }),
        { ...whole, charge: { ...known, amount: 1 } },
      ],
      [
        '200 in another currency: charged in that',
        answer(200, { ...approved, currency: 'USD' }),
        { ...whole, charge: { ...known, currency: 'USD' } },
      ],
      [
        '200 with money that has gone back already: charged, and given back',
        answer(200, { ...approved, refunded: 90_000 }),
        { ...whole, charge: { ...known, refunded: 90_000 } },
      ],
      [
        '200 that does not tell the time: charged at some time',
        answer(200, { ...approved, at: undefined }),
        { ...whole, charge: { ...known, at: null } },
      ],
      [
        '402: declined',
        answer(402, { code: 'DECLINED', message: 'no' }),
        { outcome: 'declined', code: 'DECLINED', fresh: true },
      ],
      [
        '409 with the charge: charged before',
        answer(409, { code: 'ALREADY_CHARGED', charge: { ...listed, refunded: 90_000 } }),
        { ...whole, charge: { ...known, refunded: 90_000 }, fresh: false },
      ],
    ])('takes %s', async (_, step, outcome) => {
      server.script(step);
      expect(await gateway.charge(charge)).toEqual(outcome);
      expect(server.requests).toHaveLength(1);
    });

    it.each<[string, Step]>([
      ['200 without a payment id', answer(200, { ...approved, paymentId: '' })],
      ['200 of another order', answer(200, { ...approved, orderId: 'order-2' })],
      ['200 that approves nothing', answer(200, { ...approved, status: 'pending' })],
      ['200 that is no JSON', answer(200, '<html>')],
      ['200 that does not end', answer(200, { ...approved, padding: 'x'.repeat(60_000) })],
      ['204', answer(204, '')],
      ['a redirection', answer(307, {}, { location: '/elsewhere' })],
      ['200 that is called a page', answer(200, approved, { 'content-type': 'text/html' })],
      ['400', answer(400, { code: 'BAD' })],
      ['401', answer(401, { code: `of ${TOKEN}` })],
      ['403', answer(403, { code: 'FORBIDDEN' })],
      ['404, a page', answer(404, '<html>')],
      ['402 without a code', answer(402, '<html>')],
      ['402 with another code', answer(402, { code: 'PAY_YOUR_BILL' })],
      ['402 that is called a page', answer(402, { code: 'DECLINED' }, { 'content-type': 'text/html' })],
      ['409 of another kind', answer(409, { code: 'LOCK_TIMEOUT' })],
      [
        '409 with the charge of another order',
        answer(409, { code: 'ALREADY_CHARGED', charge: { ...listed, orderId: 'x' } }),
      ],
      ['422', answer(422, { code: 'IDEMPOTENCY_KEY_REUSED' })],
      ['409 without the charge', answer(409, { code: 'ALREADY_CHARGED' })],
      ['500', answer(500, { echo: TOKEN })],
      ['503', answer(503)],
      ['a cut connection', cut],
      ['an answer that is cut halfway', cutHalfway],
      ['what is no HTTP', garbage],
    ])('asks again with the same key after %s, and knows nothing if that is all', async (_, step) => {
      server.script(step);
      expect(await gateway.charge(charge)).toEqual({ outcome: 'unknown', cause: expect.any(String) });
      expect(server.requests.map(({ headers }) => headers['idempotency-key'])).toEqual(Array(3).fill('charge-1'));
    });

    it('asks again with the same key after silence, and knows nothing if that is all', async () => {
      server.script(silence);
      expect(await hasty.charge(charge)).toEqual({ outcome: 'unknown', cause: 'no answer in time' });
      expect(server.requests.map(({ headers }) => headers['idempotency-key'])).toEqual(Array(3).fill('charge-1'));
    });

    it.each([408, 425, 429])('takes %i for not carried out, and asks again', async (status) => {
      server.script(answer(status));
      expect(await gateway.charge(charge)).toEqual({ outcome: 'not-sent', cause: `the service answered ${status}` });
      expect(server.requests).toHaveLength(3);
    });

    it.each<[string, () => Promise<string>, string]>([
      ['nobody listens', deserted, 'no connection (ECONNREFUSED)'],
      ['the name is unknown', async () => 'http://kkotgil.invalid', 'no connection (ENOTFOUND)'],
    ])('knows that nothing was sent when %s', async (_, address, cause) => {
      const lost = createHttpPaymentGateway({ baseUrl: await address(), limits: PATIENT });
      const outcome = await lost.charge(charge);
      expect(outcome).toMatchObject({ outcome: 'not-sent' });
      // A machine without a name service fails with another code, as surely before anything was sent.
      expect((outcome as { cause: string }).cause.replace('EAI_AGAIN', 'ENOTFOUND')).toBe(cause);
    });

    const unknown = { outcome: 'unknown', cause: 'the service answered 500' };
    it.each<[string, Step[], object]>([
      [
        'an approval settles an unclear try, and may be that one’s',
        [cut, answer(200, approved)],
        { ...whole, fresh: false },
      ],
      ['an approval after a try that was surely not carried out is fresh', [answer(429), answer(200, approved)], whole],
      [
        'a decline settles an unclear try',
        [cut, answer(402, { code: 'DECLINED' })],
        { outcome: 'declined', code: 'DECLINED', fresh: false },
      ],
      ['a try that was surely not carried out does not', [answer(500), answer(429), answer(429)], unknown],
    ])('of several tries: %s', async (_, steps, outcome) => {
      server.script(...steps);
      expect(await gateway.charge(charge)).toEqual(outcome);
      expect(server.requests).toHaveLength(steps.length);
    });

    it('ends within the time for the whole call, however long its tries may take', async () => {
      const patient = createHttpPaymentGateway({
        baseUrl: server.url,
        limits: { ...PATIENT, callBudgetMs: 200 },
      });
      server.script(silence);
      const began = performance.now();
      expect(await patient.charge(charge)).toEqual({ outcome: 'unknown', cause: 'no answer in time' });
      expect(performance.now() - began).toBeLessThan(2_000);
      expect(server.requests).toHaveLength(1);
    });
  });

  describe('asked to refund', () => {
    it('sends what the protocol says', async () => {
      server.script(answer(200, { ...refunded, paymentId: 'pay/1' }));
      await gateway.refund({ ...refund, paymentId: 'pay/1' });
      expect(server.requests).toEqual([
        {
          method: 'POST',
          url: '/charges/pay%2F1/refunds',
          headers: expect.objectContaining({ 'idempotency-key': 'refund-1' }),
          body: { amount: 90_000, reason: REASON },
        },
      ]);
    });

    it.each<[string, Step[], object]>([
      ['200: approved', [answer(200, refunded)], { outcome: 'approved', refundId: 'refund-of-1', amount: 90_000 }],
      [
        '422 REFUND_REFUSED: refused',
        [answer(422, { code: 'REFUND_REFUSED' })],
        { outcome: 'refused', code: 'REFUND_REFUSED' },
      ],
      [
        'another amount: approved for that',
        [answer(200, { ...refunded, amount: 1_000 })],
        { outcome: 'approved', refundId: 'refund-of-1', amount: 1_000 },
      ],
      ['a key that was used: so', [answer(422, { code: 'IDEMPOTENCY_KEY_REUSED' })], { outcome: 'key-reused' }],
      [
        '422 of another kind: no decision',
        [answer(422, { code: 'TOO_LATE' })],
        { outcome: 'unknown', cause: 'the service answered 422 TOO_LATE' },
      ],
      [
        '404: no decision',
        [answer(404, { code: 'PAYMENT_NOT_FOUND' })],
        { outcome: 'unknown', cause: 'the service answered 404 PAYMENT_NOT_FOUND' },
      ],
      [
        'a lost answer, then 200: approved',
        [cut, answer(200, refunded)],
        { outcome: 'approved', refundId: 'refund-of-1', amount: 90_000 },
      ],
      [
        'the refund of another payment: unknown',
        [answer(200, { ...refunded, paymentId: 'pay-2' })],
        { outcome: 'unknown', cause: 'the answer 200 is not understood' },
      ],
    ])('takes %s', async (_, steps, outcome) => {
      server.script(...steps);
      expect(await gateway.refund(refund)).toEqual(outcome);
    });
  });

  describe('asked what the gateway knows', () => {
    it('finds the charges of an order', async () => {
      server.script(answer(200, { charges: [listed], nextCursor: null }));
      expect(await gateway.chargesOf('order-1')).toEqual([known]);
      expect(server.requests[0]).toMatchObject({ method: 'GET', url: '/charges?orderId=order-1' });
    });

    it('says so when there is none', async () => {
      server.script(answer(200, { charges: [], nextCursor: null }));
      expect(await gateway.chargesOf('order-1')).toEqual([]);
    });

    it('asks again until there is a clear answer', async () => {
      server.script(answer(503), cut, answer(200, { charges: [listed], nextCursor: null }));
      expect(await gateway.chargesOf('order-1')).toEqual([known]);
    });

    it.each<[string, Step]>([
      ['503', answer(503)],
      ['404', answer(404, { code: 'NOT_FOUND' })],
      ['what is not understood', answer(200, { charges: [{ ...listed, paymentId: 7 }], nextCursor: null })],
      ['a page', answer(200, { charges: [], nextCursor: null }, { 'content-type': 'text/html' })],
      ['charges of other orders', answer(200, { charges: [{ ...listed, orderId: 'order-2' }], nextCursor: null })],
    ])('never takes %s for "no charge"', async (_, step) => {
      server.script(step);
      await expect(gateway.chargesOf('order-1')).rejects.toThrow(GatewayUnavailable);
    });

    it('never takes silence for "no charge"', async () => {
      server.script(silence);
      await expect(hasty.chargesOf('order-1')).rejects.toThrow(GatewayUnavailable);
    });

    it('finds all charges of an order, over all pages, and hands on what stands there', async () => {
      server.script(
        answer(200, { charges: [{ ...listed, status: 'pending', currency: 'USD' }], nextCursor: 'page 2' }),
        answer(200, {
          charges: [{ ...listed, paymentId: 'pay-2', amount: '90000', refunded: -1, at: 'then' }],
          nextCursor: null,
        }),
      );
      expect(await gateway.chargesOf('order-1')).toEqual([
        { ...known, status: 'pending', currency: 'USD' },
        { ...known, paymentId: 'pay-2', amount: null, refunded: -1, at: null },
      ]);
      expect(server.requests.at(-1)?.url).toBe('/charges?orderId=order-1&cursor=page+2');
    });

    it('lists all pages, each asked for when it is needed', async () => {
      server.script(
        answer(200, { charges: [listed], nextCursor: 'page 2' }),
        answer(200, { charges: [{ ...listed, paymentId: 'pay-2', orderId: 'order-2' }], nextCursor: null }),
      );
      const charges = await all(gateway.listCharges('2026-05-01T00:00:00Z'));
      expect(charges.map(({ paymentId }) => paymentId)).toEqual(['pay-1', 'pay-2']);
      expect(server.requests.map(({ url }) => url)).toEqual([
        '/charges?since=2026-05-01T00%3A00%3A00Z',
        '/charges?since=2026-05-01T00%3A00%3A00Z&cursor=page+2',
      ]);
    });

    it('does not follow a list that goes round in circles', async () => {
      server.script(answer(200, { charges: [listed], nextCursor: 'again' }));
      await expect(all(gateway.listCharges(null))).rejects.toThrow(GatewayUnavailable);
    });
  });

  it('has let nothing of the payment token out, whatever came back', () => {
    expect(logged.length).toBeGreaterThan(0);
    expect(JSON.stringify(logged)).not.toContain(TOKEN);
    expect(JSON.stringify(logged)).not.toContain('order-1');
  });

  it('once closed, ends what is under way and sends nothing more', async () => {
    const closing = createHttpPaymentGateway({ baseUrl: server.url, limits: PATIENT });
    const reached = Promise.withResolvers<void>();
    server.script(() => reached.resolve());
    const underWay = closing.charge(charge);
    await reached.promise;
    closing.close();
    expect(await underWay).toMatchObject({ outcome: 'unknown' });
    expect(await closing.charge(charge)).toMatchObject({ outcome: 'not-sent' });
    expect(server.requests).toHaveLength(1);
  });
});
