import { z } from 'zod';
import { toPositionToken } from '../../application/position-token.ts';
import type { ViewStatus } from '../../projections/queries.ts';
import type { ApiDeps } from '../deps.ts';
import { Problem } from '../problems/problem.ts';
import { viewSchema } from '../schemas/operations.ts';
import { problems } from '../schemas/problem.ts';
import type { Api } from '../types.ts';

const tags = ['Operations'];

/** How the views stand. */
export function viewRoutes(app: Api, { shop, queries }: ApiDeps): void {
  async function views(): Promise<ViewStatus[]> {
    const found = await queries.views();
    return found.map((view) => ({ ...view, position: toPositionToken(shop.log.logId, view.position) }));
  }

  app.route({
    method: 'GET',
    url: '/api/views',
    config: { access: ['operator'] },
    schema: {
      operationId: 'listViews',
      summary: 'How far each view is',
      tags,
      querystring: z.strictObject({}),
      response: { 200: z.strictObject({ items: z.array(viewSchema) }) },
    },
    handler: async () => ({ items: await views() }),
  });

  app.route({
    method: 'GET',
    url: '/api/views/:name',
    config: { access: ['operator'] },
    schema: {
      operationId: 'getView',
      summary: 'How far one view is',
      tags,
      params: z.strictObject({ name: z.string() }),
      querystring: z.strictObject({}),
      response: { 200: viewSchema, ...problems(404) },
    },
    handler: async ({ params: { name } }) => {
      const view = (await views()).find((one) => one.name === name);
      if (view === undefined) throw new Problem(404, 'VIEW_NOT_FOUND', 'There is no such view.');
      return view;
    },
  });
}
