import { designPage } from '../../../web/pages/design.ts';
import type { Api } from '../types.ts';
import type { PageKit } from './kit.ts';

/** All components on one page, for who works on them. */
export function designRoute(app: Api, kit: PageKit): void {
  app.get('/design', { schema: { hide: true } }, async (request, reply) =>
    kit.send(reply, designPage(kit.contextOf(request, reply))),
  );
}
