import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FixedClock } from '../../support/fixed-clock.ts';
import { ask, post, type RawAnswer, startTestSimulators, type TestSimulators } from '../../support/simulators.ts';

const DAY_S = 24 * 60 * 60;

describe('the payment simulator', () => {
  let clock: FixedClock;
  let simulators: TestSimulators;
  let url: string;
  beforeEach(async () => {
    clock = new FixedClock('2026-05-08T03:00:00.000Z');
    simulators = await startTestSimulators({ clock });
    url = simulators.payment.url;
  });
  afterEach(() => simulators.close());

  const charge = (orderId: string, token = 'sim_ok', { key = `charge of ${orderId}`, amount = 90_000 } = {}) =>
    post(`${url}/charges`, { orderId, amount, currency: 'KRW', method: 'card', token }, { 'idempotency-key': key });
  const refund = (paymentId: string, amount: number, key = `refund of ${paymentId}`) =>
    post(`${url}/charges/${paymentId}/refunds`, { amount, reason: 'order cancelled' }, { 'idempotency-key': key });
  const lookUp = async (orderId: string) => (await ask(`${url}/charges?orderId=${orderId}`)).body;
  const paymentIdOf = ({ body }: RawAnswer) => (body as { paymentId: string }).paymentId;
  const sleeping = async (count: number) => {
    while (clock.sleepers < count) await new Promise((resolve) => setImmediate(resolve));
  };

  describe('charging', () => {
    it('answers with the payment, and shows it in the ledger', async () => {
      const answer = await charge('order-1');
      const paymentId = paymentIdOf(answer);
      const at = '2026-05-08T03:00:00.000Z';
      expect(answer).toEqual({
        status: 200,
        body: { paymentId, orderId: 'order-1', amount: 90_000, status: 'approved', at },
      });
      expect(await simulators.payment.ledger()).toEqual({
        charges: [{ paymentId, orderId: 'order-1', amount: 90_000, refunded: 0, key: 'charge of order-1', at }],
        declined: 0,
        requests: 1,
      });
    });

    it('charges once and answers the same for one key', async () => {
      const answers = await Promise.all([charge('order-1'), charge('order-1'), charge('order-1')]);
      expect(new Set(answers.map(paymentIdOf)).size).toBe(1);
      expect(await charge('order-1')).toEqual(answers[0]);
      expect(await simulators.payment.ledger()).toMatchObject({ charges: [{ orderId: 'order-1' }], requests: 4 });
    });

    it('refuses a key that was used for another call', async () => {
      await charge('order-1');
      const other = await charge('order-1', 'sim_ok', { amount: 1 });
      expect(other).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    });

    it('charges an order once only, and answers another key with the charge', async () => {
      const { body } = await charge('order-1');
      const again = await charge('order-1', 'sim_ok', { key: 'another', amount: 1 });
      const { paymentId, at } = body as { paymentId: string; at: string };
      expect(again).toMatchObject({
        status: 409,
        body: {
          code: 'ALREADY_CHARGED',
          charge: { paymentId, orderId: 'order-1', amount: 90_000, refunded: 0, status: 'approved', at },
        },
      });
    });

    it('knows a key for fifteen days of its clock', async () => {
      const first = await charge('order-1');
      await simulators.advancePaymentClock(15 * DAY_S - 1);
      expect(await charge('order-1')).toEqual(first);
      await simulators.advancePaymentClock(1);
      expect(await charge('order-1')).toMatchObject({ status: 409, body: { code: 'ALREADY_CHARGED' } });
    });
  });

  describe('its tokens', () => {
    it.each(['sim_declined', 'a card that nobody knows'])('%s is declined, once for a key', async (token) => {
      const declined = { status: 402, body: { code: 'DECLINED', message: expect.any(String) } };
      expect(await charge('order-1', token)).toEqual(declined);
      expect(await charge('order-1', token)).toEqual(declined);
      expect(await simulators.payment.ledger()).toEqual({ charges: [], declined: 1, requests: 2 });
    });

    it('a card that nobody knows is told so', async () => {
      expect(await charge('order-1', 'sim_okay')).toMatchObject({ body: { message: 'unknown token' } });
    });

    it('sim_slow answers after three seconds', async () => {
      let answered = false;
      const slow = charge('order-1', 'sim_slow').then((answer) => {
        answered = true;
        return answer;
      });
      await sleeping(1);
      await clock.advance(2_999);
      await lookUp('order-1');
      expect(answered).toBe(false);
      await clock.advance(1);
      expect(await slow).toMatchObject({ status: 200 });
    });

    it('sim_lost_reply charges and cuts the connection, on the first call with a key', async () => {
      await expect(charge('order-1', 'sim_lost_reply')).rejects.toThrow('fetch failed');
      const { charges } = await simulators.payment.ledger();
      expect(charges).toHaveLength(1);
      expect(await charge('order-1', 'sim_lost_reply')).toMatchObject({
        status: 200,
        body: { paymentId: charges[0]?.paymentId },
      });
    });

    it('sim_late cuts each call at once, charges two seconds after the first, and answers from then on', async () => {
      await expect(charge('order-1', 'sim_late')).rejects.toThrow('fetch failed');
      await clock.advance(1_999);
      await expect(charge('order-1', 'sim_late')).rejects.toThrow('fetch failed');
      expect(await charge('order-1', 'sim_late', { amount: 1 })).toMatchObject({ status: 422 });
      expect(await lookUp('order-1')).toEqual({ charges: [], nextCursor: null });
      await clock.advance(1);
      expect(await lookUp('order-1')).toMatchObject({ charges: [{ orderId: 'order-1', amount: 90_000 }] });
      expect(await charge('order-1', 'sim_late')).toMatchObject({ status: 200 });
      await clock.advance(10_000);
      expect((await simulators.payment.ledger()).charges).toHaveLength(1);
    });

    it('sim_late does not charge what another key has charged meanwhile', async () => {
      await expect(charge('order-1', 'sim_late', { key: 'late' })).rejects.toThrow('fetch failed');
      await charge('order-1', 'sim_ok', { key: 'quick' });
      await clock.advance(2_000);
      expect((await simulators.payment.ledger()).charges).toMatchObject([{ key: 'quick' }]);
    });

    it('sim_error_then_ok fails twice for a key, then works', async () => {
      const answers = [];
      for (let call = 0; call < 4; call++) answers.push(await charge('order-1', 'sim_error_then_ok'));
      expect(answers.map(({ status }) => status)).toEqual([503, 503, 200, 200]);
      expect((await simulators.payment.ledger()).charges).toHaveLength(1);
    });

    it('sim_refund_fails is charged, and each refund of it refused', async () => {
      const paymentId = paymentIdOf(await charge('order-1', 'sim_refund_fails'));
      const no = { status: 422, body: { code: 'REFUND_REFUSED' } };
      expect(await refund(paymentId, 90_000)).toMatchObject(no);
      expect(await refund(paymentId, 1, 'another key')).toMatchObject(no);
    });

    it('sim_refund_lost_reply refunds and cuts the connection, on the first call with a key', async () => {
      const paymentId = paymentIdOf(await charge('order-1', 'sim_refund_lost_reply'));
      await expect(refund(paymentId, 90_000)).rejects.toThrow('fetch failed');
      expect((await simulators.payment.ledger()).charges).toMatchObject([{ refunded: 90_000 }]);
      expect(await refund(paymentId, 90_000)).toMatchObject({ status: 200 });
      expect((await simulators.payment.ledger()).charges).toMatchObject([{ refunded: 90_000 }]);
    });
  });

  describe('refunding', () => {
    it('gives money back in parts, once for a key, and never more than was charged', async () => {
      const paymentId = paymentIdOf(await charge('order-1'));
      const first = await refund(paymentId, 60_000, 'part 1');
      expect(first).toEqual({
        status: 200,
        body: { refundId: expect.any(String), paymentId, amount: 60_000, status: 'approved' },
      });
      expect(await refund(paymentId, 60_000, 'part 1')).toEqual(first);
      expect(await refund(paymentId, 30_001, 'too much')).toMatchObject({
        status: 422,
        body: { code: 'REFUND_REFUSED' },
      });
      expect(await refund(paymentId, 30_000, 'part 2')).toMatchObject({ status: 200 });
      expect(await lookUp('order-1')).toMatchObject({ charges: [{ amount: 90_000, refunded: 90_000 }] });
    });

    it('knows no payment that it has not made', async () => {
      expect(await refund('pay-0', 1)).toMatchObject({ status: 404, body: { code: 'PAYMENT_NOT_FOUND' } });
    });
  });

  it('lists charges since a time, page by page', async () => {
    for (let n = 1; n <= 3; n++) await charge(`early-${n}`);
    await simulators.advancePaymentClock(60);
    await Promise.all(Array.from({ length: 201 }, (_, n) => charge(`order-${n}`)));
    const sizes: number[] = [];
    const seen = new Set<string>();
    let cursor: string | null = null;
    do {
      const query = new URLSearchParams({ since: '2026-05-08T12:01:00+09:00', ...(cursor !== null && { cursor }) });
      const { body } = await ask(`${url}/charges?${query}`);
      const page = body as { charges: { orderId: string }[]; nextCursor: string | null };
      sizes.push(page.charges.length);
      for (const { orderId } of page.charges) seen.add(orderId);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(sizes).toEqual([100, 100, 1]);
    expect(seen.size).toBe(201);
    expect([...seen].some((orderId) => orderId.startsWith('early'))).toBe(false);
  });

  it('answers 503 while it is down, but for its ledger', async () => {
    await simulators.payment.down();
    expect(await charge('order-1')).toMatchObject({ status: 503, body: { code: 'DOWN' } });
    expect(await ask(`${url}/charges?orderId=order-1`)).toMatchObject({ status: 503 });
    expect(await simulators.payment.ledger()).toEqual({ charges: [], declined: 0, requests: 1 });
    await simulators.payment.up();
    expect(await charge('order-1')).toMatchObject({ status: 200 });
  });

  const good = { orderId: 'order-1', amount: 1, currency: 'KRW', method: 'card', token: 'sim_ok' };
  const key = { 'idempotency-key': 'k' };
  it.each<[string, unknown, Record<string, string>]>([
    ['no key', good, {}],
    ['an amount that is no number', { ...good, amount: '1' }, key],
    ['a part of a won', { ...good, amount: 0.5 }, key],
    ['nothing to pay', { ...good, amount: 0 }, key],
    ['another currency', { ...good, currency: 'USD' }, key],
    ['an unknown member', { ...good, tip: 1 }, key],
    ['no order', null, key],
    ['a list', [good], key],
  ])('answers %s with 400, and charges nothing', async (_, body, headers) => {
    expect(await post(`${url}/charges`, body, headers)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
    expect((await simulators.payment.ledger()).charges).toEqual([]);
  });

  it.each<[string, RequestInit, number]>([
    ['/charges?cursor=x', {}, 400],
    ['/charges?since=yesterday', {}, 400],
    ['/nowhere', {}, 404],
    ['/charges', { method: 'POST', body: '{', headers: { ...key, 'content-type': 'application/json' } }, 400],
    ['/charges', { method: 'POST', body: 'x', headers: { ...key, 'content-type': 'application/xml' } }, 415],
    [
      '/charges',
      { method: 'POST', body: `"${'x'.repeat(40_000)}"`, headers: { 'content-type': 'application/json' } },
      413,
    ],
    [
      '/admin/clock',
      { method: 'POST', body: '{"advanceSeconds":-1}', headers: { 'content-type': 'application/json' } },
      400,
    ],
  ])('answers bad input to %s %j with %i', async (path, init, status) => {
    expect((await ask(`${url}${path}`, init)).status).toBe(status);
  });
});
