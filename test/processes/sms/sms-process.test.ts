import { beforeEach, describe, expect, it } from '@jest/globals';
import { GatewayUnavailable } from '../../../src/gateways/payment-gateway.ts';
import { ERASED } from '../../../src/platform/eventstore/recorded-event.ts';
import { uuidV5 } from '../../../src/platform/runtime/ids.ts';
import { aRoseOrder } from '../../support/history.ts';
import { momentAt } from '../../support/moment.ts';
import {
  CALL_BUDGET_MS,
  DAY_MS,
  FLORIST,
  GRACE_MS,
  LINK,
  MAX_AGE_MS,
  ORDER,
  type SmsWorld,
  smsWorld,
} from './sms-world.ts';

let world: SmsWorld;
beforeEach(() => {
  world = smsWorld();
});
const placed = () => world.happened(ORDER, 'OrderPlaced', aRoseOrder);

describe('a fact is told once', () => {
  it('records the attempt, sends, and records the outcome', async () => {
    const fact = await placed();
    expect(await world.turn()).toBe('done');

    const ref = uuidV5(fact.id, 'OrderReceived');
    expect(world.sms.sent).toEqual([{ ref, to: '+821012345678', text: expect.stringContaining(LINK), kind: 'LMS' }]);
    expect(await world.record()).toEqual([
      {
        type: 'SmsAttempted',
        ref,
        template: 'OrderReceived',
        recipient: 'customer',
        to: '010-****-5678',
        factId: fact.id,
        attempt: 1,
        kind: 'LMS',
      },
      { type: 'SmsSent', ref, messageId: 'message-1' },
    ]);
  });

  it('with events that say who did it and why, sealed like the order', async () => {
    const fact = await placed();
    await world.turn();
    for (const event of await world.events()) {
      expect(event.metadata).toMatchObject({ actor: 'sms', $causationId: fact.id, $correlationId: ORDER });
      expect(event.subjects).toEqual({ customer: 'customer-key', recipient: 'recipient-key' });
    }
  });

  it('and not again, however often the order gets a turn', async () => {
    await placed();
    await world.turn();
    const record = await world.record();
    for (let turn = 0; turn < 3; turn++) expect(await world.turn()).toBe('done');
    expect(world.sms.sent).toHaveLength(1);
    expect(await world.record()).toEqual(record);
  });

  it('one fact after the other, in the order in which they happened', async () => {
    await placed();
    await world.happened(ORDER, 'PaymentApproved', { amount: 90_000, paymentId: 'pay-1' });
    await world.happened(ORDER, 'OrderPaid', { amount: 90_000, paymentId: 'pay-1' });
    await world.happened(ORDER, 'DeliveryRequested', { deliverOn: null, window: null });
    await world.happened(ORDER, 'DeliveryReminded', {});
    await world.happened(ORDER, 'OrderCancellationRequested', { by: 'customer', reason: null });
    await world.happened(ORDER, 'OrderCancellationRefused', { code: 'DELIVERY_ALREADY_STARTED' });
    await world.turn();
    await world.happened(ORDER, 'DeliveryAccepted', {});
    await world.happened(ORDER, 'DeliveryStarted', {});
    await world.turn();
    await world.happened(ORDER, 'DeliveryFailed', { reason: 'nobody home' });
    await world.happened(ORDER, 'DeliveryStarted', {});
    await world.happened(ORDER, 'DeliveryCompleted', {});
    await world.happened(ORDER, 'OrderCompleted', {});
    await world.happened(ORDER, 'ReviewRequested', {});
    await world.happened(ORDER, 'ReviewWritten', { rating: 5, text: '예뻐요' });
    await world.happened(ORDER, 'ReviewReplied', { text: '감사합니다' });
    await world.turn();

    const told = (await world.record()).filter(({ type }) => type === 'SmsAttempted');
    expect(told.map(({ template, recipient }) => [template, recipient])).toEqual([
      ['OrderReceived', 'customer'],
      ['PaymentDone', 'customer'],
      ['FloristNewOrder', 'florist'],
      ['FloristReminder', 'florist'],
      ['CancellationTooLate', 'customer'],
      ['BeingMade', 'customer'],
      ['OnItsWay', 'customer'],
      ['CouldNotBeDelivered', 'customer'],
      ['OnItsWay', 'customer'],
      ['ReviewRequest', 'customer'],
      ['FloristReplied', 'customer'],
    ]);
    expect(new Set(world.sms.sent.map(({ ref }) => ref)).size).toBe(11);
    expect(world.sms.sent.filter(({ to }) => to === FLORIST)).toHaveLength(2);
  });

  it('to nobody but the customer when no florist has a number', async () => {
    world = smsWorld({ floristPhone: null });
    await placed();
    await world.turn();
    const requested = await world.happened(ORDER, 'DeliveryRequested', { deliverOn: null, window: null });
    expect(world.process.correlate(requested)).toBeNull();
    expect(await world.next()).toEqual({ kind: 'done' });
  });

  it('and a cancelled order is told as cancelled, and that the money is back', async () => {
    await placed();
    await world.turn();
    await world.happened(ORDER, 'OrderCancelled', { by: 'florist', reason: '재료 소진' });
    await world.happened(ORDER, 'RefundApproved', { amount: 90_000, paymentId: 'pay-1', refundId: 'refund-1' });
    await world.turn();
    const texts = world.sms.sent.slice(1).map(({ text }) => text);
    expect(texts).toEqual([
      expect.stringContaining('꽃집 사정으로(재료 소진) 취소'),
      expect.stringContaining('90,000원이 환불'),
    ]);
  });
});

