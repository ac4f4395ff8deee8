import { afterEach, describe, expect, it } from '@jest/globals';
import { FLORIST_TOKEN, OPERATOR_TOKEN } from './support/app.ts';
import { anOrder, eventually, type Placed } from './support/client.ts';
import { WallClock } from './support/wall-clock.ts';
import { World } from './support/world.ts';

const HOUR_MS = 3_600_000;
const seconds = (n: number) => new Promise((resolve) => setTimeout(resolve, n * 1_000));

describe('a wall clock that somebody sets', () => {
  let world: World | undefined;
  let clock: WallClock;
  afterEach(async () => {
    await world?.stop();
    clock.remove();
  }, 30_000);

  const start = async (env: Readonly<Record<string, string>> = {}) => {
    clock = new WallClock();
    world = await World.start({ KKOTGIL_FLORIST_PHONE: '010-5555-6666', ...clock.env, ...env });
    return world;
  };
  const storyOf = async (w: World, orderId: string) => {
    const { body } = await w.client.get(`/api/audit/orders/${orderId}`, OPERATOR_TOKEN);
    return (body.events as { type: string }[]).map(({ type }) => type);
  };

  it('back and forth under load keeps no payment, no query and no notice from its way', async () => {
    const w = await start({ KKOTGIL_FLORIST_REMIND_S: '86400', KKOTGIL_FLORIST_REFUSE_S: '86400' });
    const told = () => w.app.output.filter((line) => line.includes('the wall clock was set')).length;
    const placed: Placed[] = [];
    let late = 0;
    let going = true;
    const callers = [1, 2, 3].map(async (caller) => {
      for (let n = 0; going; n++) {
        const phone = `010-${String(3_000 + caller)}-${String(1_000 + n)}`;
        const order = await w.client.placed(anOrder({ customer: { name: '이지은', phone } }));
        placed.push(order);
        const seen = await w.client.get(`/api/orders?limit=1&after=${order.position}`, FLORIST_TOKEN);
        if (seen.status !== 200) late++;
        await seconds(0.05);
      }
    });
    for (const ahead of [HOUR_MS, 0, -HOUR_MS, 0, HOUR_MS, -HOUR_MS, 0]) {
      const noticed = told();
      await clock.setAhead(ahead);
      await eventually('it is noticed', async () => (told() > noticed ? { done: true } : { not: 'nothing is said' }));
      await seconds(0.5);
    }
    going = false;
    await Promise.all(callers);

    expect(late).toBe(0);
    for (const { orderId, total } of placed) {
      await w.client.untilOrder(orderId, 'is with the florist', ({ delivery }) => delivery.status === 'Requested');
      expect(await w.charges(orderId)).toMatchObject([{ amount: total, refunded: 0 }]);
    }
    await eventually('every notice went out', async () => {
      const sent = (await w.messages()).length;
      return sent === 3 * placed.length ? { done: true } : { not: `${sent} of ${3 * placed.length} did` };
    });
    expect((await w.client.get('/api/notifications?status=Dropped', OPERATOR_TOKEN)).body.items).toEqual([]);
    expect(told()).toBeGreaterThanOrEqual(7);
  });

  it('holds up no payment that was waiting for the payment system', async () => {
    const w = await start();
    await w.set('payment', 'down');
    const { orderId } = await w.client.placed();
    await seconds(3);
    await clock.setAhead(-HOUR_MS);
    await w.set('payment', 'up');
    await w.client.untilOrder(orderId, 'is paid', ({ payment }) => payment.status === 'Paid', 20_000);
  });

  it('brings a deadline of people with it, once, however often it is set', async () => {
    const w = await start({ KKOTGIL_FLORIST_REMIND_S: '1800', KKOTGIL_FLORIST_REFUSE_S: '86400' });
    const { orderId } = await w.orderUpTo('paid');
    for (const ahead of [HOUR_MS, 0, HOUR_MS]) {
      await clock.setAhead(ahead);
      await eventually('the florist was reminded', async () =>
        (await storyOf(w, orderId)).includes('DeliveryReminded') ? { done: true } : { not: 'not yet' },
      );
      await seconds(1.5);
    }
    expect((await storyOf(w, orderId)).filter((type) => type === 'DeliveryReminded')).toHaveLength(1);
    expect((await w.client.order(orderId)).body.delivery.status).toBe('Requested');
  });
});

