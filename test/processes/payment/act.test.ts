import { describe, expect, it } from '@jest/globals';
import type { EventType, KkotgilEvent } from '../../../src/domain/index.ts';
import type { Charge } from '../../../src/domain/payment/index.ts';
import {
  type ChargeOutcome,
  type ChargeRequest,
  GatewayUnavailable,
  type PaymentGateway,
  type RefundOutcome,
  type RefundRequest,
} from '../../../src/gateways/payment-gateway.ts';
import type { Acted } from '../../../src/platform/processes/process-manager.ts';
import { createPaymentProcess } from '../../../src/processes/payment/payment-process.ts';
import { usualTerms } from '../../support/deadline-terms.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { aRoseOrder, History, idOf } from '../../support/history.ts';
import { momentAt } from '../../support/moment.ts';

const ORDER = idOf('order-1');
const SECOND = 1_000;
const amount = 90_000;
const charge: Charge = {
  paymentId: 'pay-1',
  orderId: ORDER,
  amount,
  refunded: 0,
  currency: 'KRW',
  status: 'approved',
  at: '2026-05-08T03:00:00.000Z',
};
const charged = { outcome: 'charged', charge, fresh: true } as const;
const cut = { outcome: 'unknown', cause: 'the connection was cut' } as const;

/** A gateway that answers as the test says, and writes down what it was asked. */
class ScriptedGateway implements PaymentGateway {
  readonly calls: string[] = [];
  charges: ChargeOutcome[] = [];
  refunds: RefundOutcome[] = [];
  /** What a look-up finds; an error when the gateway can't be asked. */
  told: readonly Charge[] | GatewayUnavailable = [];
  /** What look-ups find before that, one after the other. */
  first: (readonly Charge[] | GatewayUnavailable)[] = [];

  async charge({ key }: ChargeRequest): Promise<ChargeOutcome> {
    this.calls.push(key);
    return this.charges.shift() ?? charged;
  }
  async refund({ key, paymentId, amount }: RefundRequest): Promise<RefundOutcome> {
    this.calls.push(`${key} ${paymentId} ${amount}`);
    return this.refunds.shift() ?? { outcome: 'approved', refundId: 'ref-1', amount };
  }
  async chargesOf(): Promise<readonly Charge[]> {
    this.calls.push('look-up');
    const told = this.first.shift() ?? this.told;
    if (told instanceof GatewayUnavailable) throw told;
    return told;
  }
  async *listCharges() {}
}

function setUp() {
  const clock = new FixedClock();
  const history = new History(clock);
  const gateway = new ScriptedGateway();
  const settings = {
    terms: usualTerms,
    callBudgetMs: 10 * SECOND,
    graceMs: 2 * SECOND,
    keyWindowMs: 14 * 86_400 * SECOND,
  };
  const process = createPaymentProcess({ log: history.log, clock, gateway, settings });
  const happened = async (
    ...facts: { [T in EventType]: [T, Extract<KkotgilEvent, { type: T }>['data']] }[EventType][]
  ) => {
    for (const [type, data] of facts) await history.happened(ORDER, type, data as never);
  };
  /** One turn of the order, as the runner gives it; answers with how it ended. */
  const turn = async (): Promise<Acted['kind'] | 'wait' | 'done'> => {
    for (;;) {
      const context = await process.load(ORDER);
      const next = process.decide(context, momentAt(clock.now(), clock.now()));
      if (next.kind !== 'act') return next.kind;
      const acted = await process.act(next.action, context);
      if (acted.kind !== 'again') return acted.kind;
    }
  };
  const payment = async () => (await history.log.readStream(`payment-${ORDER}`)).map(({ type }) => type);
  const order = async () => (await history.log.readStream(`order-${ORDER}`)).at(-1)?.type;
  return { clock, history, gateway, process, happened, turn, payment, order };
}

const cancelled = ['OrderCancelled', { by: 'customer', reason: null }] as const;
const wished = ['OrderCancellationRequested', { by: 'customer', reason: null }] as const;
const placed = ['OrderPlaced', aRoseOrder] as const;

