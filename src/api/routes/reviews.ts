import { z } from 'zod';
import { takeReviewStep } from '../../application/review-order.ts';
import { LONGEST } from '../../domain/limits.ts';
import { commandOf } from '../commands/command-of.ts';
import { resultOf } from '../commands/result.ts';
import type { ApiDeps } from '../deps.ts';
import { cursor, limit, lines } from '../input/fields.ts';
import { positionToken } from '../input/position.ts';
import { problems } from '../schemas/problem.ts';
import { reviewSchema } from '../schemas/review.ts';
import { noBody, orderPath, pageOf, reviewStatus, stepAnswer } from '../schemas/shared.ts';
import type { Api } from '../types.ts';

const tags = ['Reviews'];
const access = ['florist', 'operator'] as const;

/** What customers thought: read, checked (R9) and answered. */
export function reviewRoutes(app: Api, deps: ApiDeps): void {
  const { shop, queries } = deps;

  app.route({
    method: 'GET',
    url: '/api/reviews',
    config: { access },
    schema: {
      operationId: 'listReviews',
      summary: 'Reviews, newest first',
      tags,
      querystring: z.strictObject({
        status: reviewStatus.optional(),
        cursor: cursor.optional(),
        limit: limit.optional(),
        after: positionToken(shop.log.logId).optional(),
      }),
      response: { 200: pageOf(reviewSchema) },
    },
    handler: ({ query: { after, ...page } }) => queries.reviews(page, after),
  });

  app.route({
    method: 'POST',
    url: '/api/reviews/:orderId/check',
    config: { access },
    schema: {
      operationId: 'checkReview',
      summary: 'Mark a review as read',
      tags,
      params: orderPath,
      body: noBody,
      response: { 200: stepAnswer(reviewStatus), ...problems(404, 409) },
    },
    handler: async (request) => {
      const { orderId } = request.params;
      return resultOf(shop, await takeReviewStep(shop, orderId, { type: 'CheckReview' }, commandOf(deps, request)));
    },
  });

  app.route({
    method: 'POST',
    url: '/api/reviews/:orderId/reply',
    config: { access },
    schema: {
      operationId: 'replyToReview',
      summary: 'Answer a review, once',
      tags,
      params: orderPath,
      body: z.strictObject({ text: lines(LONGEST.review) }),
      response: { 200: stepAnswer(reviewStatus), ...problems(404, 409) },
    },
    handler: async (request) => {
      const step = { type: 'ReplyToReview', text: request.body.text } as const;
      return resultOf(shop, await takeReviewStep(shop, request.params.orderId, step, commandOf(deps, request)));
    },
  });
}
