import { giftPage } from '../../../web/pages/gift.ts';
import { orderNotFound } from '../problems/problem.ts';
import { shownOrder } from '../shown-order.ts';
import type { Api } from '../types.ts';
import type { PageKit } from './kit.ts';

/** What the recipient may see: card, flowers, how far they are. */
export function giftRoute(app: Api, kit: PageKit): void {
  app.get('/g/:giftToken', { schema: { hide: true } }, async (request, reply) => {
    const order = await shownOrder(kit.deps, request.openedOrder);
    if (order === null) throw orderNotFound();
    return kit.send(reply, giftPage(kit.contextOf(request, reply), order));
  });
}