describe('charging an order', () => {
  it('writes the attempt before the call and the outcome after it, and tells the order', async () => {
    const { happened, turn, payment, order, gateway } = setUp();
    await happened(['OrderPlaced', aRoseOrder]);
    expect(await turn()).toBe('done');
    expect(await payment()).toEqual(['PaymentAttempted', 'PaymentApproved']);
    expect(await order()).toBe('OrderPaid');
    expect(gateway.calls).toEqual([`charge:${ORDER}`]);
  });

  it('ends the order on a definite no', async () => {
    const { happened, turn, payment, order, gateway } = setUp();
    gateway.charges = [{ outcome: 'declined', code: 'DECLINED', fresh: true }];
    await happened(['OrderPlaced', aRoseOrder]);
    expect(await turn()).toBe('done');
    expect(await payment()).toEqual(['PaymentAttempted', 'PaymentDeclined']);
    expect(await order()).toBe('OrderPaymentFailed');
  });

  it('asks after an unclear answer, and takes the charge that it finds', async () => {
    const { happened, turn, payment, order, gateway } = setUp();
    gateway.charges = [cut];
    await happened(['OrderPlaced', aRoseOrder]);
    expect(await turn()).toBe('unavailable');
    expect(await payment()).toEqual(['PaymentAttempted', 'PaymentUnresolved']);
    expect(await order()).toBe('OrderPlaced');
    gateway.told = [charge];
    expect(await turn()).toBe('done');
    expect(await payment()).toEqual(['PaymentAttempted', 'PaymentUnresolved', 'PaymentApproved']);
    expect(gateway.calls).toEqual([`charge:${ORDER}`, 'look-up']);
  });

  it('calls again with the same key when the gateway knows no charge', async () => {
    const { happened, turn, payment, gateway } = setUp();
    gateway.charges = [cut];
    await happened(['OrderPlaced', aRoseOrder]);
    await turn();
    expect(await turn()).toBe('done');
    expect(await payment()).toEqual(['PaymentAttempted', 'PaymentUnresolved', 'PaymentApproved']);
    expect(gateway.calls).toEqual([`charge:${ORDER}`, 'look-up', `charge:${ORDER}`]);
  });

  it('does not call while the gateway can not even be asked', async () => {
    const { happened, turn, payment, gateway } = setUp();
    gateway.charges = [{ outcome: 'not-sent', cause: 'connection refused' }];
    gateway.told = new GatewayUnavailable('connection refused');
    await happened(['OrderPlaced', aRoseOrder]);
    for (let i = 0; i < 5; i++) expect(await turn()).toBe('unavailable');
    expect(await payment()).toEqual(['PaymentAttempted']);
    gateway.told = [];
    expect(await turn()).toBe('done');
    expect(await payment()).toEqual(['PaymentAttempted', 'PaymentApproved']);
  });

  it('asks first when a crash came between the attempt and its outcome', async () => {
    const { happened, turn, gateway } = setUp();
    await happened(['OrderPlaced', aRoseOrder], ['PaymentAttempted', { amount, attempt: 1, key: `charge:${ORDER}` }]);
    gateway.told = [charge];
    expect(await turn()).toBe('done');
    expect(gateway.calls).toEqual(['look-up']);
  });

  it('writes down one attempt, however often it has to call', async () => {
    const { happened, turn, payment, gateway, clock } = setUp();
    gateway.charges = Array.from({ length: 50 }, () => cut);
    await happened(['OrderPlaced', aRoseOrder]);
    for (let tries = 0; tries < 50; tries++) {
      expect(await turn()).toBe('unavailable');
      await clock.advance(10 * SECOND);
    }
    expect(await payment()).toEqual(['PaymentAttempted', 'PaymentUnresolved']);
    gateway.charges = [{ ...charged, charge: { ...charge, at: '2026-05-08T03:08:20.000Z' } }];
    expect(await turn()).toBe('done');
    expect(await payment()).toEqual(['PaymentAttempted', 'PaymentUnresolved', 'PaymentApproved']);
    expect(new Set(gateway.calls)).toEqual(new Set([`charge:${ORDER}`, 'look-up']));
  });

  it.each<[string, ChargeOutcome, readonly Charge[], string[], string]>([
    [
      'another amount',
      { ...charged, charge: { ...charge, amount: 1 } },
      [{ ...charge, amount: 1 }],
      ['PaymentDisputed'],
      'OrderPlaced',
    ],
    [
      'another amount that is corrected by the list',
      { ...charged, charge: { ...charge, amount: 1 } },
      [charge],
      ['PaymentApproved'],
      'OrderPaid',
    ],
    [
      'another amount that the list does not know',
      { ...charged, charge: { ...charge, amount: 1 } },
      [],
      ['PaymentDisputed'],
      'OrderPlaced',
    ],
    [
      'another currency',
      { ...charged, charge: { ...charge, currency: 'USD' } },
      [{ ...charge, currency: 'USD' }],
      ['PaymentDisputed'],
      'OrderPlaced',
    ],
    [
      'a charge from before the call, given back since',
      { ...charged, charge: { ...charge, at: '2026-05-07T00:00:00.000Z' } },
      [{ ...charge, refunded: amount }],
      ['PaymentApproved', 'RefundApproved'],
      'OrderCancellationRequested',
    ],
    [
      'a charge that was made before, and stands',
      { ...charged, fresh: false },
      [charge],
      ['PaymentApproved'],
      'OrderPaid',
    ],
    [
      'a charge without a time, and pending',
      { ...charged, charge: { ...charge, at: null } },
      [{ ...charge, status: 'pending' }],
      ['PaymentUnresolved'],
      'OrderPlaced',
    ],
    [
      'a no to a repeated call, though it was charged',
      { outcome: 'declined', code: 'DECLINED', fresh: false },
      [charge],
      ['PaymentApproved'],
      'OrderPaid',
    ],
    [
      'a no to a repeated call',
      { outcome: 'declined', code: 'DECLINED', fresh: false },
      [],
      ['PaymentDeclined'],
      'OrderPaymentFailed',
    ],
  ])('asks what became of %s', async (_what, answer, told, events, end) => {
    const { happened, turn, payment, order, gateway } = setUp();
    gateway.charges = [answer];
    gateway.told = told;
    await happened(['OrderPlaced', aRoseOrder]);
    expect(await turn()).not.toBe('parked');
    expect((await payment()).slice(1)).toEqual(events);
    expect(await order()).toBe(end);
  });

  it('keeps another amount in mind, also when it can not ask', async () => {
    const { happened, turn, payment, gateway } = setUp();
    gateway.charges = [{ ...charged, charge: { ...charge, amount: 1 } }];
    gateway.told = new GatewayUnavailable('connection refused');
    await happened(['OrderPlaced', aRoseOrder]);
    expect(await turn()).toBe('wait');
    expect(await payment()).toEqual(['PaymentAttempted', 'PaymentDisputed']);
  });

  it('gives back the one charge that is too many, and is paid by the other', async () => {
    const { happened, turn, payment, order, gateway } = setUp();
    const second = { ...charge, paymentId: 'pay-2' };
    gateway.charges = [cut];
    gateway.told = [charge, second];
    await happened(['OrderPlaced', aRoseOrder]);
    await turn();
    expect(await turn()).toBe('done');
    expect((await payment()).slice(2)).toEqual(['PaymentDisputed', 'RefundAttempted', 'PaymentApproved']);
    expect(gateway.calls).toContain(`refund:${ORDER}:1 pay-2 ${amount}`);
    expect(await order()).toBe('OrderPaid');
  });

  it('leaves it to a person when that is refused', async () => {
    const { happened, turn, payment, gateway } = setUp();
    gateway.charges = [cut];
    gateway.told = [charge, { ...charge, paymentId: 'pay-2' }];
    gateway.refunds = [{ outcome: 'refused', code: 'REFUND_REFUSED' }];
    await happened(['OrderPlaced', aRoseOrder]);
    await turn();
    expect(await turn()).toBe('wait');
    expect((await payment()).slice(2)).toEqual(['PaymentDisputed', 'RefundAttempted', 'PaymentDisputed']);
  });

  it('cancels an order that was not paid in time', async () => {
    const { happened, turn, history, clock, gateway } = setUp();
    gateway.charges = [{ outcome: 'not-sent', cause: 'connection refused' }];
    gateway.told = new GatewayUnavailable('connection refused');
    await happened(['OrderPlaced', aRoseOrder]);
    await turn();
    await clock.advance(86_400 * SECOND);
    expect(await turn()).toBe('unavailable');
    expect((await history.log.readStream(`order-${ORDER}`)).at(-1)).toMatchObject({
      type: 'OrderCancellationRequested',
      data: { by: 'system' },
    });
    expect((await history.log.readStream(`delivery-${ORDER}`)).at(-1)?.type).toBe('DeliveryCancelled');
  });

  it('claims once when two work on the same order, and whoever calls uses the same key', async () => {
    const { happened, process, clock, payment, gateway } = setUp();
    await happened(['OrderPlaced', aRoseOrder]);
    const context = await process.load(ORDER);
    const next = process.decide(context, momentAt(clock.now()));
    if (next.kind !== 'act') throw new Error('it is charged');
    await Promise.all([process.act(next.action, context), process.act(next.action, context)]);
    expect((await payment()).filter((type) => type === 'PaymentAttempted')).toHaveLength(1);
    expect(new Set(gateway.calls)).toEqual(new Set([`charge:${ORDER}`]));
  });
});