describe('the hours in which the flowers are wanted', () => {
  let world: World;
  let clock: WallClock;
  afterEach(async () => {
    await world.stop();
    clock.remove();
  }, 30_000);
  const forToday = () => anOrder({ deliverOn: '2027-02-02', window: '13:00-16:00' });
  const at = (time: string) => clock.setTo(`2027-02-02T${time}:00+09:00`);
  const waiting = async (orderId: string) => {
    const { body } = await world.client.get('/api/processes', OPERATOR_TOKEN);
    const items = (body.items as { name: string; open: { orderId: string }[] }[]).flatMap(({ open }) => open);
    return items.find((item) => item.orderId === orderId);
  };

  it('end, and with them what was not paid, not answered or not brought', async () => {
    clock = new WallClock();
    await at('12:30');
    world = await World.start({ ...clock.env, KKOTGIL_OPENING_HOURS: '09:00-12:00' });
    expect(
      (await world.client.place(anOrder({ deliverOn: '2027-02-02', window: '12:30-16:00' }))).body.errors,
    ).toMatchObject([{ pointer: '/window' }]);
    const [silent, made, brought] = [
      await world.orderUpTo('paid', forToday()),
      await world.orderUpTo('accepted', forToday()),
      await world.orderUpTo('started', forToday()),
    ];
    await world.set('payment', 'down');
    const unpaid = await world.client.placed(forToday());
    await eventually('what is due is shown', async () => {
      const due = await Promise.all([silent, made, brought].map(({ orderId }) => waiting(orderId)));
      const shown = due.map((item) => item && { ...item, since: undefined });
      return due.every((item) => item !== undefined) ? { done: shown } : { not: JSON.stringify(shown) };
    });
    expect(await waiting(silent.orderId)).toMatchObject({
      waitingFor: 'florist-answer',
      due: '2027-02-02T07:00:00.000Z',
    });
    expect(await waiting(made.orderId)).toMatchObject({ due: '2027-02-02T04:00:00.000Z', overdue: false });
    expect(await waiting(brought.orderId)).toMatchObject({ due: '2027-02-02T07:00:00.000Z', overdue: false });

    await at('13:01');
    expect(await waiting(made.orderId)).toMatchObject({ waitingFor: 'delivery-start', overdue: true });
    await at('16:00');
    const cancelled = await world.client.untilStatus(unpaid.orderId, 'Cancelled');
    expect(cancelled.cancellation).toMatchObject({ by: 'system' });
    await world.message('+821012345678', /제때 결제되지 않아 취소되었습니다/);
    await world.set('payment', 'up');
    await world.client.untilOrder(unpaid.orderId, 'is void', ({ payment }) => payment.status === 'Voided', 40_000);
    expect(await world.charges(unpaid.orderId)).toEqual([]);
    const refused = await world.client.untilOrder(
      silent.orderId,
      'is refunded',
      ({ payment }) => payment.status === 'Refunded',
    );
    expect(refused).toMatchObject({ status: 'Cancelled', delivery: { status: 'Rejected' } });
    await world.message('+821012345678', /꽃집이 제때 확인하지 못해 취소되었습니다. 결제하신 금액은 환불됩니다/);
    await eventually('it is overdue', async () =>
      ((await waiting(brought.orderId)) as { overdue?: boolean } | undefined)?.overdue === true
        ? { done: true }
        : { not: 'it is not' },
    );
  });
});
