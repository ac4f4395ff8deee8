import { describe, expect, it } from '@jest/globals';
import { cancelOrder } from '../../../src/application/cancel-order.ts';
import { takeDeliveryStep } from '../../../src/application/deliver.ts';
import { createShippingProcess } from '../../../src/processes/shipping/shipping-process.ts';
import { usualTerms } from '../../support/deadline-terms.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { aRoseOrder, History, idOf } from '../../support/history.ts';
import { momentAt } from '../../support/moment.ts';

const ORDER = idOf('order-1');

function setUp() {
  const clock = new FixedClock();
  const history = new History(clock);
  const deps = { log: history.log, clock };
  const settings = { terms: { ...usualTerms, remindMs: 1_000, refuseMs: 2_000 } };
  const process = createShippingProcess({ ...deps, settings });
  const moment = () => momentAt(clock.now());
  /** Turns of the order until the process is done with it, or waits. */
  const toTheEnd = async () => {
    for (;;) {
      const context = await process.load(ORDER);
      const next = process.decide(context, moment());
      if (next.kind !== 'act') return next.kind;
      expect(await process.act(next.action, context)).toEqual({ kind: 'again' });
    }
  };
  const types = async (category: string) =>
    (await history.log.readStream(`${category}-${ORDER}`)).map(({ type }) => type);
  const paid = async () => {
    await history.happened(ORDER, 'OrderPlaced', aRoseOrder);
    await history.happened(ORDER, 'OrderPaid', { paymentId: 'p', amount: 90_000 });
  };
  const step = (type: 'AcceptDelivery' | 'StartDelivery' | 'CompleteDelivery') =>
    takeDeliveryStep(deps, ORDER, { type }, { commandId: idOf(type), actor: 'florist' });
  return { clock, history, deps, process, moment, toTheEnd, types, paid, step };
}

describe('the shipping process', () => {
  it('hands a paid order to the florist, and ends a delivered one with the request for a review', async () => {
    const { paid, toTheEnd, step, types } = setUp();
    await paid();
    expect(await toTheEnd()).toBe('wait');
    for (const type of ['AcceptDelivery', 'StartDelivery', 'CompleteDelivery'] as const) await step(type);
    expect(await toTheEnd()).toBe('done');
    expect(await types('order')).toEqual(['OrderPlaced', 'OrderPaid', 'OrderCompleted']);
    expect(await types('review')).toEqual(['ReviewRequested']);
  });

  it('never lets a cancelled order be delivered, whatever it writes after it was stopped on the way', async () => {
    const { deps, paid, process, moment, toTheEnd, step, types } = setUp();
    await paid();
    // It has decided to request the delivery, and then stands still.
    const context = await process.load(ORDER);
    const next = process.decide(context, moment());
    if (next.kind !== 'act') throw new Error('the delivery is to be requested');
    expect(next.action.command.type).toBe('RequestDelivery');

    const wish = { by: 'customer', reason: null } as const;
    expect(await cancelOrder(deps, ORDER, wish, { commandId: idOf('cancel'), actor: 'customer' })).toMatchObject({
      kind: 'done',
    });

    // It wakes up and writes what it had decided, from what it had read: somebody else's event stands there.
    expect(await process.act(next.action, context)).toEqual({ kind: 'again' });
    expect(await toTheEnd()).toBe('done');
    expect(await types('delivery')).toEqual(['DeliveryCancelled']);
    expect((await types('order')).at(-1)).toBe('OrderCancelled');
    for (const type of ['AcceptDelivery', 'StartDelivery'] as const) {
      expect(await step(type)).toMatchObject({ kind: 'rejected', rejection: { code: 'DELIVERY_ENDED' } });
    }
  });

  it('completes a cancellation that a crash has left between the two streams', async () => {
    const { history, paid, toTheEnd, types } = setUp();
    await paid();
    await history.happened(ORDER, 'DeliveryRequested', { deliverOn: null, window: null });
    await history.happened(ORDER, 'OrderCancellationRequested', { by: 'customer', reason: null });
    expect(await toTheEnd()).toBe('done');
    expect(await types('delivery')).toEqual(['DeliveryRequested', 'DeliveryCancelled']);
    expect((await types('order')).at(-1)).toBe('OrderCancelled');
  });

  it('refuses a cancellation that came too late, and goes on', async () => {
    const { history, paid, toTheEnd, types } = setUp();
    await paid();
    for (const type of ['DeliveryAccepted', 'DeliveryStarted'] as const) await history.happened(ORDER, type, {});
    await history.happened(ORDER, 'OrderCancellationRequested', { by: 'customer', reason: null });
    expect(await toTheEnd()).toBe('wait');
    expect((await types('order')).at(-1)).toBe('OrderCancellationRefused');
  });

  it('fires a deadline once, and loses against the florist who was first', async () => {
    const { clock, paid, process, moment, toTheEnd, step, types } = setUp();
    await paid();
    await toTheEnd();
    await clock.advance(1_000);
    await toTheEnd();
    await toTheEnd();
    expect((await types('delivery')).filter((type) => type === 'DeliveryReminded')).toHaveLength(1);
    await clock.advance(1_000);
    const context = await process.load(ORDER);
    const next = process.decide(context, moment());
    if (next.kind !== 'act') throw new Error('the deadline is over');
    await step('AcceptDelivery');
    await process.act(next.action, context);
    expect(await toTheEnd()).toBe('wait');
    expect((await types('delivery')).at(-1)).toBe('DeliveryAccepted');
  });
});
