// The real payment process, its deciders and the reconciliation against a gateway that may say anything, in any order. It keeps books of
// its own, which it shows truly only once it has grown honest; until then its answers and lists are whatever chance has it.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { acceptDispute, settleRefundManually } from '../../../src/application/settle-payment.ts';
import { type Charge, isSettledByHand, paymentStatusOf } from '../../../src/domain/payment/index.ts';
import {
  type ChargeOutcome,
  GatewayUnavailable,
  type PaymentGateway,
  type RefundOutcome,
  type RefundRequest,
} from '../../../src/gateways/payment-gateway.ts';
import { EmbeddedOpsStore } from '../../../src/platform/processes/embedded/ops-store.ts';
import type { Next } from '../../../src/platform/processes/process-manager.ts';
import { createPaymentProcess } from '../../../src/processes/payment/payment-process.ts';
import { createReconciliation } from '../../../src/processes/reconciliation/reconciliation.ts';
import { usualTerms } from '../../support/deadline-terms.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { aRoseOrder, History, idOf } from '../../support/history.ts';
import { momentAt } from '../../support/moment.ts';

const ORDER = idOf('order-1');
const TOTAL = aRoseOrder.total;
const SECOND = 1_000;

const odd = fc.constantFrom(TOTAL, TOTAL, TOTAL - 1_000, TOTAL + 1_000, 0, 1);
const anyCharge = fc.record({
  paymentId: fc.constantFrom('pay-1', 'pay-1', 'pay-2', 'pay-3'),
  amount: fc.oneof({ weight: 5, arbitrary: odd }, { weight: 1, arbitrary: fc.constantFrom(null, -5, 0.5) }),
  refunded: fc.constantFrom(0, 0, 0, 1_000, TOTAL, null),
  currency: fc.constantFrom('KRW', 'KRW', 'KRW', 'USD'),
  status: fc.constantFrom('approved', 'approved', 'approved', 'pending', 'failed', 'cancelled', 'settling'),
  at: fc.constantFrom(null, '2026-05-08T03:00:00.000Z', '2026-05-01T00:00:00.000Z'),
});

/** What the gateway does with one call: it may move its books, and says something. */
const anyWord = fc.oneof(
  fc.record({ says: fc.constant('charged' as const), charge: anyCharge, fresh: fc.boolean() }),
  fc.record({ says: fc.constant('declined' as const), fresh: fc.boolean() }),
  fc.record({ says: fc.constantFrom('unknown' as const, 'not-sent' as const) }),
  fc.record({ says: fc.constant('books' as const) }),
);
const anyRefundWord = fc.oneof(
  fc.record({ says: fc.constant('approved' as const), part: fc.constantFrom(1, 1, 0.5, 0) }),
  fc.record({ says: fc.constantFrom('refused' as const, 'key-reused' as const, 'unknown' as const) }),
);
const anyStep = fc.constantFrom(
  ...(['turn', 'turn', 'turn', 'cancel', 'refused', 'second', 'day', 'reconcile', 'console', 'start'] as const),
);

type Made<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never;
type Word = Made<typeof anyWord>;
type RefundWord = Made<typeof anyRefundWord>;
type ToldCharge = Made<typeof anyCharge>;
type Step = Made<typeof anyStep>;

/** A gateway with true books, which speaks as its script says and then, once honest, as its books do. */
class AnyGateway implements PaymentGateway {
  readonly books = new Map<string, { amount: number; refunded: number }>();
  honest = false;
  /** It never answers again. */
  silent = false;
  /** It has said, in one answer, that it keeps the total · that it keeps nothing of some money, or that a refund went through. */
  toldOfTotal = false;
  toldOfRefund = false;
  readonly script: {
    charges: Word[];
    refunds: RefundWord[];
    lists: (readonly ToldCharge[] | null)[];
  };
  constructor(script: AnyGateway['script']) {
    // It is used up, and chance may want to tell it again.
    this.script = structuredClone(script);
  }

  get keeps(): number {
    return [...this.books.values()].reduce((sum, { amount, refunded }) => sum + amount - refunded, 0);
  }

