import { storefrontPage } from '../../../web/pages/storefront.ts';
import { windowsLeft } from '../../../web/shop-hours.ts';
import { shopTimeAt } from '../../domain/shop-time.ts';
import type { Api } from '../types.ts';
import { compressedOnce } from './compression.ts';
import type { PageKit } from './kit.ts';

/** The shop window. */
export function storefrontRoute(app: Api, kit: PageKit): void {
  const { queries, shop, pages } = kit.deps;

  app.get('/', { schema: { hide: true }, compress: compressedOnce() }, async (request, reply) => {
    const { time } = shopTimeAt(shop.clock.now());
    reply.header('cache-control', 'private, no-cache');
    const storefront = {
      items: await queries.menu(),
      deliveryFee: shop.deliveryFee,
      windowsToday: windowsLeft(pages.terms.hours, time),
    };
    return kit.send(reply, storefrontPage(kit.contextOf(request, reply), storefront));
  });
}
