import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { Problem } from '../problems/problem.ts';
import { viewSchema } from '../schemas/operations.ts';
import { problems } from '../schemas/problem.ts';
import type { Api } from '../types.ts';

const tags = ['Operations'];

/** How the views stand. */
export function viewRoutes(app: Api, { queries }: ApiDeps): void {
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
    handler: async () => ({ items: await queries.views() }),
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
      const view = (await queries.views()).find((one) => one.name === name);
      if (view === undefined) throw new Problem(404, 'VIEW_NOT_FOUND', 'There is no such view.');
      return view;
    },
  });
}