  async charge(): Promise<ChargeOutcome> {
    if (this.silent) return { outcome: 'not-sent', cause: 'away' };
    const word = this.honest ? { says: 'books' as const } : (this.script.charges.shift() ?? { says: 'books' as const });
    switch (word.says) {
      case 'charged': {
        const { charge, fresh } = word;
        const amount = Math.max(0, Math.round(charge.amount ?? 0));
        const [told] = this.#say([{ ...charge, amount, orderId: ORDER }]);
        return { outcome: 'charged', charge: told as Charge, fresh };
      }
      case 'declined':
        return { outcome: 'declined', code: 'DECLINED', fresh: word.fresh };
      case 'books':
        if (this.books.size === 0) this.books.set('pay-1', { amount: TOTAL, refunded: 0 });
        return { outcome: 'charged', charge: this.#say(this.#told())[0] as Charge, fresh: false };
      default:
        if (word.says === 'unknown' && this.books.size === 0) this.books.set('pay-1', { amount: TOTAL, refunded: 0 });
        return { outcome: word.says, cause: 'lost' };
    }
  }

  async refund({ paymentId, amount }: RefundRequest): Promise<RefundOutcome> {
    if (this.silent) return { outcome: 'not-sent', cause: 'away' };
    const word = this.honest
      ? { says: 'approved' as const, part: 1 }
      : (this.script.refunds.shift() ?? { says: 'approved' as const, part: 1 });
    if (word.says !== 'approved') {
      return word.says === 'refused'
        ? { outcome: 'refused', code: 'REFUND_REFUSED' }
        : word.says === 'unknown'
          ? { outcome: 'unknown', cause: 'lost' }
          : { outcome: 'key-reused' };
    }
    const charge = this.books.get(paymentId);
    const back = Math.floor(amount * word.part);
    if (charge === undefined || charge.refunded + back > charge.amount)
      return { outcome: 'refused', code: 'REFUND_REFUSED' };
    charge.refunded += back;
    if (back > 0) this.toldOfRefund = true;
    return { outcome: 'approved', refundId: `of-${paymentId}`, amount: back };
  }

  async chargesOf(): Promise<readonly Charge[]> {
    const told = this.honest ? undefined : this.script.lists.shift();
    if (told === null || this.silent) throw new GatewayUnavailable('away');
    return this.#say(told === undefined ? this.#told() : told.map((charge) => ({ ...charge, orderId: ORDER })));
  }

  async *listCharges() {
    yield await this.chargesOf();
  }

  /** Notes what an answer says, by a reading of its own: this is what the program is held against. */
  #say(told: readonly Charge[]): readonly Charge[] {
    const byId = new Map(told.map((charge) => [charge.paymentId, charge]));
    const money = [...byId.values()].filter(({ status, currency }) => status === 'approved' && currency === 'KRW');
    const kept = money.map(({ amount, refunded }) => Math.max(0, (amount ?? Number.NaN) - (refunded ?? Number.NaN)));
    const sum = kept.reduce((total, won) => total + (Number.isNaN(won) ? 0 : won), 0);
    if (sum === TOTAL || kept.includes(TOTAL)) this.toldOfTotal = true;
    const isBack = ({ status, amount, refunded }: Charge) =>
      status === 'failed' || status === 'cancelled' || (status === 'approved' && (refunded ?? 0) >= (amount ?? 1));
    if (told.some(isBack)) this.toldOfRefund = true;
    return told;
  }

  #told(): Charge[] {
    return [...this.books].map(([paymentId, { amount, refunded }]) => {
      return { paymentId, orderId: ORDER, amount, refunded, currency: 'KRW', status: 'approved', at: null };
    });
  }
}

