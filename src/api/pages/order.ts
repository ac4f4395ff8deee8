import type { FastifyReply, FastifyRequest } from 'fastify';
import { type FieldFault, notice } from '../../../web/components/messages.ts';
import { messagePage } from '../../../web/pages/message.ts';
import { orderPage } from '../../../web/pages/order.ts';
import type { OrderStatusView } from '../../../web/view-model.ts';
import { cancelOrder } from '../../application/cancel-order.ts';
import type { CommandIdentity } from '../../application/command-identity.ts';
import { findOrder, loadDelivery } from '../../application/order-streams.ts';
import { takeReviewStep } from '../../application/review-order.ts';
import { waitOf } from '../../domain/deadlines.ts';
import type { OrderId } from '../../domain/ids.ts';
import type { Rating } from '../../domain/review/index.ts';
import { html, type Part } from '../../platform/runtime/html.ts';
import { resultOf } from '../commands/result.ts';
import { problemFrom } from '../problems/from-error.ts';
import { logProblem } from '../problems/plugin.ts';
import { orderNotFound } from '../problems/problem.ts';
import { cancelBody, reviewBody } from '../schemas/change-order.ts';
import type { Api } from '../types.ts';
import { LANGUAGE_COOKIE, ORDER_COOKIE, orderCookieOptions } from './cookies.ts';
import { fieldsOf } from './form-fields.ts';
import type { PageKit } from './kit.ts';
import { isLocale } from './language.ts';
import type { OrderFormDesk } from './order-form.ts';
import { valuesOfOrder } from './order-form-values.ts';
import { asFarAsSeen, rememberSeen } from './seen.ts';

interface OrderParams {
  readonly trackingToken: string;
}

/** What could not be done, and what had been typed. */
interface Said {
  readonly status?: number;
  readonly message?: Part;
  readonly faults?: readonly FieldFault[];
}

