import type { FastifyReply, FastifyRequest } from 'fastify';
import { notice } from '../../../../../web/components/messages.ts';
import { type ReviewFilter, type ReviewsPage, reviewsPage } from '../../../../../web/staff/counter/reviews.ts';
import { counterTexts } from '../../../../../web/texts/staff/counter/texts.ts';
import { type ReviewStep, takeReviewStep } from '../../../../application/review-order.ts';
import type { OrderId } from '../../../../domain/ids.ts';
import { LONGEST } from '../../../../domain/limits.ts';
import { resultOf } from '../../../commands/result.ts';
import { lines } from '../../../input/fields.ts';
import { problemFrom } from '../../../problems/from-error.ts';
import { logProblem } from '../../../problems/plugin.ts';
import type { Api } from '../../../types.ts';
import { fieldsOf } from '../../form-fields.ts';
import { asFarAsSeen, rememberSeen } from '../../seen.ts';
import { type StaffKit, staffPage } from '../kit.ts';
import { fromStart } from './from-start.ts';

interface OrderParams {
  readonly orderId: OrderId;
}
type Said = Partial<Pick<ReviewsPage, 'message' | 'refused'>> & { readonly status?: number };

const answerText = lines(LONGEST.review);

/** What customers thought (R9), with the shop's answers. */
export function reviewsRoutes(app: Api, kit: StaffKit): void {
  const { shop, queries } = kit.deps;
  const route = staffPage('florist');

  app.get('/shop/reviews', route, (request, reply) => show(request, reply, {}));

  app.post<{ Params: OrderParams }>(
    '/shop/reviews/:orderId/reply',
    { ...route, errorHandler: refuse },
    async (request, reply) => {
      const { orderId } = request.params;
      const sent = fieldsOf(request.body)('text');
      const checked = answerText.safeParse(sent);
      if (!checked.success) {
        const { missing, wrong } = wordsOf(request, reply);
        const error = sent.trim() === '' ? missing : wrong;
        return show(request, reply, { status: 400, refused: { orderId, text: sent, error } });
      }
      return take(request, reply, { type: 'ReplyToReview', text: checked.data });
    },
  );

  app.post<{ Params: OrderParams }>(
    '/shop/reviews/:orderId/check',
    { ...route, errorHandler: refuse },
    (request, reply) => take(request, reply, { type: 'CheckReview' }),
  );

  async function take(request: FastifyRequest, reply: FastifyReply, step: ReviewStep): Promise<FastifyReply> {
    const { orderId } = request.params as OrderParams;
    const command = kit.commandOf(request, step.type, orderId, fieldsOf(request.body)('key'), step);
    rememberSeen(
      kit.pages,
      reply,
      '/shop',
      resultOf(shop, await takeReviewStep(shop, orderId, step, command)).position,
    );
    return reply.redirect('/shop/reviews', 303);
  }

  async function show(request: FastifyRequest, reply: FastifyReply, said: Said): Promise<FastifyReply> {
    const { show: shown, cursor } = request.query as { show?: unknown; cursor?: unknown };
    const filter: ReviewFilter = shown === 'open' || shown === 'answered' ? shown : 'all';
    const page = await fromStart(typeof cursor === 'string' ? cursor : undefined, (from) =>
      asFarAsSeen(kit.pages, request, (after) =>
        queries.writtenReviews({ cursor: from, answer: filter === 'all' ? undefined : filter }, after),
      ),
    );
    const { status = 200, message = null, refused = null } = said;
    const newKey = () => kit.pages.newKey();
    return kit.send(
      reply.code(status),
      reviewsPage(kit.contextOf(request, reply), { filter, ...page, newKey, message, refused }),
    );
  }

  function wordsOf(request: FastifyRequest, reply: FastifyReply) {
    return counterTexts[kit.contextOf(request, reply).locale].reviews;
  }

  /** Says above the list why it could not be done. What was typed stays in its field. */
  async function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const problem = problemFrom(error);
    const isTold = problem.status === 409 || problem.status === 422 || problem.code === 'CSRF_TOKEN_INVALID';
    if (!isTold) throw problem;
    logProblem(problem, request);
    const context = kit.contextOf(request, reply);
    const { reviews, order } = counterTexts[context.locale];
    const { orderId } = request.params as OrderParams;
    const text = fieldsOf(request.body)('text');
    const isOld = problem.code === 'CSRF_TOKEN_INVALID';
    const told = isOld ? order.stale : reviews.replied;
    const refused = isOld && text !== '' ? { orderId, text, error: order.stale } : null;
    return show(request, reply, { status: problem.status, message: notice('careful', told), refused });
  }
}