async function world(script: AnyGateway['script']) {
  const clock = new FixedClock();
  const history = new History(clock);
  const gateway = new AnyGateway(script);
  const settings = {
    terms: usualTerms,
    callBudgetMs: 10 * SECOND,
    graceMs: 2 * SECOND,
    keyWindowMs: 14 * 86_400 * SECOND,
  };
  const process = createPaymentProcess({ log: history.log, clock, gateway, settings });
  const silent = () => undefined;
  const logger = { debug: silent, info: silent, warn: silent, error: silent };
  const ops = new EmbeddedOpsStore(':memory:');
  const reconciliation = createReconciliation({
    ...{ log: history.log, clock, timer: clock, gateway, ops, logger, wake: silent },
    ...{ inFlightMs: 12 * SECOND, graceMs: 2 * SECOND },
  });
  await history.happened(ORDER, 'OrderPlaced', aRoseOrder);
  const lastTypes = async (stream: string) =>
    (await history.log.readStream(`${stream}-${ORDER}`)).map(({ type }) => type);

  /** One turn; answers with what it came to. It may neither throw, nor park, nor go round in circles. */
  const turn = async (): Promise<Next<unknown>> => {
    for (let actions = 0; actions < 50; actions++) {
      const context = await process.load(ORDER);
      const next = process.decide(context, momentAt(clock.now()));
      if (next.kind !== 'act') return next;
      const acted = await process.act(next.action, context);
      if (acted.kind === 'parked') throw new Error(`parked: ${acted.reason}`);
      if (acted.kind === 'unavailable') {
        return { kind: 'wait', wait: { ...next.pending, since: clock.now() } };
      }
    }
    throw new Error('it goes round in circles');
  };
  const endCancelled = async () => {
    const order = await lastTypes('order');
    const delivery = await lastTypes('delivery');
    if (!order.includes('OrderCancellationRequested') || order.includes('OrderCancelled')) return;
    if (delivery.includes('DeliveryCancelled'))
      await history.happened(ORDER, 'OrderCancelled', { by: 'system', reason: null });
  };
  const cancel = async () => {
    const order = await lastTypes('order');
    const started = (await lastTypes('delivery')).includes('DeliveryStarted');
    if (started || order.some((type) => /Cancel|Failed|Completed/.test(type))) return;
    await history.happened(ORDER, 'OrderCancellationRequested', { by: 'customer', reason: null });
    await history.happened(ORDER, 'DeliveryCancelled', { by: 'customer' });
  };
  const start = async () => {
    const order = await lastTypes('order');
    const delivery = await lastTypes('delivery');
    if (!order.includes('OrderPaid') || order.some((type) => /Cancel/.test(type)) || delivery.length > 0) return;
    await history.happened(ORDER, 'DeliveryRequested', { deliverOn: null, window: null });
    await history.happened(ORDER, 'DeliveryAccepted', {});
    await history.happened(ORDER, 'DeliveryStarted', {});
  };
  const take = async (step: Step) => {
    if (step === 'turn') await turn();
    if (step === 'cancel') await cancel();
    if (step === 'second') await clock.advance(13 * SECOND);
    if (step === 'day') await clock.advance(86_400 * SECOND);
    if (step === 'reconcile') await reconciliation.run();
    if (step === 'start') await start();
    if (step === 'console') for (const charge of gateway.books.values()) charge.refunded = charge.amount;
    await endCancelled();
  };
  const status = async () => paymentStatusOf((await process.load(ORDER)).payment.state);
  const close = () => ops.close();
  return {
    clock,
    history,
    gateway,
    process,
    reconciliation,
    turn,
    take,
    cancel,
    endCancelled,
    status,
    lastTypes,
    close,
  };
}

const script = fc.record({
  charges: fc.array(anyWord, { maxLength: 4 }),
  refunds: fc.array(anyRefundWord, { maxLength: 5 }),
  lists: fc.array(fc.option(fc.array(anyCharge, { maxLength: 3 }), { freq: 5 }), { maxLength: 8 }),
});

const told = (paymentId: ToldCharge['paymentId'], amount: number, refunded: number | null): ToldCharge => {
  return { paymentId, amount, refunded, currency: 'KRW', status: 'approved', at: null };
};
const declined = { says: 'declined', fresh: false } as const;
/** Scripts that have shown a fault once. */
const foundBefore: [Made<typeof script>, Step[]][] = [
  // A second charge that nobody knew of, taken and given back, beside the one on record.
  [
    {
      charges: [declined],
      refunds: [],
      lists: [[told('pay-3', TOTAL, 0), told('pay-3', 1, 0)], [], [], [told('pay-3', TOTAL, TOTAL)]],
    },
    ['console', 'reconcile'],
  ],
  // A list that contradicts itself about the only charge.
  [
    { charges: [declined], refunds: [], lists: [null, [told('pay-1', TOTAL, 0), told('pay-1', TOTAL, null)]] },
    ['second', 'reconcile'],
  ],
];

