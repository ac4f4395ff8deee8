import { describe, expect, it } from '@jest/globals';
import { cancelOrder } from '../../src/application/cancel-order.ts';
import { takeDeliveryStep } from '../../src/application/deliver.ts';
import type { Shop } from '../../src/application/use-case.ts';
import type { EventType, KkotgilEvent } from '../../src/domain/index.ts';
import type { CommandMeta } from '../../src/platform/eventstore/handle-command.ts';
import { aRoseOrder, History, idOf } from '../support/history.ts';
import { MemoryEventStore } from '../support/memory-event-store.ts';
import { openShop, typesOf } from './support.ts';

type Fact = { [Type in EventType]: [Type, Extract<KkotgilEvent, { type: Type }>['data']] }[EventType];
const placed: Fact = ['OrderPlaced', aRoseOrder];
const paid: Fact = ['OrderPaid', { paymentId: 'pay-1', amount: 90_000 }];
const wished: Fact = ['OrderCancellationRequested', { by: 'customer', reason: null }];
const requested: Fact = ['DeliveryRequested', { deliverOn: null, window: null }];
const accepted: Fact = ['DeliveryAccepted', {}];
const started: Fact = ['DeliveryStarted', {}];
const failed: Fact = ['DeliveryFailed', { reason: 'nobody home' }];
const returned: Fact = ['DeliveryReturned', {}];
const completed: Fact = ['DeliveryCompleted', {}];
const refused: Fact = ['DeliveryRejected', { by: 'florist', reason: null }];

const ORDER = idOf('order-1');
const wish = { by: 'customer', reason: null } as const;
const meta = (name: string): CommandMeta => ({ commandId: idOf(name), actor: 'customer', digest: 'd' });

async function shopAfter(...facts: Fact[]): Promise<Shop> {
  const shop = await openShop(new MemoryEventStore());
  const history = new History(shop.clock, shop.log);
  for (const [type, data] of facts) await history.happened(ORDER, type, data as never);
  return shop;
}

describe('cancelling an order', () => {
  it.each([
    ['before it is paid', [placed]],
    ['that is paid', [placed, paid]],
    ['that the florist was asked about', [placed, paid, requested]],
    ['that is being made', [placed, paid, requested, accepted]],
  ] as [string, Fact[]][])('%s: the delivery stream has decided when the answer comes', async (_name, facts) => {
    const shop = await shopAfter(...facts);
    expect(await cancelOrder(shop, ORDER, wish, meta('c'))).toMatchObject({
      kind: 'done',
      value: { status: 'Cancelling' },
    });
    expect((await typesOf(shop, `order-${ORDER}`)).at(-1)).toBe('OrderCancellationRequested');
    expect((await typesOf(shop, `delivery-${ORDER}`)).at(-1)).toBe('DeliveryCancelled');
  });

  it.each([
    ['whose delivery has started', [placed, paid, requested, accepted, started], 'DELIVERY_ALREADY_STARTED'],
    ['whose delivery has failed', [placed, paid, requested, accepted, started, failed], 'DELIVERY_ALREADY_STARTED'],
    ['that is delivered', [placed, paid, requested, accepted, started, completed], 'ORDER_NOT_CANCELLABLE'],
    ['that could not be paid', [placed, ['OrderPaymentFailed', { code: 'DECLINED' }]], 'ORDER_NOT_CANCELLABLE'],
    ['that does not exist', [], 'ORDER_NOT_FOUND'],
  ] as [string, Fact[], string][])('%s is refused without an event', async (_name, facts, code) => {
    const shop = await shopAfter(...facts);
    const before = await shop.log.head();
    expect(await cancelOrder(shop, ORDER, wish, meta('c'))).toMatchObject({ kind: 'rejected', rejection: { code } });
    expect(await shop.log.head()).toBe(before);
  });

  it.each([
    ['that is being cancelled', [placed, wished], 'Cancelling'],
    ['that is cancelled', [placed, wished, ['OrderCancelled', wish]], 'Cancelled'],
    ['that the florist has refused', [placed, paid, requested, refused], 'Cancelling'],
    ['whose flowers came back', [placed, paid, requested, accepted, started, failed, returned], 'Cancelling'],
  ] as [string, Fact[], string][])('%s already changes nothing', async (_name, facts, status) => {
    const shop = await shopAfter(...facts);
    const before = await shop.log.head();
    expect(await cancelOrder(shop, ORDER, wish, meta('c'))).toMatchObject({
      kind: 'done',
      value: { status },
      position: before,
    });
    expect(await shop.log.head()).toBe(before);
  });

  it('answers a repeat as the first time', async () => {
    const shop = await shopAfter(placed, paid);
    const first = await cancelOrder(shop, ORDER, wish, meta('c'));
    const before = await shop.log.head();
    expect(await cancelOrder(shop, ORDER, wish, meta('c'))).toEqual({ ...first, replayed: true });
    expect(await shop.log.head()).toBe(before);
    expect(await cancelOrder(shop, ORDER, wish, { ...meta('c'), digest: 'other' })).toEqual({ kind: 'key-reused' });
  });

  it('completes by a repeat what a crash between the two streams left', async () => {
    const shop = await shopAfter(placed, paid);
    await cancelOrder({ ...shop, log: withoutDelivery(shop) }, ORDER, wish, meta('c')).catch(() => 'crashed');
    expect(await typesOf(shop, `delivery-${ORDER}`)).toEqual([]);
    expect(await cancelOrder(shop, ORDER, wish, meta('c'))).toMatchObject({ kind: 'done' });
    expect(await typesOf(shop, `delivery-${ORDER}`)).toEqual(['DeliveryCancelled']);
  });
});

