import type { OrderCancelled } from '../../../src/domain/order/index.ts';
import type { Charge } from '../../../src/domain/payment/index.ts';
import type { PaymentGateway } from '../../../src/gateways/payment-gateway.ts';
import type { OpsStore } from '../../../src/platform/processes/ops-store.ts';
import { toTimestamp } from '../../../src/platform/runtime/clock.ts';
import { createReconciliation } from '../../../src/processes/reconciliation/reconciliation.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { aRoseOrder, History, idOf } from '../../support/history.ts';

export const AMOUNT = aRoseOrder.total;
export const IN_FLIGHT_MS = 12_000;
export const GRACE_MS = 2_000;
const PAGE = 2;

/** A gateway whose ledger the test writes by hand. */
class LedgerGateway implements Pick<PaymentGateway, 'chargesOf' | 'listCharges'> {
  readonly charges: Charge[] = [];
  /** What was asked: `list <since>` and `find <orderId>`. */
  readonly asked: string[] = [];
  /** Thrown instead of an answer. */
  outage: Error | null = null;
  /** Happens while the gateway works on a look-up: what goes on in the world meanwhile. */
  meanwhile: () => Promise<unknown> = async () => undefined;

  async chargesOf(orderId: string): Promise<readonly Charge[]> {
    this.asked.push(`find ${orderId}`);
    if (this.outage !== null) throw this.outage;
    const found = this.charges.filter((candidate) => candidate.orderId === orderId);
    await this.meanwhile();
    return found;
  }

  async *listCharges(since: string | null): AsyncIterable<readonly Charge[]> {
    this.asked.push(`list ${since}`);
    const listed = this.charges.filter(({ at }) => since === null || at === null || at >= since);
    for (let at = 0; at < listed.length; at += PAGE) {
      if (this.outage !== null) throw this.outage;
      yield listed.slice(at, at + PAGE);
    }
    if (this.outage !== null) throw this.outage;
  }
}

/** A log in memory, a ledger written by hand, and the reconciliation between the two. */
export function reconciliationWorld(ops: OpsStore) {
  const clock = new FixedClock();
  const history = new History(clock);
  const gateway = new LedgerGateway();
  const woken: string[] = [];
  const warnings: string[] = [];
  const silent = () => undefined;

  const start = () =>
    createReconciliation({
      log: history.log,
      clock,
      timer: clock,
      gateway,
      ops,
      logger: { debug: silent, info: silent, warn: (_facts, text) => warnings.push(text), error: silent },
      wake: (orderId) => woken.push(orderId),
      inFlightMs: IN_FLIGHT_MS,
      graceMs: GRACE_MS,
    });
  const happened = history.happened.bind(history);
  const payments = async (orderId: string) =>
    (await history.log.readStream(`payment-${orderId}`)).map(({ type }) => type);
  const attempt = { amount: AMOUNT, attempt: 1, key: 'key' };

  return {
    clock,
    log: history.log,
    gateway,
    woken,
    warnings,
    happened,
    payments,
    start,
    reconciliation: start(),
    /** An order that was placed, and of which nothing else is known. */
    placed: async (name: string) => {
      const orderId = idOf(name);
      await happened(orderId, 'OrderPlaced', aRoseOrder);
      return orderId;
    },
    attempted: (orderId: string) => happened(orderId, 'PaymentAttempted', attempt),
    approved: (orderId: string) =>
      happened(orderId, 'PaymentApproved', { amount: AMOUNT, paymentId: `pay-${orderId}` }),
    declined: (orderId: string) => happened(orderId, 'PaymentDeclined', { amount: AMOUNT, code: 'DECLINED' }),
    voided: (orderId: string) => happened(orderId, 'PaymentVoided', { amount: AMOUNT }),
    cancelled: (orderId: string, by: OrderCancelled['data']['by'] = 'customer') =>
      happened(orderId, 'OrderCancelled', { by, reason: null }),
    refundAttempted: (orderId: string) =>
      happened(orderId, 'RefundAttempted', { ...attempt, paymentId: `pay-${orderId}` }),
    refunded: (orderId: string) =>
      happened(orderId, 'RefundApproved', { amount: AMOUNT, paymentId: `pay-${orderId}`, refundId: 'refund-1' }),
    refundFailed: (orderId: string) =>
      happened(orderId, 'RefundFailed', { amount: AMOUNT, paymentId: `pay-${orderId}`, code: 'REFUND_REFUSED' }),
    failed: (orderId: string) => happened(orderId, 'OrderPaymentFailed', { code: 'DECLINED' }),
    paid: (orderId: string) => happened(orderId, 'OrderPaid', { amount: AMOUNT, paymentId: `pay-${orderId}` }),
    settledByHand: (orderId: string) =>
      happened(orderId, 'RefundSettledManually', { amount: AMOUNT, reference: 'bank transfer 42' }),
    /** Writes a charge into the gateway's ledger, at this time. */
    charged: (orderId: string, charge: Partial<Charge> = {}) => {
      const full: Charge = {
        paymentId: `pay-${orderId}`,
        orderId,
        amount: AMOUNT,
        refunded: 0,
        currency: 'KRW',
        status: 'approved',
        at: toTimestamp(clock.now()),
        ...charge,
      };
      gateway.charges.push(full);
      return full;
    },
    /** The gateway's ledger changes what it says of an order. */
    ledger: (orderId: string, change: Partial<Charge>) => {
      const at = gateway.charges.findIndex((charge) => charge.orderId === orderId);
      gateway.charges[at] = { ...(gateway.charges[at] as Charge), ...change };
    },
  };
}

export type ReconciliationWorld = ReturnType<typeof reconciliationWorld>;