describe('the money of a cancelled order', () => {
  it('is never taken when no attempt was made', async () => {
    const { happened, turn, payment, gateway } = setUp();
    await happened(['OrderPlaced', aRoseOrder], [...wished], [...cancelled]);
    expect(await turn()).toBe('done');
    expect(await payment()).toEqual(['PaymentVoided']);
    expect(gateway.calls).toEqual([]);
  });

  it('waits for the cancellation to be decided', async () => {
    const { happened, turn, gateway } = setUp();
    await happened(['OrderPlaced', aRoseOrder], [...wished]);
    expect(await turn()).toBe('wait');
    expect(gateway.calls).toEqual([]);
  });

  it('goes back, once, when it was charged', async () => {
    const { happened, turn, payment, gateway } = setUp();
    await happened(['OrderPlaced', aRoseOrder]);
    await turn();
    await happened([...cancelled]);
    expect(await turn()).toBe('done');
    expect(await turn()).toBe('done');
    expect(await payment()).toEqual(['PaymentAttempted', 'PaymentApproved', 'RefundAttempted', 'RefundApproved']);
    expect(gateway.calls).toEqual([`charge:${ORDER}`, 'look-up', `refund:${ORDER}:1 pay-1 ${amount}`]);
  });

  it('goes back when the charge shows up after the cancellation', async () => {
    const { happened, turn, payment, gateway } = setUp();
    gateway.charges = [cut];
    await happened(['OrderPlaced', aRoseOrder]);
    await turn();
    await happened([...wished], [...cancelled]);
    expect(await turn()).toBe('unavailable');
    gateway.told = [charge];
    expect(await turn()).toBe('done');
    expect((await payment()).slice(2)).toEqual(['PaymentApproved', 'RefundAttempted', 'RefundApproved']);
  });

  it('is void only when the charge can no longer come', async () => {
    const { happened, turn, payment, gateway, clock } = setUp();
    gateway.charges = [cut];
    await happened(['OrderPlaced', aRoseOrder]);
    await turn();
    await happened([...wished], [...cancelled]);
    await clock.advance(11 * SECOND);
    expect(await turn()).toBe('unavailable');
    await clock.advance(2 * SECOND);
    expect(await turn()).toBe('done');
    expect((await payment()).at(-1)).toBe('PaymentVoided');
    expect(gateway.calls.filter((call) => call.startsWith('charge'))).toHaveLength(1);
  });

  it('goes back by asking first when the answer to a refund was unclear', async () => {
    const { happened, turn, payment, gateway } = setUp();
    gateway.refunds = [cut];
    await happened(['OrderPlaced', aRoseOrder]);
    await turn();
    await happened([...cancelled]);
    expect(await turn()).toBe('unavailable');
    gateway.told = [{ ...charge, refunded: amount }];
    expect(await turn()).toBe('done');
    expect((await payment()).slice(2)).toEqual(['RefundAttempted', 'RefundApproved']);
    expect(gateway.calls.slice(1)).toEqual(['look-up', `refund:${ORDER}:1 pay-1 ${amount}`, 'look-up']);
  });

  it('is asked for again with the same key while that key lives, then with a new one', async () => {
    const { happened, turn, gateway, clock } = setUp();
    gateway.refunds = [cut, cut];
    await happened(['OrderPlaced', aRoseOrder]);
    await turn();
    await happened([...cancelled]);
    gateway.told = [charge];
    await turn();
    await turn();
    await clock.advance(15 * 86_400 * SECOND);
    expect(await turn()).toBe('done');
    const refunds = gateway.calls.filter((call) => call.startsWith('refund'));
    expect(refunds.map((call) => call.split(' ')[0])).toEqual([
      `refund:${ORDER}:1`,
      `refund:${ORDER}:1`,
      `refund:${ORDER}:2`,
    ]);
  });

  it('waits for a person when the gateway refuses the refund for good', async () => {
    const { happened, turn, payment, gateway, process } = setUp();
    gateway.refunds = [{ outcome: 'refused', code: 'REFUND_REFUSED' }];
    gateway.told = [charge];
    await happened(['OrderPlaced', aRoseOrder]);
    await turn();
    await happened([...cancelled]);
    expect(await turn()).toBe('wait');
    expect((await payment()).at(-1)).toBe('RefundFailed');
    expect(process.mayForget?.(await process.load(ORDER))).toBe(false);
  });

  it.each<[string, RefundOutcome[], (readonly Charge[])[], string[], string[]]>([
    ['that was given back before', [], [[{ ...charge, refunded: amount }]], [], ['RefundApproved']],
    [
      'that is refused because it was given back meanwhile',
      [{ outcome: 'refused', code: 'REFUND_REFUSED' }],
      [[charge], [{ ...charge, refunded: amount }]],
      [`:1 pay-1 ${amount}`],
      ['RefundAttempted', 'RefundApproved'],
    ],
    [
      'of which a part was given back before',
      [],
      [[{ ...charge, refunded: 10_000 }]],
      [':1 pay-1 80000'],
      ['RefundAttempted', 'RefundApproved'],
    ],
    [
      'of which a part is given back by the call: the rest is asked for',
      [{ outcome: 'approved', refundId: 'ref-1', amount: 1_000 }],
      [[charge], [{ ...charge, refunded: 1_000 }]],
      [`:1 pay-1 ${amount}`, ':2 pay-1 89000'],
      ['RefundAttempted', 'RefundAttempted', 'RefundApproved'],
    ],
    [
      'of two charges',
      [],
      [
        [charge, { ...charge, paymentId: 'pay-2' }],
        [
          { ...charge, refunded: amount },
          { ...charge, paymentId: 'pay-2' },
        ],
      ],
      [`:1 pay-1 ${amount}`, `:2 pay-2 ${amount}`],
      ['RefundAttempted', 'RefundAttempted', 'RefundApproved'],
    ],
    [
      'beside another charge that has gone back: that is not ours, and is on record before it has gone back',
      [{ outcome: 'approved', refundId: 'ref-1', amount }],
      [[{ ...charge, paymentId: 'pay-2', refunded: amount }]],
      [`:1 pay-1 ${amount}`],
      ['RefundAttempted', 'PaymentDisputed', 'RefundApproved'],
    ],
    ['that the gateway does not name', [], [[]], [`:1 pay-1 ${amount}`], ['RefundAttempted', 'RefundApproved']],
    ['that the gateway calls cancelled now', [], [[{ ...charge, status: 'cancelled' }]], [], ['RefundApproved']],
    [
      'by a key that another refund has used',
      [{ outcome: 'key-reused' }],
      [[charge], [charge]],
      [`:1 pay-1 ${amount}`, `:2 pay-1 ${amount}`],
      ['RefundAttempted', 'RefundAttempted', 'RefundApproved'],
    ],
  ])('goes back: %s', async (_what, refunds, told, calls, events) => {
    const { happened, turn, payment, gateway } = setUp();
    await happened(['OrderPlaced', aRoseOrder]);
    await turn();
    await happened([...cancelled]);
    gateway.refunds = refunds;
    gateway.first = [...told];
    expect(await turn()).toBe('done');
    expect(gateway.calls.filter((call) => call.startsWith('refund'))).toEqual(
      calls.map((call) => `refund:${ORDER}${call}`),
    );
    expect((await payment()).slice(2)).toEqual(events);
  });

  it.each<[string, Charge]>([
    ['a pending one', { ...charge, status: 'pending' }],
    ['one without amounts', { ...charge, amount: null }],
  ])('is not void and not back while the gateway tells of %s; a person may end it', async (_what, told) => {
    const { happened, turn, payment, gateway, clock, process } = setUp();
    gateway.charges = [cut];
    gateway.told = [told];
    await happened(['OrderPlaced', aRoseOrder]);
    await turn();
    await happened([...wished], [...cancelled]);
    await clock.advance(60 * SECOND);
    expect(await turn()).toBe('unavailable');
    expect(await payment()).toEqual(['PaymentAttempted', 'PaymentUnresolved']);
    await clock.advance(600 * SECOND);
    expect(await turn()).toBe('unavailable');
    expect((await payment()).at(-1)).toBe('PaymentDisputed');
    await happened(['RefundSettledManually', { amount, reference: 'asked the bank' }]);
    expect(await turn()).toBe('done');
    expect(process.mayForget?.(await process.load(ORDER))).toBe(true);
  });
});