describe('a cancellation against the start of the delivery', () => {
  it('ends in every order of the two as exactly one of them, and both answers say so', async () => {
    for (let round = 0; round < 50; round++) {
      const shop = await shopAfter(placed, paid, requested, accepted);
      const start = () => takeDeliveryStep(shop, ORDER, { type: 'StartDelivery' }, { ...meta('s'), actor: 'florist' });
      const cancel = () => cancelOrder(shop, ORDER, wish, meta('c'));
      const pair = round % 2 ? [cancel(), start()] : [start(), cancel()].reverse();
      const [cancelled, begun] = await Promise.all(pair);
      const last = (await typesOf(shop, `delivery-${ORDER}`)).at(-1);
      const order = await typesOf(shop, `order-${ORDER}`);
      if (last === 'DeliveryStarted') {
        expect([cancelled?.kind, begun?.kind]).toEqual(['rejected', 'done']);
        expect(['OrderPaid', 'OrderCancellationRefused']).toContain(order.at(-1));
      } else {
        expect([last, cancelled?.kind, begun?.kind]).toEqual(['DeliveryCancelled', 'done', 'rejected']);
        expect(order.at(-1)).toBe('OrderCancellationRequested');
      }
    }
  });

  it('gives way to an open cancellation', async () => {
    const shop = await shopAfter(placed, paid, requested, accepted, wished);
    expect(await takeDeliveryStep(shop, ORDER, { type: 'StartDelivery' }, meta('s'))).toMatchObject({
      kind: 'rejected',
      rejection: { code: 'CANCELLATION_OPEN' },
    });
  });
});

/** The shop's log, on which the delivery's stream can't be written. */
function withoutDelivery(shop: Shop): Shop['log'] {
  return new Proxy(shop.log, {
    get(log, name) {
      if (name !== 'append') {
        const member = Reflect.get(log, name, log) as unknown;
        return typeof member === 'function' ? member.bind(log) : member;
      }
      return (streamId: string, ...rest: never[]) => {
        if (streamId.startsWith('delivery-')) return Promise.reject(new Error('the process was killed'));
        return (log.append as (...all: unknown[]) => Promise<unknown>).call(log, streamId, ...rest);
      };
    },
  });
}
