import { describe, expect, it } from '@jest/globals';
import type { EventType, KkotgilEvent } from '../../../src/domain/index.ts';
import {
  type Charge,
  type ChargeOutcome,
  GatewayUnavailable,
  type PaymentGateway,
  type RefundOutcome,
} from '../../../src/gateways/payment-gateway.ts';
import { createPaymentProcess } from '../../../src/processes/payment/payment-process.ts';
import type { Acted } from '../../../src/processes/process-manager.ts';
import { usualTerms } from '../../support/deadline-terms.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { momentAt } from '../../support/moment.ts';
import { aRoseOrder, idOf, Story } from '../../support/story.ts';

const ORDER = idOf('order-1');
const SECOND = 1_000;
const amount = 90_000;
const charge: Charge = { paymentId: 'pay-1', orderId: ORDER, amount, refunded: 0, at: '2026-05-08T03:00:00.000Z' };
const cut = { outcome: 'unknown', cause: 'the connection was cut' } as const;

/** A gateway that answers as the test says, and writes down what it was asked. */
class ScriptedGateway implements PaymentGateway {
  readonly calls: string[] = [];
  charges: ChargeOutcome[] = [];
  refunds: RefundOutcome[] = [];
  /** What a look-up finds; an error when the gateway can't be asked. */
  found: Charge | null | GatewayUnavailable = null;

  async charge({ key }: { key: string }): Promise<ChargeOutcome> {
    this.calls.push(key);
    return this.charges.shift() ?? { outcome: 'approved', paymentId: 'pay-1', amount };
  }
  async refund({ key }: { key: string }): Promise<RefundOutcome> {
    this.calls.push(key);
    return this.refunds.shift() ?? { outcome: 'approved', refundId: 'ref-1' };
  }
  async findCharge(): Promise<Charge | null> {
    this.calls.push('look-up');
    if (this.found instanceof GatewayUnavailable) throw this.found;
    return this.found;
  }
  async *listCharges() {}
}

