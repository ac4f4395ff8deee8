import type { OrderId } from '../domain/ids.ts';
import type { ReviewCommand, ReviewStatus } from '../domain/review/index.ts';
import { type CommandMeta, handle } from '../platform/eventstore/handle-command.ts';
import type { CommandDeps } from '../stored-events/event-log.ts';
import { reviewAggregate } from '../stored-events/review.ts';
import { findOrder, noSuchOrder } from './order-streams.ts';
import { toResult, type UseCaseResult } from './use-case.ts';

/** What people do with a review: the customer writes it (R8), the florist checks and answers it (R9). */
export type ReviewStep = Extract<ReviewCommand, { type: 'WriteReview' | 'CheckReview' | 'ReplyToReview' }>;

export interface ReviewAnswer {
  readonly orderId: OrderId;
  readonly status: ReviewStatus;
}

/** Takes one step of a review. */
export async function takeReviewStep(
  deps: CommandDeps,
  orderId: OrderId,
  step: ReviewStep,
  meta: CommandMeta,
): Promise<UseCaseResult<ReviewAnswer>> {
  const order = await findOrder(deps.log, orderId);
  if (order.state.status === 'None') return { kind: 'rejected', rejection: noSuchOrder };
  return toResult(await handle(deps, reviewAggregate, orderId, step, meta), ({ status }) => ({ orderId, status }));
}