describe('money that went back in the provider’s console', () => {
  it('of an open attempt: nothing is delivered, and the order is called off', async () => {
    const { happened, turn, payment, order, history, gateway } = setUp();
    gateway.charges = [cut];
    await happened(['OrderPlaced', aRoseOrder]);
    await turn();
    gateway.told = [{ ...charge, refunded: amount }];
    expect(await turn()).toBe('unavailable');
    expect((await payment()).slice(2)).toEqual(['PaymentApproved', 'RefundApproved']);
    expect(await order()).toBe('OrderCancellationRequested');
    expect((await history.log.readStream(`delivery-${ORDER}`)).at(-1)?.type).toBe('DeliveryCancelled');
    expect(await turn()).toBe('wait');
    await happened(['OrderCancelled', { by: 'system', reason: null }]);
    expect(await turn()).toBe('done');
  });

  it('of a paid order whose florist was faster: an open question, which an operator can end', async () => {
    const { happened, turn, payment, gateway, process } = setUp();
    await happened(['OrderPlaced', aRoseOrder]);
    await turn();
    await happened(
      ['RefundApproved', { amount, paymentId: 'pay-1', refundId: null }],
      ['DeliveryRequested', { deliverOn: null, window: null }],
      ['DeliveryAccepted', {}],
      ['DeliveryStarted', {}],
    );
    gateway.told = [{ ...charge, refunded: amount }];
    expect(await turn()).toBe('wait');
    expect((await payment()).at(-1)).toBe('PaymentDisputed');
    expect(process.mayForget?.(await process.load(ORDER))).toBe(false);
    await happened(['PaymentAccepted', { amount, kept: 0, paymentId: 'pay-1', reference: 'as a present' }]);
    expect(await turn()).toBe('done');
  });
});