describe('news', () => {
  it('are the facts that somebody is told of', async () => {
    expect(world.process.correlate(await placed())).toBe(ORDER);
    const refunded = { amount: 90_000, paymentId: 'pay-1', refundId: null };
    expect(world.process.correlate(await world.happened(ORDER, 'RefundApproved', refunded))).toBe(ORDER);
    expect(world.process.correlate(await world.happened(ORDER, 'PaymentVoided', { amount: 90_000 }))).toBeNull();
    await world.turn();
    for (const event of await world.events()) expect(world.process.correlate(event)).toBeNull();
  });

  it('are money that an operator has given back, too', async () => {
    await placed();
    await world.turn();
    const settled = await world.happened(ORDER, 'RefundSettledManually', { amount: 90_000, reference: 'bank 17' });
    expect(world.process.correlate(settled)).toBe(ORDER);
    await world.turn();
    expect(world.sms.sent.at(-1)?.text).toContain('90,000원이 환불');
    expect(world.sms.sent.at(-1)?.text).not.toContain('bank 17');
  });

  it('of an order that was never placed tell nobody anything', async () => {
    await world.happened(ORDER, 'DeliveryCancelled', { by: 'system' });
    expect(await world.next()).toEqual({ kind: 'done' });
  });
});

describe('a number that can’t be reached', () => {
  it('fails that notice only', async () => {
    await placed();
    await world.happened(ORDER, 'OrderPaid', { amount: 90_000, paymentId: 'pay-1' });
    world.sms.answers.push({ outcome: 'refused', code: 'BAD_NUMBER' });
    expect(await world.turn()).toBe('done');
    expect((await world.record()).map(({ type, code }) => [type, code])).toEqual([
      ['SmsAttempted', undefined],
      ['SmsFailed', 'BAD_NUMBER'],
      ['SmsAttempted', undefined],
      ['SmsSent', undefined],
    ]);
  });
});

