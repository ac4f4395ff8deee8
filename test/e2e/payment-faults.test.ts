import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OPERATOR_TOKEN } from './support/app.ts';
import { eventually, paidWith } from './support/client.ts';
import { World } from './support/world.ts';

/** How long the system may need until it is certain that no charge will come any more. */
const CERTAIN_MS = 40_000;

describe('what a payment system can do to an order', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  }, 60_000);
  afterAll(() => world?.stop(), 30_000);

  const isPaidOnce = async (token: string) => {
    const { orderId, total } = await world.client.placed(paidWith(token));
    await world.client.untilOrder(orderId, 'is paid', ({ payment }) => payment.status === 'Paid', CERTAIN_MS);
    expect(await world.charges(orderId)).toMatchObject([{ amount: total, refunded: 0 }]);
    return orderId;
  };

  it.each([['sim_ok'], ['sim_slow'], ['sim_lost_reply'], ['sim_late'], ['sim_error_then_ok']])(
    '%s ends with exactly one charge, for what the order costs',
    async (token) => {
      await isPaidOnce(token);
    },
    60_000,
  );

  it('sim_declined ends with no charge', async () => {
    const { orderId } = await world.client.placed(paidWith('sim_declined'));
    await world.client.untilStatus(orderId, 'PaymentFailed');
    expect(await world.charges(orderId)).toEqual([]);
  });

  it('sim_refund_lost_reply ends refunded, once', async () => {
    const { orderId, trackingToken, total } = await world.client.placed(paidWith('sim_refund_lost_reply'));
    await world.client.untilOrder(orderId, 'is paid', ({ payment }) => payment.status === 'Paid');
    await world.client.cancel(orderId, trackingToken);
    await world.client.untilOrder(orderId, 'is refunded', ({ payment }) => payment.status === 'Refunded', CERTAIN_MS);
    expect(await world.charges(orderId)).toMatchObject([{ amount: total, refunded: total }]);
  }, 60_000);

  it('sim_refund_fails waits for an operator, visibly, and is settled by hand with a reference', async () => {
    const { orderId, trackingToken } = await world.client.placed(paidWith('sim_refund_fails'));
    await world.client.untilOrder(orderId, 'is paid', ({ payment }) => payment.status === 'Paid');
    const settle = () =>
      world.client.request('POST', `/api/orders/${orderId}/refund/settle`, {
        token: OPERATOR_TOKEN,
        body: { reference: '계좌이체 2026-11-23 #7' },
      });
    expect((await settle()).body.code).toBe('REFUND_NOT_FAILED');
    await world.client.cancel(orderId, trackingToken);
    await world.client.untilOrder(
      orderId,
      'could not be refunded',
      ({ payment }) => payment.status === 'RefundFailed',
      CERTAIN_MS,
    );
    await eventually('the open refund is shown as overdue', async () => {
      const { body } = await world.client.get('/api/processes', OPERATOR_TOKEN);
      const open = JSON.stringify(body);
      return open.includes(orderId) && /"overdue":true/.test(open) ? { done: true } : { not: open };
    });
    expect((await settle()).status).toBe(200);
    await world.client.untilOrder(orderId, 'is settled', ({ payment }) => payment.status === 'Refunded');
    expect((await settle()).status).toBe(200);
  }, 60_000);

  describe('cancelled at every moment of the payment', () => {
    const MOMENTS = [
      ['before or in the attempt', 'sim_ok', 0],
      ['in flight', 'sim_slow', 500],
      ['after the approval', 'sim_ok', 1_500],
      ['while the outcome is unclear', 'sim_late', 600],
      ['when the charge has just shown up', 'sim_late', 2_050],
      ['while the call is tried again', 'sim_error_then_ok', 50],
      ['after a lost reply', 'sim_lost_reply', 30],
    ] as const;
    /** By the moment, an order that was cancelled then: all go their ways at the same time. */
    let cancelled: ReadonlyMap<string, ReturnType<typeof cancelledAfter>>;
    beforeAll(async () => {
      cancelled = new Map(MOMENTS.map(([moment, token, afterMs]) => [moment, cancelledAfter(token, afterMs)]));
      await Promise.allSettled(cancelled.values());
    }, 60_000);

    async function cancelledAfter(token: string, afterMs: number) {
      const { orderId, trackingToken } = await world.client.placed(paidWith(token));
      await sleep(afterMs);
      expect((await world.client.cancel(orderId, trackingToken)).status).toBe(202);
      return world.client.untilOrder(
        orderId,
        'is cancelled and its money settled',
        ({ status, payment }) => status === 'Cancelled' && ['Refunded', 'Voided'].includes(payment.status),
        CERTAIN_MS,
      );
    }

    it.each(MOMENTS)('%s (%s after %d ms): it is cancelled and keeps no money', async (moment, _token, _afterMs) => {
      const { orderId, payment } = await cancelled.get(moment);
      const charges = await world.charges(orderId);
      expect(charges.map(({ amount, refunded }) => amount - refunded)).toEqual(payment.status === 'Voided' ? [] : [0]);
    });

    it('after a decline, it can not be cancelled any more, and owes nothing', async () => {
      const { orderId, trackingToken } = await world.client.placed(paidWith('sim_declined'));
      await world.client.untilStatus(orderId, 'PaymentFailed');
      expect((await world.client.cancel(orderId, trackingToken)).body.code).toBe('ORDER_NOT_CANCELLABLE');
    });

    it('while the payment system is down: it is cancelled at once, and void once it is certain that no charge came', async () => {
      await world.set('payment', 'down');
      const { orderId, trackingToken } = await world.client.placed();
      // A call that was begun before the order was cancelled must not find the payment system up again: then its money goes back instead.
      await eventually('no call is let through any more', async () => {
        const told = /^kkotgil_circuit_breaker_state\{service="payment"\}.*$/m.exec(
          await (await fetch(`${world.app.url}/metrics`)).text(),
        )?.[0];
        return told?.endsWith(' 2') ? { done: true } : { not: String(told) };
      });
      await world.client.cancel(orderId, trackingToken);
      await world.client.untilStatus(orderId, 'Cancelled');
      await world.set('payment', 'up');
      await world.client.untilOrder(orderId, 'is void', ({ payment }) => payment.status === 'Voided', CERTAIN_MS);
      expect(await world.charges(orderId)).toEqual([]);
    }, 60_000);
  });
});
