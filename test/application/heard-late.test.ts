import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cancelOrder } from '../../src/application/cancel-order.ts';
import { takeDeliveryStep } from '../../src/application/deliver.ts';
import { takeReviewStep } from '../../src/application/review-order.ts';
import { settleRefundManually } from '../../src/application/settle-payment.ts';
import type { Shop } from '../../src/application/use-case.ts';
import type { EventType, KkotgilEvent } from '../../src/domain/index.ts';
import type { CommandMeta } from '../../src/platform/eventstore/handle-command.ts';
import { createEventLog } from '../../src/stored-events/event-log.ts';
import { aRoseOrder, History, idOf } from '../support/history.ts';
import { PlainCodec } from '../support/plain-codec.ts';
import { until } from '../support/until.ts';
import { WatchedStore } from '../support/watched-store.ts';
import { openShop, typesOf } from './support.ts';

type Fact = { [Type in EventType]: [Type, Extract<KkotgilEvent, { type: Type }>['data']] }[EventType];
const placed: Fact = ['OrderPlaced', aRoseOrder];
const paid: Fact = ['OrderPaid', { paymentId: 'pay-1', amount: 90_000 }];
const wished: Fact = ['OrderCancellationRequested', { by: 'customer', reason: null }];
const requested: Fact = ['DeliveryRequested', { deliverOn: null, window: null }];
const accepted: Fact = ['DeliveryAccepted', {}];
const started: Fact = ['DeliveryStarted', {}];
const failed: Fact = ['DeliveryFailed', { reason: 'nobody home' }];
const completed: Fact = ['DeliveryCompleted', {}];

const ORDER = idOf('order-1');
const meta: CommandMeta = { commandId: idOf('command'), actor: 'florist' };

/** One process of a shop, which has heard of some facts; the others were written by another process a moment ago. */
describe('a command to a process that has not heard of the latest', () => {
  let store: WatchedStore;
  let shop: Shop;
  let elsewhere: History;
  let ending: AbortController;

  beforeEach(async () => {
    store = new WatchedStore();
    shop = await openShop(store);
    elsewhere = new History(shop.clock, createEventLog(store, new PlainCodec()));
    ending = new AbortController();
  });
  afterEach(() => ending.abort());

  const happened = async (facts: readonly Fact[]) => {
    for (const [type, data] of facts) await elsewhere.happened(ORDER, type, data as never);
  };
  const knowing = async (heard: readonly Fact[], unheard: readonly Fact[]) => {
    let upTo: string | null = null;
    const from = await shop.log.head();
    void (async () => {
      for await (const { position } of shop.log.watch({ after: from, signal: ending.signal })) upTo = position;
    })();
    await until(() => upTo !== null);
    await happened(heard);
    const head = await shop.log.head();
    await until(() => upTo === head);
    // What is asked for here is known, and known to be empty, before the rest happens.
    for (const category of ['order', 'delivery', 'review', 'payment'])
      await shop.log.knownStream(`${category}-${ORDER}`);
    store.holdEvents();
    await happened(unheard);
  };

  it('finds the order that was just placed', async () => {
    await knowing([], [placed, paid, requested]);
    expect(
      await takeDeliveryStep(shop, ORDER, { type: 'RejectDelivery', by: 'florist', reason: null }, meta),
    ).toMatchObject({
      kind: 'done',
      value: { status: 'Rejected' },
    });
  });

  it('finds it for a review, and for a refund that was settled by hand', async () => {
    await knowing([], [placed, ['ReviewRequested', {}]]);
    const written = await takeReviewStep(shop, ORDER, { type: 'WriteReview', rating: 5, text: 'nice' }, meta);
    expect(written).toMatchObject({ kind: 'done' });
    const settled = await settleRefundManually(shop, ORDER, 'by hand', meta);
    expect(settled).not.toMatchObject({ rejection: { code: 'ORDER_NOT_FOUND' } });
  });

  it('confirms what the florist was just asked', async () => {
    await knowing([placed, paid], [requested]);
    expect(await takeDeliveryStep(shop, ORDER, { type: 'AcceptDelivery' }, meta)).toMatchObject({ kind: 'done' });
    expect(await typesOf(shop, `delivery-${ORDER}`)).toEqual(['DeliveryRequested', 'DeliveryAccepted']);
  });

  it('gives way to a cancellation that was just asked for', async () => {
    await knowing([placed, paid, requested], [wished]);
    for (const type of ['AcceptDelivery', 'StartDelivery'] as const) {
      expect(await takeDeliveryStep(shop, ORDER, { type }, meta)).toMatchObject({
        kind: 'rejected',
        rejection: { code: 'CANCELLATION_OPEN' },
      });
    }
  });

  it('takes no step twice because it looks as if it were so already', async () => {
    await knowing([placed, paid, requested, accepted, started], [failed]);
    expect(await takeDeliveryStep(shop, ORDER, { type: 'StartDelivery' }, meta)).toMatchObject({ kind: 'done' });
    expect((await typesOf(shop, `delivery-${ORDER}`)).slice(-2)).toEqual(['DeliveryFailed', 'DeliveryStarted']);
  });

  it('refuses a step that was possible a moment ago', async () => {
    await knowing([placed, paid, requested, accepted, started], [completed]);
    const fail = { type: 'FailDelivery', reason: 'nobody home' } as const;
    expect(await takeDeliveryStep(shop, ORDER, fail, meta)).toMatchObject({ kind: 'rejected' });
    expect((await typesOf(shop, `delivery-${ORDER}`)).at(-1)).toBe('DeliveryCompleted');
  });

  it('does not cancel what has just been set off with, and writes nothing for that', async () => {
    await knowing([placed, paid, requested, accepted], [started]);
    const before = await shop.log.head();
    expect(await cancelOrder(shop, ORDER, { by: 'customer', reason: null }, meta)).toMatchObject({
      kind: 'rejected',
      rejection: { code: 'DELIVERY_ALREADY_STARTED' },
    });
    expect(await shop.log.head()).toBe(before);
  });

  it('cancels what was just brought back to where it can be cancelled', async () => {
    await knowing([placed, paid, requested, accepted, started, failed], [['DeliveryReturned', {}]]);
    expect(await cancelOrder(shop, ORDER, { by: 'customer', reason: null }, meta)).toMatchObject({ kind: 'done' });
  });
});