describe('an unknown outcome', () => {
  const unknown = { outcome: 'unknown', cause: 'time-out' } as const;
  let ref: string;
  beforeEach(async () => {
    ref = uuidV5((await placed()).id, 'OrderReceived');
    world.sms.answers.push(unknown);
    expect(await world.turn()).toEqual({ kind: 'unavailable', waitingFor: 'sms', cause: 'time-out' });
    expect(await world.record()).toMatchObject([{ type: 'SmsAttempted', ref, attempt: 1 }]);
  });

  it('is looked up, and found', async () => {
    world.sms.known.set(ref, 'message-7');
    expect(await world.turn()).toBe('done');
    expect(world.sms.asked).toEqual([ref]);
    expect(world.sms.sent).toHaveLength(1);
    expect((await world.record()).at(-1)).toEqual({ type: 'SmsSent', ref, messageId: 'message-7' });
  });

  it('is sent again at once, by the same reference and the same claim, when the SMS system knows none', async () => {
    expect(await world.turn()).toBe('done');
    expect(world.sms.asked).toEqual([ref]);
    expect(world.sms.sent.map((message) => message.ref)).toEqual([ref, ref]);
    expect(await world.record()).toMatchObject([
      { type: 'SmsAttempted', ref, attempt: 1 },
      { type: 'SmsSent', ref, messageId: 'message-2' },
    ]);
  });

  it('is not sent again by a holder that has not heard how its successor has settled it', async () => {
    const { process, clock } = world;
    const context = await process.load(ORDER);
    const next = process.decide(context, momentAt(clock.now()));
    if (next.kind !== 'act') throw new Error('there is an attempt to settle');
    await clock.advance(MAX_AGE_MS + 1);
    expect(await world.turn()).toBe('done');
    expect((await world.record()).at(-1)).toMatchObject({ type: 'SmsDropped', ref });
    expect(await process.act(next.action, context)).toEqual({ kind: 'again' });
    expect(world.sms.sent).toHaveLength(1);
  });

  it('adds nothing to the log however often it is tried', async () => {
    for (let tries = 0; tries < 20; tries++) {
      world.sms.answers.push(unknown);
      expect(await world.turn()).toMatchObject({ kind: 'unavailable' });
    }
    expect(await world.record()).toHaveLength(1);
  });

  it('is not called dropped while it may still arrive', async () => {
    await world.happened(ORDER, 'OrderCancelled', { by: 'customer', reason: null });
    await world.clock.advance(CALL_BUDGET_MS + GRACE_MS - 1);
    expect(await world.turn()).toMatchObject({ kind: 'unavailable', waitingFor: 'sms' });
    expect(await world.record()).toHaveLength(1);
    await world.clock.advance(1);
    expect(await world.turn()).toBe('done');
    expect((await world.record())[1]).toMatchObject({ type: 'SmsDropped', ref, why: 'contradicted' });
  });

  it('stays unknown, and holds back later notices, while the SMS system can’t be asked', async () => {
    await world.happened(ORDER, 'OrderPaid', { amount: 90_000, paymentId: 'pay-1' });
    await world.clock.advance(MAX_AGE_MS + 1);
    world.sms.outage = new GatewayUnavailable('circuit open');
    expect(await world.turn()).toEqual({ kind: 'unavailable', waitingFor: 'sms', cause: 'circuit open' });
    expect(await world.record()).toHaveLength(1);
  });

  it('ends as dropped when it did not arrive and is out of date', async () => {
    await world.clock.advance(MAX_AGE_MS + 1);
    expect(await world.turn()).toBe('done');
    expect(world.sms.sent).toHaveLength(1);
    expect((await world.record()).at(-1)).toMatchObject({ type: 'SmsDropped', ref, why: 'too-old' });
  });

  it('is still found after it went out of date: it was sent', async () => {
    await world.happened(ORDER, 'OrderCancelled', { by: 'customer', reason: null });
    world.sms.known.set(ref, 'message-7');
    await world.turn();
    expect((await world.record())[1]).toEqual({ type: 'SmsSent', ref, messageId: 'message-7' });
  });
});

describe('a call that never left', () => {
  it('is tried again like an unknown one: asked first, then sent', async () => {
    await placed();
    world.sms.answers.push({ outcome: 'not-sent', cause: 'circuit open' });
    expect(await world.turn()).toEqual({ kind: 'unavailable', waitingFor: 'sms', cause: 'circuit open' });
    await world.clock.advance(CALL_BUDGET_MS + GRACE_MS);
    expect(await world.turn()).toBe('done');
    expect(world.sms.asked).toHaveLength(1);
    expect(world.sms.sent).toHaveLength(2);
  });
});

describe('a notice that somebody else has settled since it was loaded', () => {
  it('is not sent', async () => {
    const fact = await placed();
    const { process, clock } = world;
    const context = await process.load(ORDER);
    const next = process.decide(context, momentAt(clock.now()));
    if (next.kind !== 'act') throw new Error('there is a notice to send');
    const { notice } = next.action.due;
    await world.happened(ORDER, 'SmsDropped', { ...notice, why: 'too-old' });
    expect(await process.act(next.action, context)).toEqual({ kind: 'again' });
    expect(world.sms.sent).toEqual([]);
    expect(await world.record()).toMatchObject([{ type: 'SmsDropped', factId: fact.id }]);
  });
});

