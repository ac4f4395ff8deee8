import { CURRENCY } from '../../domain/money.ts';
import type { Charge } from '../../domain/payment/index.ts';
import { GatewayUnavailable, type PaymentGateway } from '../payment-gateway.ts';
import { exchange, type HttpCall } from './exchange.ts';
import { type ClientOver, createHttpGateway, type HttpGateway, type HttpGatewayOptions } from './http-gateway.ts';
import { PAYMENT_LIMITS } from './limits.ts';
import { answerOf, outcomeOf } from './outcomes.ts';
import { readCharge, readCharges, readRefund } from './payment-answers.ts';

/** No order has more; a list of an order that goes on and on is none. */
const MAX_CHARGES = 1_000;

/**
 * Speaks the payment protocol to the service at `baseUrl`. A charge or refund is tried again only with the same key, so the
 * service carries it out once however many tries reach it.
 */
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
        // A service that ignores the question and lists everything must not pass for "no charge of this order".
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
