import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHttpPaymentGateway } from '../../../src/gateways/http/http-payment-gateway.ts';
import { createHttpSmsGateway } from '../../../src/gateways/http/http-sms-gateway.ts';
import { GatewayUnavailable } from '../../../src/gateways/payment-gateway.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { startTestSimulators, type TestSimulators } from '../../support/simulators.ts';
import { HASTY } from '../support/limits.ts';

describe('the clients against the simulators', () => {
  let clock: FixedClock;
  let simulators: TestSimulators;
  let payment: ReturnType<typeof createHttpPaymentGateway>;
  let sms: ReturnType<typeof createHttpSmsGateway>;
  beforeEach(async () => {
    clock = new FixedClock();
    simulators = await startTestSimulators({ clock });
    payment = createHttpPaymentGateway({ baseUrl: simulators.payment.url, limits: HASTY });
    sms = createHttpSmsGateway({ baseUrl: simulators.sms.url, limits: HASTY });
  });
  afterEach(async () => {
    payment.close();
    sms.close();
    await simulators.close();
  });

  const charge = (token: string) =>
    payment.charge({ orderId: 'order-1', amount: 90_000, method: 'card', token, key: 'charge-1' });
  const refund = (paymentId: string, { amount = 90_000, key = 'refund-1' } = {}) =>
    payment.refund({ paymentId, amount, reason: 'order cancelled', key });
  const chargedWith = async (token: string) => {
    const outcome = await charge(token);
    if (outcome.outcome !== 'charged') throw new Error(`not charged: ${JSON.stringify(outcome)}`);
    return outcome.charge.paymentId;
  };
  const notice = { ref: 'notice-1', to: '+821012345678', text: '배송 출발', kind: 'SMS' } as const;

  it.each([
    ['sim_ok', 1],
    ['sim_lost_reply', 2],
    ['sim_error_then_ok', 3],
  ])('%s is approved within one call, in %i tries, and charged once', async (token, tries) => {
    expect(await charge(token)).toMatchObject({
      outcome: 'charged',
      charge: { amount: 90_000, status: 'approved' },
      fresh: tries === 1,
    });
    expect(await simulators.payment.ledger()).toMatchObject({ charges: [{ key: 'charge-1' }], requests: tries });
  });

  it('sim_declined is declined', async () => {
    expect(await charge('sim_declined')).toEqual({ outcome: 'declined', code: 'DECLINED', fresh: true });
  });

  it('sim_slow is unknown to a client that has no time, and found by asking', async () => {
    expect(await charge('sim_slow')).toEqual({ outcome: 'unknown', cause: 'no answer in time' });
    expect(await payment.chargesOf('order-1')).toMatchObject([{ orderId: 'order-1', amount: 90_000 }]);
  });

  it('sim_late is unknown, not there, and then there', async () => {
    expect(await charge('sim_late')).toMatchObject({ outcome: 'unknown' });
    expect(await payment.chargesOf('order-1')).toEqual([]);
    await clock.advance(2_000);
    expect(await payment.chargesOf('order-1')).toMatchObject([{ orderId: 'order-1', refunded: 0 }]);
    expect(await charge('sim_late')).toMatchObject({ outcome: 'charged' });
  });

  it('a charge is given back once, also when the answer is lost', async () => {
    expect(await refund(await chargedWith('sim_refund_lost_reply'))).toMatchObject({ outcome: 'approved' });
    expect(await payment.chargesOf('order-1')).toMatchObject([{ amount: 90_000, refunded: 90_000 }]);
  });

  it('sim_refund_fails is charged, and its refund refused', async () => {
    const outcome = await refund(await chargedWith('sim_refund_fails'));
    expect(outcome).toEqual({ outcome: 'refused', code: 'REFUND_REFUSED' });
  });

  it('a refund beyond what was charged is refused, and one of no payment is not understood', async () => {
    const paymentId = await chargedWith('sim_ok');
    const tooMuch = await refund(paymentId, { amount: 90_001 });
    expect(tooMuch).toEqual({ outcome: 'refused', code: 'REFUND_REFUSED' });
    const nothing = await refund('pay-0', { key: 'refund-2' });
    expect(nothing).toEqual({ outcome: 'unknown', cause: 'the service answered 404 PAYMENT_NOT_FOUND' });
  });

  it('a refund with the key of another one is told so', async () => {
    const paymentId = await chargedWith('sim_ok');
    expect(await refund(paymentId, { amount: 1_000 })).toMatchObject({ outcome: 'approved', amount: 1_000 });
    expect(await refund(paymentId, { amount: 2_000 })).toEqual({ outcome: 'key-reused' });
  });

  it('an order that is charged under another key is told with that charge, which may be old', async () => {
    const paymentId = await chargedWith('sim_ok');
    await simulators.advancePaymentClock(16 * 24 * 60 * 60);
    expect(await charge('sim_ok')).toMatchObject({
      outcome: 'charged',
      charge: { paymentId, amount: 90_000, refunded: 0 },
      fresh: false,
    });
  });

  it('a service that is down leaves a charge unknown, and a question without an answer', async () => {
    await simulators.payment.down();
    expect(await charge('sim_ok')).toEqual({ outcome: 'unknown', cause: 'the service answered 503' });
    await expect(payment.chargesOf('order-1')).rejects.toThrow(GatewayUnavailable);
    await simulators.payment.up();
    expect(await payment.chargesOf('order-1')).toEqual([]);
    expect(await charge('sim_ok')).toMatchObject({ outcome: 'charged' });
  });

  it('all charges are listed', async () => {
    // So many at once take longer than the others are given.
    const patient = createHttpPaymentGateway({ baseUrl: simulators.payment.url });
    const orders = Array.from({ length: 120 }, (_, n) => `order-${n}`);
    await Promise.all(
      orders.map((orderId) => patient.charge({ orderId, amount: 1, method: 'card', token: 'sim_ok', key: orderId })),
    );
    const listed: string[] = [];
    for await (const page of patient.listCharges('2026-01-01T00:00:00Z')) {
      listed.push(...page.map(({ orderId }) => orderId));
    }
    patient.close();
    expect(listed.toSorted()).toEqual(orders.toSorted());
  });

  it('a message is sent once and found', async () => {
    const outcome = await sms.send(notice);
    expect(outcome).toEqual({ outcome: 'sent', messageId: expect.any(String) });
    expect(await sms.send(notice)).toEqual(outcome);
    expect(await sms.find('notice-1')).toEqual({ messageId: (outcome as { messageId: string }).messageId });
    expect(await sms.find('notice-2')).toBeNull();
    expect((await simulators.sms.ledger()).messages).toHaveLength(1);
  });

  it('a number that nobody can reach is refused', async () => {
    expect(await sms.send({ ...notice, to: '+821012340000' })).toEqual({ outcome: 'refused', code: 'BAD_NUMBER' });
  });
});
