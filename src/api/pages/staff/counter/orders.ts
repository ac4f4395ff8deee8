import type { FastifyReply, FastifyRequest } from 'fastify';
import { notice } from '../../../../../web/components/messages.ts';
import { type SearchPage, searchPage } from '../../../../../web/staff/counter/search.ts';
import { counterTexts } from '../../../../../web/texts/staff/counter/texts.ts';
import { html } from '../../../../platform/runtime/html.ts';
import type { Api } from '../../../types.ts';
import { fieldsOf } from '../../form-fields.ts';
import { type StaffKit, staffPage } from '../kit.ts';
import { fromStart } from './from-start.ts';

/** Longer than any name. */
const MOST = 200;
const LINK = /\/o\/([\w-]{1,200})$/;

/**
 * Finds orders. What is looked for comes as a form, so that no name and no number stands in an address, which proxies and browsers keep.
 */
export function ordersRoutes(app: Api, kit: StaffKit): void {
  const { queries, identities } = kit.deps;

  app.get<{ Querystring: { cursor?: unknown } }>('/shop/orders', staffPage('florist'), async (request, reply) => {
    const { cursor } = request.query;
    const further = typeof cursor === 'string' ? cursor : undefined;
    const found = await fromStart(further, (from) => queries.newestOrders({ cursor: from }));
    return show(request, reply, { typed: null, ...found, message: null });
  });

  app.post('/shop/orders', staffPage('florist'), async (request, reply) => {
    const field = fieldsOf(request.body);
    const typed = field('q').trim().slice(0, MOST);
    const orderId = identities.links.orderOf(LINK.exec(typed)?.[1] ?? '');
    if (orderId !== null) return reply.redirect(`/shop/orders/${orderId}`, 303);
    if (typed === '') return reply.redirect('/shop/orders', 303);
    const cursor = field('cursor') === '' ? undefined : field('cursor');
    const found = await fromStart(cursor, (from) => queries.search(typed, { cursor: from }));
    return show(request, reply, { typed, ...found, message: null });
  });

  function show(request: FastifyRequest, reply: FastifyReply, page: SearchPage): FastifyReply {
    const context = kit.contextOf(request, reply);
    const { tooShort } = counterTexts[context.locale].search;
    const isShort = page.typed !== null && page.items.length === 0 && /^[\d\s()+.-]{1,3}$/.test(page.typed);
    const message = isShort ? html`<div data-said>${notice('careful', tooShort)}</div>` : page.message;
    return kit.send(reply, searchPage(context, { ...page, message }));
  }
}