describe('a crash', () => {
  it('between the attempt and its outcome leaves nothing sent twice', async () => {
    await placed();
    const { process, clock } = world;
    const context = await process.load(ORDER);
    const next = process.decide(context, momentAt(clock.now()));
    if (next.kind !== 'act') throw new Error('there is a notice to send');
    world.sms.send = async (message) => {
      world.sms.known.set(message.ref, 'message-1');
      throw new Error('the program dies here');
    };
    await expect(process.act(next.action, context)).rejects.toThrow('the program dies here');

    world.sms.send = async () => {
      throw new Error('must not be sent again');
    };
    expect(await world.turn()).toBe('done');
    expect((await world.record()).map(({ type }) => type)).toEqual(['SmsAttempted', 'SmsSent']);
  });

  it('of one holder and a successor at the same time leave one claim', async () => {
    await placed();
    const { process, clock } = world;
    const context = await process.load(ORDER);
    const next = process.decide(context, momentAt(clock.now()));
    if (next.kind !== 'act') throw new Error('there is a notice to send');
    await process.act(next.action, context);
    // The successor had loaded the same context. The SMS system knows the reference.
    expect(await process.act(next.action, context)).toEqual({ kind: 'again' });
    expect(new Set(world.sms.sent.map(({ ref }) => ref)).size).toBe(1);
    expect((await world.record()).map(({ type }) => type)).toEqual(['SmsAttempted', 'SmsSent']);
  });
});

describe('a notice that is out of date', () => {
  it('is not made so by whoever sets the clock while it is about to go out', async () => {
    await placed();
    world.clock.set(MAX_AGE_MS + 1);
    await world.turn();
    expect(world.sms.sent).toHaveLength(1);
  });

  it('is told by the wall clock once something of its order had to wait for the SMS system', async () => {
    await placed();
    world.sms.answers.push({ outcome: 'not-sent', cause: 'circuit open' });
    await world.turn();
    await world.happened(ORDER, 'OrderPaid', { amount: 90_000, paymentId: 'pay-1' });
    await world.happened(ORDER, 'DeliveryAccepted', {});
    world.clock.set(MAX_AGE_MS + 1);
    expect(await world.turn()).toBe('done');
    expect((await world.record()).map(({ type, template }) => [type, template])).toEqual([
      ['SmsAttempted', 'OrderReceived'],
      ['SmsDropped', 'OrderReceived'],
      ['SmsAttempted', 'PaymentDone'],
      ['SmsSent', undefined],
      ['SmsDropped', 'BeingMade'],
    ]);
  });

  it('is progress; how an order ends, and where its money goes, is told up to a day later', async () => {
    await placed();
    await world.happened(ORDER, 'OrderPaid', { amount: 90_000, paymentId: 'pay-1' });
    await world.happened(ORDER, 'DeliveryRequested', { deliverOn: null, window: null });
    await world.happened(ORDER, 'DeliveryAccepted', {});
    await world.happened(ORDER, 'DeliveryStarted', {});
    await world.happened(ORDER, 'DeliveryCompleted', {});
    await world.happened(ORDER, 'ReviewRequested', {});
    await world.clock.advance(31 * 60_000);
    await world.turn();
    const told = (type: string) => (record: { type: string }) => record.type === type;
    const record = await world.record();
    expect(record.filter(told('SmsAttempted')).map(({ template }) => template)).toEqual([
      'PaymentDone',
      'ReviewRequest',
    ]);
    expect(record.filter(told('SmsDropped')).map(({ template }) => template)).toEqual([
      'OrderReceived',
      'FloristNewOrder',
      'BeingMade',
      'OnItsWay',
    ]);
    await world.happened(ORDER, 'RefundApproved', { amount: 90_000, paymentId: 'pay-1', refundId: null });
    await world.clock.advance(DAY_MS + 1);
    await world.turn();
    expect((await world.record()).at(-1)).toMatchObject({ type: 'SmsDropped', template: 'MoneyIsBack' });
  });

  it('is dropped when its fact is older than half an hour', async () => {
    await placed();
    await world.clock.advance(MAX_AGE_MS + 1);
    expect(await world.turn()).toBe('done');
    expect(world.sms.sent).toHaveLength(0);
    expect(await world.record()).toMatchObject([
      { type: 'SmsDropped', template: 'OrderReceived', to: '010-****-5678', why: 'too-old' },
    ]);
  });

  it('is still sent when it is just half an hour old', async () => {
    await placed();
    await world.clock.advance(MAX_AGE_MS);
    await world.turn();
    expect(world.sms.sent).toHaveLength(1);
  });

  it('is dropped when the person was erased', async () => {
    await world.happened(ORDER, 'OrderPlaced', { ...aRoseOrder, customer: { name: ERASED, phone: ERASED } });
    await world.turn();
    expect(world.sms.sent).toHaveLength(0);
    expect(await world.record()).toMatchObject([{ type: 'SmsDropped', to: ERASED, why: 'contradicted' }]);
  });
});
