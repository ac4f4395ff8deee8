import { CURRENCY } from '../../domain/money.ts';
import { GatewayUnavailable, type PaymentGateway } from '../payment-gateway.ts';
import { exchange, type HttpCall } from './exchange.ts';
import { type Calls, GuardedCalls } from './guarded-calls.ts';
import type { HttpGateway, HttpGatewayOptions } from './http-gateway.ts';
import { type CallLimits, PAYMENT_LIMITS } from './limits.ts';
import { answerOf, outcomeOf } from './outcomes.ts';
import { readCharge, readCharges, readRefund } from './payment-answers.ts';

/**
 * Speaks the payment protocol to the service at `baseUrl`. A charge or refund is tried again only with the same key, so the
 * service carries it out once however many tries reach it.
 */
export function createHttpPaymentGateway(options: HttpGatewayOptions): PaymentGateway & HttpGateway<PaymentGateway> {
  const limits = { ...PAYMENT_LIMITS, ...options.limits };
  const { baseUrl, logger, onBreakerChange } = options;
  const guarded = new GuardedCalls({ service: 'payment', limits, logger, onBreakerChange });
  return Object.assign(clientOver(guarded, baseUrl, limits), {
    until: (wanted: AbortSignal) => clientOver(guarded.until(wanted), baseUrl, limits),
    close: () => guarded.close(),
  });
}

function clientOver(
  calls: Calls,
  baseUrl: string,
  limits: CallLimits,
): PaymentGateway & Pick<HttpGateway<PaymentGateway>, 'breakerState'> {
  const ask = ({ path, ...call }: { path: string } & Omit<HttpCall, 'url'>, signal: AbortSignal) =>
    exchange({ ...call, url: `${baseUrl}${path}` }, signal, limits.answerBytes);
  const charges = (query: Readonly<Record<string, string>>) =>
    answerOf(
      calls.run('any-failure', async (signal) =>
        readCharges(await ask({ method: 'GET', path: `/charges?${new URLSearchParams(query)}` }, signal)),
      ),
    );

  return {
    charge: ({ orderId, amount, method, token, key }) => {
      const body = { orderId, amount, currency: CURRENCY, method, token };
      const call = { method: 'POST', path: '/charges', body, idempotencyKey: key } as const;
      return outcomeOf(calls.run('any-failure', async (signal) => readCharge(await ask(call, signal), orderId)));
    },

    refund: ({ paymentId, amount, reason, key }) => {
      const path = `/charges/${encodeURIComponent(paymentId)}/refunds`;
      const call = { method: 'POST', path, body: { amount, reason }, idempotencyKey: key } as const;
      return outcomeOf(calls.run('any-failure', async (signal) => readRefund(await ask(call, signal), paymentId)));
    },

    findCharge: async (orderId) => {
      const found = await charges({ orderId });
      // A service that ignores the question and lists everything must not pass for "no charge of this order".
      if (found.charges.some((charge) => charge.orderId !== orderId)) {
        throw new GatewayUnavailable('the answer names another order');
      }
      return found.charges[0] ?? null;
    },

    async *listCharges(since) {
      let cursor: string | null = null;
      do {
        const page = await charges({ ...(since !== null && { since }), ...(cursor !== null && { cursor }) });
        yield page.charges;
        if (page.nextCursor !== null && page.nextCursor === cursor) {
          throw new GatewayUnavailable('the list does not move on');
        }
        cursor = page.nextCursor;
      } while (cursor !== null);
    },

    get isAway() {
      return calls.breakerState === 'open';
    },
    get breakerState() {
      return calls.breakerState;
    },
  };
}