describe('an event', () => {
  it('wakes the process when it is news, whoever wrote it', async () => {
    const { happened, history, process } = setUp();
    await happened(['OrderPlaced', placed[1]], ['DeliveryCancelled', { by: 'customer' }]);
    await happened(['PaymentApproved', { amount, paymentId: 'pay-1' }], ['PaymentVoided', { amount }]);
    const [first] = await history.log.readStream(`order-${ORDER}`);
    const [other] = await history.log.readStream(`delivery-${ORDER}`);
    const [approved, voided] = await history.log.readStream(`payment-${ORDER}`);
    if (!first || !other || !approved || !voided) throw new Error('all were written');
    expect(process.correlate(first)).toBe(ORDER);
    expect(process.correlate(other)).toBe(null);
    expect(process.correlate({ ...approved, metadata: { ...approved.metadata, actor: 'payment' } })).toBe(ORDER);
    expect(process.correlate(voided)).toBe(null);
  });
});

describe('a holder that has lost its lease', () => {
  it('writes what it learned, and its successor gives the money back', async () => {
    const { happened, process, clock, turn, payment, gateway } = setUp();
    await happened(['OrderPlaced', aRoseOrder]);
    const context = await process.load(ORDER);
    const next = process.decide(context, momentAt(clock.now()));
    if (next.kind !== 'act') throw new Error('it is charged');
    const sent = Promise.withResolvers<ChargeOutcome>();
    gateway.charge = () => sent.promise;
    const stale = process.act(next.action, context);

    await clock.advance(1_000);
    await happened([...wished], [...cancelled]);
    await clock.advance(13 * SECOND);
    expect(await turn()).toBe('done');
    expect(await payment()).toEqual(['PaymentAttempted', 'PaymentVoided']);

    gateway.told = [charge];
    sent.resolve(charged);
    await stale;
    expect((await payment()).at(-1)).toBe('PaymentApproved');
    expect(await turn()).toBe('done');
    expect((await payment()).slice(2)).toEqual(['PaymentApproved', 'RefundAttempted', 'RefundApproved']);
  });
});
