import { reject } from '../domain/decider.ts';
import { type OrderId, streamOf } from '../domain/ids.ts';
import { type ReviewCommand, type ReviewStatus, reviewDecider } from '../domain/review/index.ts';
import type { CommandDeps, CommandMeta } from '../platform/eventstore/handle-command.ts';
import { findOrder, subjectsOf } from './order-streams.ts';
import { runCommand, type UseCaseResult } from './use-case.ts';

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
  if (order.state.status === 'None') {
    return { kind: 'rejected', rejection: reject('ORDER_NOT_FOUND', 'There is no such order.') };
  }
  return runCommand(deps, reviewDecider, streamOf('review', orderId), step, meta, subjectsOf(order), ({ status }) => ({
    orderId,
    status,
  }));
}
