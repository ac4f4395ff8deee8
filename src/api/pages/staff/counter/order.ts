import type { FastifyReply, FastifyRequest } from 'fastify';
import { notice } from '../../../../../web/components/messages.ts';
import { messagePage } from '../../../../../web/pages/message.ts';
import { type CounterOrder, counterOrderPage } from '../../../../../web/staff/counter/order.ts';
import { cardSheetPage, worksheetPage } from '../../../../../web/staff/counter/sheets.ts';
import { needsReason, STEPS } from '../../../../../web/staff/steps.ts';
import { counterTexts } from '../../../../../web/texts/staff/counter/texts.ts';
import { findOrder, loadDelivery } from '../../../../application/order-streams.ts';
import { waitOf } from '../../../../domain/deadlines.ts';
import type { OrderId } from '../../../../domain/ids.ts';
import { LONGEST } from '../../../../domain/limits.ts';
import type { Part } from '../../../../platform/runtime/html.ts';
import { line } from '../../../input/fields.ts';
import { problemFrom } from '../../../problems/from-error.ts';
import { logProblem } from '../../../problems/plugin.ts';
import { orderNotFound } from '../../../problems/problem.ts';
import { shownOrder } from '../../../shown-order.ts';
import type { Api } from '../../../types.ts';
import { fieldsOf } from '../../form-fields.ts';
import { asFarAsSeen, rememberSeen } from '../../seen.ts';
import { type StaffKit, staffPage } from '../kit.ts';
import { takeStep } from '../take-step.ts';

interface OrderParams {
  readonly orderId: OrderId;
}
type Refused = CounterOrder['refused'];

const NOTICES = 50;
const reasonLine = line(LONGEST.reason);

/** One order as the counter sees it: all of it, what can be done now, and what goes on paper. */
export function orderRoutes(app: Api, kit: StaffKit): void {
  const { shop, queries, pages } = kit.deps;
  const ofOrder = { ...staffPage('florist') };

  app.get<{ Params: OrderParams }>('/shop/orders/:orderId', ofOrder, (request, reply) =>
    show(request, reply, { message: null }),
  );

  app.get<{ Params: OrderParams }>('/shop/orders/:orderId/worksheet', ofOrder, async (request, reply) =>
    kit.send(reply, worksheetPage(kit.contextOf(request, reply), await orderOf(request))),
  );

  app.get<{ Params: OrderParams }>('/shop/orders/:orderId/card', ofOrder, async (request, reply) =>
    kit.send(reply, cardSheetPage(kit.contextOf(request, reply), await orderOf(request))),
  );

  for (const step of STEPS) {
    app.post<{ Params: OrderParams }>(
      `/shop/orders/:orderId/${step}`,
      { ...ofOrder, errorHandler: refuse },
      async (request, reply) => {
        const { orderId } = request.params;
        const field = fieldsOf(request.body);
        const sent = field('reason');
        const checked = reasonLine.safeParse(sent);
        if (needsReason(step) && !checked.success) {
          const { reasonMissing, reasonWrong } = wordsOf(request, reply).order;
          const error = sent.trim() === '' ? reasonMissing : reasonWrong;
          return show(request, reply, { message: null, status: 400, refused: { step, reason: sent, error } });
        }
        const reason = checked.success ? checked.data : '';
        const command = kit.commandOf(request, step, orderId, field('key'), { reason });
        rememberSeen(kit.pages, reply, '/shop', await takeStep(kit, request, { orderId, step, reason }, command));
        return reply.redirect(`/shop/orders/${orderId}`, 303);
      },
    );
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    { message, status = 200, refused = null }: { message: Part; status?: number; refused?: Refused },
  ): Promise<FastifyReply> {
    const { orderId } = request.params as OrderParams;
    const context = kit.contextOf(request, reply);
    const { justNow } = wordsOf(request, reply).order;
    const [order, people, notices, placed] = await Promise.all([
      asFarAsSeen(kit.pages, request, (after) => queries.order(orderId, after)),
      queries.people(orderId),
      queries.notifications({ orderId, limit: NOTICES }),
      findOrder(shop.log, orderId),
    ]);
    if (placed.state.status === 'None') throw orderNotFound();
    if (order === null || people === null) {
      return kit.send(reply.header('refresh', '2'), messagePage(context, { title: justNow, more: '' }));
    }
    const delivery = order.status === 'Paid' ? await loadDelivery(shop.log, orderId) : null;
    const wait = delivery === null ? null : waitOf({ order: placed, delivery }, pages.terms, 0);
    return kit.send(
      reply.code(status),
      counterOrderPage(context, {
        order,
        people,
        notices: notices.items,
        answerBy: wait?.endsAt ?? null,
        newKey: () => kit.pages.newKey(),
        message,
        refused,
      }),
    );
  }

  async function orderOf(request: FastifyRequest) {
    const order = await shownOrder(kit.deps, (request.params as OrderParams).orderId);
    if (order === null) throw orderNotFound();
    return order;
  }

  function wordsOf(request: FastifyRequest, reply: FastifyReply) {
    return counterTexts[kit.contextOf(request, reply).locale];
  }

  /** Says on the order's page why it could not be done; the page shows how it stands now. */
  async function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const problem = problemFrom(error);
    const isTold = problem.status === 409 || problem.status === 422 || problem.code === 'CSRF_TOKEN_INVALID';
    if (!isTold) throw problem;
    logProblem(problem, request);
    const { stale, late, cancellationOpen } = wordsOf(request, reply).order;
    const texts: Readonly<Record<string, string>> = { CSRF_TOKEN_INVALID: stale, CANCELLATION_OPEN: cancellationOpen };
    const text = texts[problem.code] ?? late;
    return show(request, reply, { message: notice('careful', text), status: problem.status });
  }
}
