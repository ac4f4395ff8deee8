import type { FastifyReply, FastifyRequest } from 'fastify';
import { linkButton } from '../../../web/components/controls.ts';
import { type FieldFault, notice } from '../../../web/components/messages.ts';
import type { PageContext } from '../../../web/context.ts';
import { type OrderForm, type OrderFormValues, orderFormPage, seenLines } from '../../../web/pages/order-form.ts';
import { deliveryWindows, windowsLeft } from '../../../web/shop-hours.ts';
import { money } from '../../../web/texts/formats.ts';
import { placeOrder } from '../../application/place-order.ts';
import type { Menu } from '../../domain/menu/index.ts';
import { MAX_DAYS_AHEAD, priceLines, totalOf } from '../../domain/order/index.ts';
import { html, type Part } from '../../platform/runtime/html.ts';
import { resultOf } from '../commands/result.ts';
import { problemFrom } from '../problems/from-error.ts';
import { logProblem } from '../problems/plugin.ts';
import type { Problem } from '../problems/problem.ts';
import { placeOrderBody, toWish } from '../schemas/place-order.ts';
import type { Api } from '../types.ts';
import { fieldsOf } from './form-fields.ts';
import type { PageKit } from './kit.ts';
import { faultOf, faultsOf } from './order-form-faults.ts';
import { emptyValues, orderBodyOf, valuesOf } from './order-form-values.ts';
import { rememberSeen } from './seen.ts';

/** What stands above a form, and where its fields are wrong. */
interface Said {
  readonly status?: number;
  readonly message?: Part;
  readonly faults?: readonly FieldFault[];
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Where flowers are ordered without a script, and with one all the same (R1). */
export class OrderFormDesk {
  readonly #kit: PageKit;
  readonly #body: ReturnType<typeof placeOrderBody>;

  constructor(kit: PageKit) {
    this.#kit = kit;
    this.#body = placeOrderBody(kit.deps.config);
  }

  /** Shows the form. */
  async show(
    request: FastifyRequest,
    reply: FastifyReply,
    values: OrderFormValues,
    {
      key = this.#kit.newKey(),
      draft,
      status = 200,
      message = null,
      faults = [],
    }: Said & { key?: string; draft: OrderForm['draft'] },
  ): Promise<FastifyReply> {
    const { shop, pages } = this.#kit.deps;
    const menu = await shop.menu.current();
    const context = this.#kit.contextOf(request, reply, { path: '/order', forms: true });
    const { day, time } = context.now;
    const { hours } = pages.terms;
    const dayAfter = (days: number) => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
    // A browser may show it again when somebody goes back: with what was typed, and under the same key.
    reply.code(status).headers({ 'cache-control': 'private, no-cache', 'x-robots-tag': 'noindex' });
    return this.#kit.send(
      reply,
      orderFormPage(context, {
        values,
        items: [...menu].map(([menuItemId, { name, price, soldOut }]) => ({ menuItemId, name, price, soldOut })),
        deliveryFee: shop.deliveryFee,
        total: this.#totalOf(menu, values),
        key,
        faults,
        message,
        firstDay: windowsLeft(hours, time).length > 0 ? day : dayAfter(1),
        lastDay: dayAfter(MAX_DAYS_AHEAD),
        windows: deliveryWindows(hours),
        simulated: pages.simulated,
        draft,
      }),
    );
  }

  /** Takes the order that a form asks for, and leads to its page. */
  async take(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { shop, identities } = this.#kit.deps;
    const sent = this.#sent(request);
    const context = this.#kit.contextOf(request, reply, { path: '/order' });
    const { t, locale } = context;
    const again = (said: Said) => this.show(request, reply, sent.values, { key: sent.key, draft: 'keep', ...said });

    const total = this.#totalOf(await shop.menu.current(), sent.values);
    if (sent.recount || sent.seen !== seenLines(sent.values.quantities)) {
      return again({ message: notice('calm', t.form.recounted(money(locale, total))) });
    }
    const body = orderBodyOf(sent.values, sent.total, locale);
    const checked = this.#body.safeParse(body);
    const faults = faultsOf(t, checked.error?.issues ?? [], sent.values);
    if (!checked.success || faults.length > 0) return again({ status: 400, faults });

    const { confirmedTotal: _total, locale: _locale, ...wanted } = body;
    const command = this.#kit.commandOf(
      { form: 'POST /order', scope: 'anonymous', key: sent.key, body: wanted },
      'customer',
    );
    const placed = await placeOrder(shop, toWish(checked.data), command);
    if (placed.kind === 'key-reused') {
      const link = identities.links.urlFor(command.commandId);
      const message = notice(
        'careful',
        t.form.placedAlready,
        html`<p>${t.form.placedAlreadyMore}</p><p>${linkButton(link, t.form.seeOrder, 'plain')}</p>`,
      );
      return this.show(request, reply, sent.values, { draft: 'keep', status: 422, message });
    }
    const { orderId, position } = resultOf(shop, placed);
    rememberSeen(this.#kit, reply, '/o/', position);
    return reply.redirect(`/o/${identities.links.tokenFor(orderId)}`, 303);
  }

