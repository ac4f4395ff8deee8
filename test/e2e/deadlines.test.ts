import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { shopTimeAt } from '../../src/domain/shop-time.ts';
import { OPERATOR_TOKEN } from './support/app.ts';
import { eventually } from './support/client.ts';
import { WallClock } from './support/wall-clock.ts';
import { World } from './support/world.ts';

describe('deadlines', () => {
  let world: World | undefined;
  let clock: WallClock;
  afterEach(async () => {
    await world?.stop();
    clock.remove();
  }, 30_000);

  const start = async (env: Record<string, string>) => {
    clock = new WallClock();
    world = await World.start({ KKOTGIL_FLORIST_PHONE: '010-5555-6666', ...env }, clock);
    return world;
  };
  const noticesOf = async (w: World, orderId: string) => {
    const { body } = await w.client.get(`/api/notifications?orderId=${orderId}&limit=100`, OPERATOR_TOKEN);
    return (body.items as { template: string }[]).map(({ template }) => template).sort();
  };

  it('remind a florist who does not answer once, then refuse and give the money back; who has answered is left alone', async () => {
    const w = await start({ KKOTGIL_FLORIST_REMIND_S: '600', KKOTGIL_FLORIST_REFUSE_S: '3600' });
    const answered = await w.orderUpTo('accepted');
    const { orderId, total } = await w.orderUpTo('paid');
    await clock.setAhead(601_000);
    await eventually('the florist is reminded', async () => {
      const notices = await noticesOf(w, orderId);
      return notices.includes('FloristReminder') ? { done: notices } : { not: String(notices) };
    });
    await clock.setAhead(3_601_000);
    const order = await w.client.untilOrder(orderId, 'is refunded', ({ payment }) => payment.status === 'Refunded');
    expect(order).toMatchObject({
      status: 'Cancelled',
      delivery: { status: 'Rejected' },
      cancellation: { by: 'system' },
    });
    expect(await w.charges(orderId)).toMatchObject([{ amount: total, refunded: total }]);
    const notices = await noticesOf(w, orderId);
    expect(notices.filter((template) => template === 'FloristReminder')).toHaveLength(1);

    // The other order is older: whatever was due for it would have happened before.
    expect((await w.client.order(answered.orderId)).body).toMatchObject({
      status: 'Preparing',
      delivery: { status: 'Accepted' },
    });
    expect(await noticesOf(w, answered.orderId)).not.toContain('FloristReminder');
  });

  it('survive a restart, and leave the florist a whole reminder interval after it', async () => {
    const w = await start({ KKOTGIL_FLORIST_REMIND_S: '2', KKOTGIL_FLORIST_REFUSE_S: '3600' });
    const { orderId } = await w.orderUpTo('paid');
    await w.app.kill();
    await clock.setAhead(3_600_000);
    const restarted = clock.now();
    await w.restart();
    const order = await w.client.untilOrder(orderId, 'is refused', ({ delivery }) => delivery.status === 'Rejected');
    const refusedAt = Date.parse(order.timeline.find(({ status }: { status: string }) => status === 'Cancelling').at);
    expect(refusedAt - restarted).toBeGreaterThanOrEqual(2_000);
    await w.client.untilOrder(orderId, 'is refunded', ({ payment }) => payment.status === 'Refunded');
  });

  it('cancel an order that is not paid in time, and charge nothing afterwards', async () => {
    const w = await start({ KKOTGIL_PAYMENT_DEADLINE_S: '2' });
    await w.set('payment', 'down');
    const { orderId } = await w.client.placed();
    const order = await w.client.untilStatus(orderId, 'Cancelled');
    expect(order.cancellation).toMatchObject({ status: 'Done', by: 'system' });
    await w.set('payment', 'up');
    await w.client.untilOrder(orderId, 'is void', ({ payment }) => payment.status === 'Voided', 40_000);
    expect(await w.charges(orderId)).toEqual([]);
  });

  it('count opening hours only', async () => {
    const hourInSeoul = Number(shopTimeAt(Date.now()).time.slice(0, 2));
    const closed = `${String((hourInSeoul + 2) % 24).padStart(2, '0')}:00-${String((hourInSeoul + 4) % 24).padStart(2, '0')}:00`;
    const w = await start({
      KKOTGIL_OPENING_HOURS: closed,
      KKOTGIL_FLORIST_REMIND_S: '1',
      KKOTGIL_FLORIST_REFUSE_S: '1',
    });
    const { orderId } = await w.orderUpTo('paid');
    await sleep(2_500);
    expect((await w.client.order(orderId)).body.delivery.status).toBe('Requested');
    await eventually('the order waits for the florist', async () => {
      const { body } = await w.client.get('/api/processes', OPERATOR_TOKEN);
      return JSON.stringify(body).includes('florist-answer') ? { done: true } : { not: JSON.stringify(body) };
    });
  });
});
