import type { FastifyReply } from 'fastify';
import { viewsPage } from '../../../../../web/staff/ops/views.ts';
import { Problem } from '../../../problems/problem.ts';
import type { Api } from '../../../types.ts';
import { type StaffKit, staffPage } from '../kit.ts';
import { done, opsContextOf, refusalsOn, type Show } from './desk.ts';

const PAGE = '/ops/views';

/** The views: how they stand, and what may be done with them. */
export function viewsRoutes(app: Api, kit: StaffKit): void {
  const { shop, viewOperations } = kit.deps;
  const form = { ...staffPage('operator'), errorHandler: refusalsOn(show) };

  app.get(PAGE, staffPage('operator'), (request, reply) => show(request, reply));

  for (const wish of ['rebuild', 'verify'] as const) {
    app.post<{ Params: { name: string } }>(`${PAGE}/:name/${wish}`, form, async ({ params: { name } }, reply) => {
      await demandView(name);
      await viewOperations[wish](name);
      return done(reply, `${PAGE}#view-${name}`, wish);
    });
  }

  for (const [wish, carryOut] of [
    ['switch', (name: string, version: number) => viewOperations.switchTo(name, version)],
    ['drop', (name: string, version: number) => viewOperations.drop(name, version)],
  ] as const) {
    app.post<{ Params: { name: string; version: string } }>(
      `${PAGE}/:name/versions/:version/${wish}`,
      form,
      async ({ params: { name, version } }, reply) => {
        await demandView(name);
        if (!/^[1-9]\d{0,8}$/.test(version) || !(await carryOut(name, Number(version)))) throw versionNotFound();
        return done(reply, `${PAGE}#view-${name}`, wish);
      },
    );
  }

  async function show(...[request, reply, refused]: Parameters<Show>): Promise<FastifyReply> {
    const [head, views] = [await shop.log.head(), await viewOperations.statuses()];
    const placed = views.map((view) => ({ ...view, fraction: shop.log.distance(view.position, head).fraction }));
    return kit.send(reply, viewsPage(opsContextOf(kit, request, reply, refused), placed));
  }

  /** @throws Problem 404 */
  async function demandView(name: string): Promise<void> {
    const views = await viewOperations.statuses();
    if (!views.some((view) => view.name === name)) throw new Problem(404, 'VIEW_NOT_FOUND', 'There is no such view.');
  }
}

function versionNotFound(): Problem {
  return new Problem(404, 'VERSION_NOT_FOUND', 'There is no such version of this view that this could be done with.');
}
