import { z } from 'zod';
import type { OrderId } from '../../domain/ids.ts';
import { CURRENCY } from '../../domain/money.ts';
import type { Charge } from '../../domain/payment/index.ts';
import {
  type ChargeOutcome,
  GatewayUnavailable,
  type NotSent,
  type PaymentGateway,
  type RefundOutcome,
  type UnknownOutcome,
} from '../payment-gateway.ts';
import { exchange, type HttpAnswer, type HttpCall } from './exchange.ts';
import { type ClientOver, createHttpGateway, type HttpGateway, type HttpGatewayOptions } from './http-gateway.ts';
import { PAYMENT_LIMITS } from './limits.ts';
import { answerOf, outcomeOf } from './outcomes.ts';
import { foreignId, notUnderstood, refusalCodeOf } from './protocol.ts';

/** No order has more: bounds a list that never ends. */
const MAX_CHARGES = 1_000;

/** A charge or refund is retried only with the same key, so the service carries it out once. */
export function createHttpPaymentGateway(options: HttpGatewayOptions): PaymentGateway & HttpGateway<PaymentGateway> {
  return createHttpGateway('payment', PAYMENT_LIMITS, options, clientOver);
}

const clientOver: ClientOver<PaymentGateway> = (calls, baseUrl, limits) => {
  const ask = ({ path, ...call }: { path: string } & Omit<HttpCall, 'url'>, signal: AbortSignal) =>
    exchange({ ...call, url: `${baseUrl}${path}` }, signal, limits.answerBytes);
  const pageOf = (query: Readonly<Record<string, string>>) =>
    answerOf(
      calls.run('any-failure', async (signal) =>
        readCharges(await ask({ method: 'GET', path: `/charges?${new URLSearchParams(query)}` }, signal)),
      ),
    );
  async function* pagesOf(query: Readonly<Record<string, string>>) {
    let cursor: string | null = null;
    do {
      const page = await pageOf(cursor === null ? query : { ...query, cursor });
      yield page.charges;
      if (page.nextCursor !== null && page.nextCursor === cursor) {
        throw new GatewayUnavailable('the list does not move on');
      }
      cursor = page.nextCursor;
    } while (cursor !== null);
  }

  return {
    charge: ({ orderId, amount, method, token, key }) => {
      const body = { orderId, amount, currency: CURRENCY, method, token };
      const call = { method: 'POST', path: '/charges', body, idempotencyKey: key } as const;
      const charged = calls.run('any-failure', async (signal) => readCharge(await ask(call, signal), orderId));
      return outcomeOf(charged, (outcome) => ({ ...outcome, fresh: false }));
    },

    refund: ({ paymentId, amount, reason, key }) => {
      const path = `/charges/${encodeURIComponent(paymentId)}/refunds`;
      const call = { method: 'POST', path, body: { amount, reason }, idempotencyKey: key } as const;
      return outcomeOf(calls.run('any-failure', async (signal) => readRefund(await ask(call, signal), paymentId)));
    },

    chargesOf: async (orderId) => {
      const found: Charge[] = [];
      for await (const charges of pagesOf({ orderId })) {
        // A service that ignores the question must not pass for "no charge of this order".
        if (charges.some((charge) => charge.orderId !== orderId)) {
          throw new GatewayUnavailable('the answer names another order');
        }
        found.push(...charges);
        if (found.length > MAX_CHARGES) throw new GatewayUnavailable('the list of one order does not end');
      }
      return found;
    },

    listCharges: (since) => pagesOf(since === null ? {} : { since }),

    get isAway() {
      return calls.breakerState === 'open';
    },
    get breakerState() {
      return calls.breakerState;
    },
  };
};

// What the protocol documents. Every other answer is unavailability.
const DECLINED = 'DECLINED';
const ALREADY_CHARGED = 'ALREADY_CHARGED';
const REFUND_REFUSED = 'REFUND_REFUSED';
const KEY_REUSED = 'IDEMPOTENCY_KEY_REUSED';

const won = z.int().nonnegative();
/** An amount is judged by the domain: one odd charge must not hide the others. */
const anyAmount = z.unknown().transform((value) => (typeof value === 'number' ? value : null));
const time = z.iso.datetime({ offset: true }).nullish().catch(null);
const currency = z.string().min(1).max(10).default(CURRENCY);

const charge = z
  .object({
    paymentId: foreignId,
    orderId: foreignId,
    amount: anyAmount,
    refunded: anyAmount,
    currency,
    status: z.string().max(200),
    at: time,
  })
  .transform((told): Charge => ({ ...told, at: told.at ?? null }));
const approvedCharge = z
  .object({
    paymentId: foreignId,
    orderId: foreignId,
    amount: won,
    // Not in the protocol, since nothing goes back in that moment; it is believed all the same.
    refunded: won.default(0),
    currency,
    status: z.literal('approved'),
    at: time,
  })
  .transform((told): Charge => ({ ...told, at: told.at ?? null }));
const alreadyCharged = z.object({ charge });
const approvedRefund = z.object({
  refundId: foreignId,
  paymentId: foreignId,
  amount: won,
  status: z.literal('approved'),
});
const page = z.object({ charges: z.array(charge), nextCursor: z.string().min(1).nullish() });

type Definite<Outcome> = Exclude<Outcome, UnknownOutcome | NotSent>;

/** Counts only for the order that was asked for; the amount is the gateway's. @throws CallFailed when it is no decision. */
function readCharge(answer: HttpAnswer, orderId: OrderId): Definite<ChargeOutcome> {
  const code = refusalCodeOf(answer);
  if (answer.status === 402 && code === DECLINED) return { outcome: 'declined', code, fresh: true };
  if (answer.status === 200) {
    const told = approvedCharge.safeParse(answer.body).data;
    if (told?.orderId === orderId) return { outcome: 'charged', charge: told, fresh: true };
  }
  if (answer.status === 409 && code === ALREADY_CHARGED) {
    const told = alreadyCharged.safeParse(answer.body).data?.charge;
    if (told?.orderId === orderId) return { outcome: 'charged', charge: told, fresh: false };
  }
  throw notUnderstood(answer);
}

/** @throws CallFailed when it is no decision of the protocol. */
function readRefund(answer: HttpAnswer, paymentId: string): Definite<RefundOutcome> {
  const code = refusalCodeOf(answer);
  if (answer.status === 422 && code === REFUND_REFUSED) return { outcome: 'refused', code };
  if (answer.status === 422 && code === KEY_REUSED) return { outcome: 'key-reused' };
  if (answer.status === 200) {
    const refund = approvedRefund.safeParse(answer.body).data;
    if (refund?.paymentId === paymentId) {
      return { outcome: 'approved', refundId: refund.refundId, amount: refund.amount };
    }
  }
  throw notUnderstood(answer);
}

/** @throws CallFailed when it is no page of charges. */
function readCharges(answer: HttpAnswer): { charges: readonly Charge[]; nextCursor: string | null } {
  const parsed = page.safeParse(answer.body);
  if (answer.status !== 200 || !parsed.success) throw notUnderstood(answer);
  return { charges: parsed.data.charges, nextCursor: parsed.data.nextCursor ?? null };
}