/** Where the customer follows an order (R10), cancels it (R5) and says what they thought (R8). */
export function orderRoutes(app: Api, kit: PageKit, forms: OrderFormDesk): void {
  const { shop, queries, identities, pages } = kit.deps;
  const { links } = identities;
  const route = { schema: { hide: true } } as const;

  app.get<{ Params: OrderParams }>('/o/:trackingToken', route, (request, reply) => show(request, reply, {}));

  app.get<{ Params: OrderParams }>('/o/:trackingToken/again', route, async (request, reply) => {
    const { state } = await findOrder(shop.log, request.openedOrder);
    if (state.status === 'None') throw orderNotFound();
    const context = kit.contextOf(request, reply, { path: '/order' });
    const message = notice('calm', context.t.form.again);
    await forms.show(request, reply, valuesOfOrder(state.placed, context.now.day), { draft: 'keep', message });
    return reply.header('cache-control', 'no-store');
  });

  app.post<{ Params: OrderParams }>(
    '/o/:trackingToken/cancel',
    { ...route, errorHandler: refuse },
    async (request, reply) => {
      const orderId = request.openedOrder;
      const field = fieldsOf(request.body);
      const reason = field('reason').trim() === '' ? null : field('reason');
      const checked = cancelBody.safeParse({ reason });
      if (!checked.success)
        return show(request, reply, { status: 400, faults: [fault(request, reply, 'reason', 'wrong')] });
      const command = commandOf(request, 'cancel', { reason });
      const wish = { by: 'customer', reason: checked.data.reason ?? null } as const;
      return done(request, reply, resultOf(shop, await cancelOrder(shop, orderId, wish, command)).position);
    },
  );

  app.post<{ Params: OrderParams }>(
    '/o/:trackingToken/review',
    { ...route, errorHandler: refuse },
    async (request, reply) => {
      const orderId = request.openedOrder;
      const field = fieldsOf(request.body);
      const written = { rating: Number(field('rating')), text: field('text') };
      const checked = reviewBody.safeParse(written);
      if (!checked.success) {
        const wrong = new Set(checked.error.issues.map(({ path }) => path[0]));
        const faults = (['rating', 'text'] as const)
          .filter((name) => wrong.has(name))
          .map((name) => fault(request, reply, name, field(name).trim() === '' ? 'missing' : 'wrong'));
        return show(request, reply, { status: 400, faults });
      }
      const command = commandOf(request, 'review', written);
      const { rating, text } = checked.data;
      const step = { type: 'WriteReview', rating: rating as Rating, text } as const;
      return done(request, reply, resultOf(shop, await takeReviewStep(shop, orderId, step, command)).position);
    },
  );

  function commandOf(request: FastifyRequest, form: string, body: unknown): CommandIdentity {
    return kit.commandOf({ form, scope: request.openedOrder, key: fieldsOf(request.body)('key'), body }, 'customer');
  }

  async function show(request: FastifyRequest, reply: FastifyReply, said: Said): Promise<FastifyReply> {
    const orderId = request.openedOrder;
    const { trackingToken } = request.params as OrderParams;
    kit.setCookie(reply, ORDER_COOKIE, trackingToken, orderCookieOptions(orderId));
    const order = await asFarAsSeen(kit, request, (after) => queries.order(orderId, after));
    const stories = await storiesOf(request, orderId, order);
    if (stories !== null && stories.order.state.status === 'None') throw orderNotFound();
    const locale =
      stories === null || stories.order.state.status === 'None' ? undefined : stories.order.state.placed.locale;
    const context = kit.contextOf(request, reply, {
      path: `/o/${trackingToken}`,
      forms: true,
      ...(locale && { locale }),
    });
    if (order === null) {
      const { justNow, justNowMore } = context.t.order;
      return kit.send(reply.header('refresh', '2'), messagePage(context, { title: justNow, more: justNowMore }));
    }
    const delivery = order.status === 'DeliveryFailed' ? stories?.delivery.state : null;
    const wait = order.status === 'Paid' && stories !== null ? waitOf(stories, pages.terms, 0) : null;
    const field = fieldsOf(request.body);
    reply.code(said.status ?? 200);
    return kit.send(
      reply,
      orderPage(context, {
        order,
        trackingToken,
        giftUrl: links.giftUrlFor(orderId),
        answerBy: wait?.endsAt ?? null,
        failedBecause: delivery?.status === 'Failed' ? delivery.reason : null,
        review: { rating: field('rating'), text: field('text') },
        reason: field('reason'),
        faults: said.faults ?? [],
        message: said.message ?? null,
        keys: { cancel: kit.newKey(), review: kit.newKey() },
      }),
    );
  }

  /** The order's own streams, where the page needs what no view has: its language, the florist's deadline, why a delivery failed, or whether it exists. */
  async function storiesOf(request: FastifyRequest, orderId: OrderId, order: OrderStatusView | null) {
    const hasLanguage =
      isLocale((request.query as { lang?: unknown }).lang) || isLocale(request.cookies[LANGUAGE_COOKIE]);
    const saysAll = order !== null && order.status !== 'Paid' && order.status !== 'DeliveryFailed';
    if (saysAll && hasLanguage) return null;
    const [ofOrder, delivery] = await Promise.all([findOrder(shop.log, orderId), loadDelivery(shop.log, orderId)]);
    return {
      order: { state: ofOrder.state, events: ofOrder.events },
      delivery: { state: delivery.state, events: delivery.events },
    };
  }

  /** It is done: the page is asked for anew, so that a reload does nothing twice. */
  function done(request: FastifyRequest, reply: FastifyReply, position: string): FastifyReply {
    rememberSeen(kit, reply, '/o/', position);
    return reply.redirect(`/o/${(request.params as OrderParams).trackingToken}`, 303);
  }

  function fault(
    request: FastifyRequest,
    reply: FastifyReply,
    field: 'reason' | 'rating' | 'text',
    kind: 'missing' | 'wrong',
  ) {
    return { field, text: kit.contextOf(request, reply).t.errors[field][kind] };
  }

  /** Says on the order's page why it could not be done. */
  async function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const problem = problemFrom(error);
    if (problem.status === 401 || problem.status === 404 || problem.status === 429) throw problem;
    logProblem(problem, request);
    const { order, faults } = kit.contextOf(request, reply).t;
    const texts: Readonly<Record<string, string>> = {
      CSRF_TOKEN_INVALID: order.stale,
      DELIVERY_ALREADY_STARTED: order.cannot.started,
      ORDER_NOT_CANCELLABLE: order.cannot.ended,
      REVIEW_ALREADY_WRITTEN: order.reviewErrors.already,
      REVIEW_NOT_REQUESTED: order.reviewErrors.notYet,
    };
    const known = texts[problem.code];
    const message = notice(
      'bad',
      known ?? faults.unavailable,
      known === undefined && html`<p>${faults.unavailableMore}</p>`,
    );
    return show(request, reply, { status: problem.status, message });
  }
}