describe('whatever a gateway answers, in any order, with any amounts, statuses and repeats', () => {
  it('an order that ends has its money settled, or an open question that a person sees and can end', async () => {
    await fc.assert(
      fc.asyncProperty(script, fc.array(anyStep, { maxLength: 14 }), async (words, steps) => {
        const w = await world(words);
        try {
          for (const step of ['turn' as const, ...steps]) await w.take(step);
          // From here on it is honest, and everybody does their work.
          w.gateway.honest = true;
          await w.cancel();
          await w.endCancelled();
          let rest: Next<unknown> = { kind: 'done' };
          for (let round = 0; round < 8; round++) {
            await w.clock.advance(700 * SECOND);
            await w.reconciliation.run();
            rest = await w.turn();
            await w.endCancelled();
          }
          const order = await w.lastTypes('order');
          const ended = order.includes('OrderCancelled') || order.includes('OrderPaymentFailed');
          const status = await w.status();
          if (!ended) {
            // On its way: what is not the total is a question, which can be accepted, unless the gateway has taken its own word back.
            const isAsTold = status === 'Paid' && w.gateway.toldOfTotal;
            const asRecorded = w.gateway.keeps === TOTAL || status === 'Disputed' || isAsTold;
            expect([status, asRecorded || (await w.reconciliation.last()).differences.length > 0]).toEqual([
              status,
              true,
            ]);
            return;
          }
          const isSeen = rest.kind === 'wait' || (await w.reconciliation.last()).differences.length > 0;
          if (w.gateway.keeps > 0) expect([status, isSeen]).toEqual([status, true]);
          if (rest.kind === 'wait') {
            const meta = { commandId: idOf('settle'), actor: 'operator' };
            const settled = await settleRefundManually({ log: w.history.log, clock: w.clock }, ORDER, 'by hand', meta);
            expect(settled.kind).toBe('done');
            expect((await w.turn()).kind).toBe('done');
          }
        } finally {
          await w.close();
        }
      }),
      { numRuns: 300 },
    );
  });

  it('and then falls silent for ever: whatever is open, a person ends it', async () => {
    const ended = new Set<string>();
    await fc.assert(
      fc.asyncProperty(script, fc.array(anyStep, { maxLength: 14 }), async (words, steps) => {
        const w = await world(words);
        try {
          for (const step of ['turn' as const, ...steps]) await w.take(step);
          w.gateway.silent = true;
          await w.turn();
          await w.cancel();
          await w.endCancelled();
          await w.clock.advance(86_400 * SECOND);
          const rest = await w.turn();
          if (rest.kind !== 'wait') return;
          const before = await w.status();
          const { standing } = await w.process.load(ORDER);
          const end = standing === 'ended' ? settleRefundManually : acceptDispute;
          const meta = { commandId: idOf('by hand'), actor: 'operator' };
          const told = await end({ log: w.history.log, clock: w.clock }, ORDER, 'by hand', meta);
          expect([before, standing, told.kind]).toEqual([before, standing, 'done']);
          expect([before, standing, (await w.turn()).kind]).toEqual([before, standing, 'done']);
          ended.add(`${standing} ${before}`);
          if (standing === 'ended') await speaksAgain(w);
        } finally {
          await w.close();
        }
      }),
      { numRuns: 300 },
    );
    expect([...ended]).toEqual(expect.arrayContaining(['ended Pending', 'ended Paid', 'ended Disputed']));
    expect(questions).toBeGreaterThan(0);
  });

  /** What it keeps and nobody knew of when the order was settled by hand is a question, which a person ends like the first one. */
  async function speaksAgain(w: Awaited<ReturnType<typeof world>>): Promise<void> {
    Object.assign(w.gateway, { silent: false, honest: true });
    const state = async () => (await w.process.load(ORDER)).payment.state;
    const forgotten = async () => {
      const settled = await state();
      return [...w.gateway.books].filter(([id, { amount, refunded }]) => {
        return amount > refunded && !isSettledByHand(settled, id);
      });
    };
    await w.clock.advance(86_400 * SECOND);
    await w.reconciliation.run();
    const rest = await w.turn();
    if ((await forgotten()).length === 0) return;
    expect([await w.status(), rest.kind]).toEqual(['Disputed', 'wait']);
    const meta = { commandId: idOf('by hand again'), actor: 'operator' };
    await settleRefundManually({ log: w.history.log, clock: w.clock }, ORDER, 'by hand again', meta);
    expect([await forgotten(), (await w.turn()).kind]).toEqual([[], 'done']);
    questions++;
  }
  let questions = 0;

  it('never says refunded before it was told so, is never paid without money or a person’s word, and refunds no more than it knows of', async () => {
    await fc.assert(
      fc.asyncProperty(script, fc.array(anyStep, { maxLength: 14 }), async (words, steps) => {
        const w = await world(words);
        try {
          for (const step of ['turn' as const, ...steps]) {
            await w.take(step);
            const { state } = (await w.process.load(ORDER)).payment;
            const order = await w.lastTypes('order');
            const payment = await w.lastTypes('payment');
            if (order.includes('OrderPaid'))
              expect(payment.some((type) => /Approved$|Accepted$/.test(type))).toBe(true);
            if (payment.includes('PaymentVoided'))
              expect(payment.lastIndexOf('PaymentAttempted')).toBeLessThan(payment.indexOf('PaymentVoided'));
            if (payment.includes('PaymentApproved'))
              expect([payment, w.gateway.toldOfTotal || w.gateway.toldOfRefund]).toEqual([payment, true]);
            if (order.includes('OrderPaid')) expect([payment, w.gateway.toldOfTotal]).toEqual([payment, true]);
            if (payment.includes('RefundApproved')) expect([payment, w.gateway.toldOfRefund]).toEqual([payment, true]);
            if (state.status === 'Refunded') {
              const events = await w.history.log.readStream(`payment-${ORDER}`);
              const back = events.findLast((event) => event.type === 'RefundApproved')?.data as { amount: number };
              const taken = state.charges.map(({ amount }) => amount).reduce((sum, won) => sum + won, 0);
              expect(back.amount).toBeLessThanOrEqual(Math.max(taken, TOTAL));
            }
            expect(payment.filter((type) => type === 'PaymentAttempted').length).toBeLessThanOrEqual(1);
          }
        } finally {
          await w.close();
        }
      }),
      { numRuns: 200, examples: foundBefore },
    );
  });
});