function setUp() {
  const clock = new FixedClock();
  const story = new Story(clock);
  const gateway = new ScriptedGateway();
  const settings = {
    terms: usualTerms,
    callBudgetMs: 10 * SECOND,
    graceMs: 2 * SECOND,
    keyWindowMs: 14 * 86_400 * SECOND,
  };
  const process = createPaymentProcess({ log: story.log, clock, gateway, settings });
  const happened = async (
    ...facts: { [T in EventType]: [T, Extract<KkotgilEvent, { type: T }>['data']] }[EventType][]
  ) => {
    for (const [type, data] of facts) await story.happened(ORDER, type, data as never);
  };
  /** One turn of the order, as the runner gives it; answers with how it ended. */
  const turn = async (): Promise<Acted['kind'] | 'wait' | 'done'> => {
    for (;;) {
      const situation = await process.load(ORDER);
      const next = process.decide(situation, momentAt(clock.now(), clock.now()));
      if (next.kind !== 'act') return next.kind;
      const acted = await process.act(next.action, situation);
      if (acted.kind !== 'again') return acted.kind;
    }
  };
  const payment = async () => (await story.log.readStream(`payment-${ORDER}`)).map(({ type }) => type);
  const order = async () => (await story.log.readStream(`order-${ORDER}`)).at(-1)?.type;
  return { clock, story, gateway, process, happened, turn, payment, order };
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
    gateway.charges = [{ outcome: 'declined', code: 'DECLINED' }];
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
    gateway.found = charge;
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
    expect(await payment()).toEqual(['PaymentAttempted', 'PaymentUnresolved', 'PaymentAttempted', 'PaymentApproved']);
    expect(gateway.calls).toEqual([`charge:${ORDER}`, 'look-up', `charge:${ORDER}`]);
  });

  it('does not call while the gateway can not even be asked', async () => {
    const { happened, turn, payment, gateway } = setUp();
    gateway.charges = [{ outcome: 'not-sent', cause: 'connection refused' }];
    gateway.found = new GatewayUnavailable('connection refused');
    await happened(['OrderPlaced', aRoseOrder]);
    for (let i = 0; i < 5; i++) expect(await turn()).toBe('unavailable');
    expect(await payment()).toEqual(['PaymentAttempted']);
    gateway.found = null;
    expect(await turn()).toBe('done');
    expect(await payment()).toEqual(['PaymentAttempted', 'PaymentAttempted', 'PaymentApproved']);
  });

  it('asks first when a crash came between the attempt and its outcome', async () => {
    const { happened, turn, gateway } = setUp();
    await happened(['OrderPlaced', aRoseOrder], ['PaymentAttempted', { amount, attempt: 1, key: `charge:${ORDER}` }]);
    gateway.found = charge;
    expect(await turn()).toBe('done');
    expect(gateway.calls).toEqual(['look-up']);
  });

  it('parks an order for which the gateway has charged another amount', async () => {
    const { happened, turn, payment, gateway } = setUp();
    gateway.charges = [{ outcome: 'approved', paymentId: 'pay-1', amount: 1 }];
    await happened(['OrderPlaced', aRoseOrder]);
    expect(await turn()).toBe('parked');
    expect(await payment()).toEqual(['PaymentAttempted']);
  });

  it('cancels an order that was not paid in time', async () => {
    const { happened, turn, story, clock, gateway } = setUp();
    gateway.charges = [{ outcome: 'not-sent', cause: 'connection refused' }];
    gateway.found = new GatewayUnavailable('connection refused');
    await happened(['OrderPlaced', aRoseOrder]);
    await turn();
    await clock.advance(86_400 * SECOND);
    expect(await turn()).toBe('unavailable');
    expect((await story.log.readStream(`order-${ORDER}`)).at(-1)).toMatchObject({
      type: 'OrderCancellationRequested',
      data: { by: 'system' },
    });
    expect((await story.log.readStream(`delivery-${ORDER}`)).at(-1)?.type).toBe('DeliveryCancelled');
  });

  it('claims once when two work on the same order, and whoever calls uses the same key', async () => {
    const { happened, process, clock, payment, gateway } = setUp();
    await happened(['OrderPlaced', aRoseOrder]);
    const situation = await process.load(ORDER);
    const next = process.decide(situation, momentAt(clock.now()));
    if (next.kind !== 'act') throw new Error('it is charged');
    await Promise.all([process.act(next.action, situation), process.act(next.action, situation)]);
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
    expect(gateway.calls).toEqual([`charge:${ORDER}`, `refund:${ORDER}:1`]);
  });

  it('goes back when the charge shows up after the cancellation', async () => {
    const { happened, turn, payment, gateway } = setUp();
    gateway.charges = [cut];
    await happened(['OrderPlaced', aRoseOrder]);
    await turn();
    await happened([...wished], [...cancelled]);
    expect(await turn()).toBe('unavailable');
    gateway.found = charge;
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
    gateway.found = { ...charge, refunded: amount };
    expect(await turn()).toBe('done');
    expect((await payment()).slice(2)).toEqual(['RefundAttempted', 'RefundApproved']);
    expect(gateway.calls.slice(1)).toEqual([`refund:${ORDER}:1`, 'look-up']);
  });

  it('is asked for again with the same key while that key lives, then with a new one', async () => {
    const { happened, turn, gateway, clock } = setUp();
    gateway.refunds = [cut, cut];
    await happened(['OrderPlaced', aRoseOrder]);
    await turn();
    await happened([...cancelled]);
    gateway.found = charge;
    await turn();
    await turn();
    await clock.advance(15 * 86_400 * SECOND);
    expect(await turn()).toBe('done');
    const refunds = gateway.calls.filter((call) => call.startsWith('refund'));
    expect(refunds).toEqual([`refund:${ORDER}:1`, `refund:${ORDER}:1`, `refund:${ORDER}:2`]);
  });

  it('waits for a person when the gateway refuses the refund for good', async () => {
    const { happened, turn, payment, gateway, process } = setUp();
    gateway.refunds = [{ outcome: 'refused', code: 'REFUND_REFUSED' }];
    await happened(['OrderPlaced', aRoseOrder]);
    await turn();
    await happened([...cancelled]);
    expect(await turn()).toBe('wait');
    expect((await payment()).at(-1)).toBe('RefundFailed');
    expect(process.mayForget?.(await process.load(ORDER))).toBe(false);
  });
});

describe('an event', () => {
  it('wakes the process when it is news, and not when the process wrote it', async () => {
    const { happened, story, process } = setUp();
    await happened(['OrderPlaced', placed[1]], ['DeliveryCancelled', { by: 'customer' }]);
    const [first] = await story.log.readStream(`order-${ORDER}`);
    const [other] = await story.log.readStream(`delivery-${ORDER}`);
    if (first === undefined || other === undefined) throw new Error('both were written');
    expect(process.correlate(first)).toBe(ORDER);
    expect(process.correlate(other)).toBe(null);
    expect(process.correlate({ ...first, metadata: { ...first.metadata, actor: 'payment' } })).toBe(null);
  });
});
