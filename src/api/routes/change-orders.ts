import { z } from 'zod';
import { cancelOrder } from '../../application/cancel-order.ts';
import { takeReviewStep } from '../../application/review-order.ts';
import { acceptDispute, settleRefundManually } from '../../application/settle-payment.ts';
import { LONGEST } from '../../domain/limits.ts';
import type { Rating } from '../../domain/review/index.ts';
import { commandOf } from '../commands/command-of.ts';
import { resultOf } from '../commands/result.ts';
import type { ApiDeps } from '../deps.ts';
import { partOf } from '../identity/identity.ts';
import { line } from '../input/fields.ts';
import { cancelBody, reviewBody } from '../schemas/change-order.ts';
import { problems } from '../schemas/problem.ts';
import { orderPath, orderStatus, paymentStatus, reviewStatus, stepAnswer } from '../schemas/shared.ts';
import type { Api } from '../types.ts';

const tags = ['Orders'];

/** What may be done with an order that was placed: cancel it (R5), review it (R8), settle its money by hand. */
export function changeOrderRoutes(app: Api, deps: ApiDeps): void {
  const { shop } = deps;

  app.route({
    method: 'POST',
    url: '/api/orders/:orderId/cancel',
    config: { access: ['customer', 'florist', 'operator'] },
    schema: {
      operationId: 'cancelOrder',
      summary: 'Cancel an order whose delivery has not started',
      tags,
      params: orderPath,
      body: cancelBody.optional(),
      response: { 202: stepAnswer(orderStatus), ...problems(404, 409) },
    },
    handler: async (request, reply) => {
      const wish = { by: partOf(request.identity), reason: request.body?.reason ?? null };
      const result = await cancelOrder(shop, request.params.orderId, wish, commandOf(deps, request));
      reply.code(202);
      return resultOf(shop, result);
    },
  });

  app.route({
    method: 'POST',
    url: '/api/orders/:orderId/review',
    config: { access: ['customer'] },
    schema: {
      operationId: 'writeReview',
      summary: 'Say what you thought, once, after you were asked',
      tags,
      params: orderPath,
      body: reviewBody,
      response: { 201: stepAnswer(reviewStatus), ...problems(404, 409) },
    },
    handler: async (request, reply) => {
      const { rating, text } = request.body;
      const step = { type: 'WriteReview', rating: rating as Rating, text } as const;
      const result = await takeReviewStep(shop, request.params.orderId, step, commandOf(deps, request));
      reply.code(201);
      return resultOf(shop, result);
    },
  });

  moneyByHand(app, deps, acceptDispute, {
    url: '/api/orders/:orderId/payment/accept',
    operationId: 'acceptDispute',
    summary: 'Take a disputed charge as the payment of the order',
    description:
      'Only of an order that goes on: `payment.status` is `Disputed`; or `RefundPending`, when it was charged twice and the payment system does not answer; or `Refunded`, when it is on its way all the same. To give the money back, cancel the order.',
  });

  moneyByHand(app, deps, settleRefundManually, {
    url: '/api/orders/:orderId/refund/settle',
    operationId: 'settleRefund',
    summary: 'Record that the money went back by other means',
    description:
      'Only of money that has to go back: `payment.status` is `RefundFailed`; or the order has ended and it is `RefundPending`, `Disputed`, `Paid`, `Unresolved` or `Pending`, because the payment system has not answered. The customer is told.',
  });
}

/** What an operator says of an order's money, with a reference to where it can be looked up. */
function moneyByHand(
  app: Api,
  deps: ApiDeps,
  carryOut: typeof acceptDispute,
  { url, ...words }: Readonly<Record<'url' | 'operationId' | 'summary' | 'description', string>>,
): void {
  app.route({
    method: 'POST',
    url,
    config: { access: ['operator'] },
    schema: {
      ...words,
      tags,
      params: orderPath,
      body: z.strictObject({ reference: line(LONGEST.reason) }),
      response: { 200: stepAnswer(paymentStatus), ...problems(404, 409) },
    },
    handler: async (request) => {
      const { reference } = request.body;
      return resultOf(
        deps.shop,
        await carryOut(deps.shop, request.params.orderId, reference, commandOf(deps, request)),
      );
    },
  });
}