  /** Shows the form once more when it could not be taken: nothing that was typed is lost. */
  async refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const problem = problemFrom(error);
    logProblem(problem, request);
    const { values, key } = this.#sent(request);
    const context = this.#kit.contextOf(request, reply, { path: '/order' });
    if (problem.extras.retryAfter !== undefined) reply.header('retry-after', problem.extras.retryAfter);
    return this.show(request, reply, values, {
      key,
      draft: 'keep',
      status: problem.status,
      ...said(context, problem, await this.#kit.deps.shop.menu.current()),
    });
  }

  #sent({ body }: FastifyRequest) {
    const field = fieldsOf(body);
    return {
      values: valuesOf(body, field),
      key: field('key'),
      total: Number(field('total')),
      seen: field('seen'),
      recount: field('do') === 'recount',
    };
  }

  #totalOf(menu: Menu, { quantities }: OrderFormValues): number {
    const lines = [...quantities].map(([menuItemId, quantity]) => ({ menuItemId, quantity: countOf(quantity) }));
    return totalOf(priceLines({ menu, lines }), this.#kit.deps.shop.deliveryFee);
  }
}

/** How many, as far as it is a number that can be counted. */
function countOf(quantity: string): number {
  return /^\d{1,3}$/.test(quantity) ? Number(quantity) : 0;
}

/** What is told of a problem above the form, or at its field. */
function said({ t, locale }: PageContext, { code, extras: { facts = {} } }: Problem, menu: Menu): Said {
  switch (code) {
    case 'CSRF_TOKEN_INVALID':
      return { message: notice('careful', t.form.stale) };
    case 'PRICE_CHANGED': {
      const [seen, total] = [money(locale, Number(facts.confirmedTotal)), money(locale, Number(facts.total))];
      const change = html`<dl class="sums-changed"><div class="sum"><dt>${t.form.oldTotal}</dt><dd><s>${seen}</s></dd></div><div class="sum"><dt>${t.form.newTotal}</dt><dd><strong>${total}</strong></dd></div></dl><p>${t.form.priceChangedMore}</p>`;
      return { message: notice('careful', t.form.priceChanged, change) };
    }
    case 'MENU_ITEM_SOLD_OUT': {
      const name = menu.get(String(facts.menuItemId))?.name[locale] ?? '';
      return { faults: [{ field: 'items', text: t.form.soldOut(name) }] };
    }
    case 'MENU_ITEM_NOT_FOUND':
      return { faults: [{ field: 'items', text: t.form.gone }] };
    case 'DELIVERY_DAY_OUT_OF_RANGE':
      return { faults: [faultOf(t, 'deliverOn', 'wrong')] };
    case 'DELIVERY_WINDOW_OVER':
      return { faults: [faultOf(t, 'window', 'wrong')] };
    case 'TOO_MANY_UNPAID_ORDERS':
      return { message: notice('bad', t.form.tooMany) };
    default:
      return { message: notice('bad', t.form.unavailable, html`<p>${t.form.unavailableMore}</p>`) };
  }
}

/** Shows the form, and takes it. */
export function orderFormRoutes(app: Api, kit: PageKit, desk: OrderFormDesk): void {
  app.get('/order', { schema: { hide: true } }, async (request, reply) => {
    const { item } = request.query as { item?: unknown };
    const known = typeof item === 'string' && (await kit.deps.shop.menu.current()).has(item);
    return desk.show(request, reply, emptyValues(known ? item : null), { draft: 'restore' });
  });

  app.post(
    '/order',
    {
      schema: { hide: true },
      config: { access: 'anyone', limit: 'placing' },
      errorHandler: (error, request, reply) => desk.refuse(error, request, reply),
    },
    (request, reply) => desk.take(request, reply),
  );
}
