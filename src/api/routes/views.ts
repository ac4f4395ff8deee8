import { z } from 'zod';
import { toPositionToken } from '../../platform/eventstore/position-token.ts';
import type { ViewStatus } from '../../platform/views/view-operations.ts';
import { idempotencyKeyOf } from '../commands/idempotency-key.ts';
import type { ApiDeps } from '../deps.ts';
import { Problem } from '../problems/problem.ts';
import { viewSchema } from '../schemas/operations.ts';
import { problems } from '../schemas/problem.ts';
import { noBody } from '../schemas/shared.ts';
import type { Api } from '../types.ts';

const tags = ['Operations'];
const access = ['operator'] as const;
const viewPath = z.strictObject({ name: z.string() });
/** As versions are written out, and no other way. */
const version = z
  .string()
  .refine((written) => /^[1-9]\d{0,8}$/.test(written), 'must be a version, from 1')
  .transform(Number)
  .meta({ type: 'integer', minimum: 1, maximum: 999_999_999 });
const versionPath = z.strictObject({ name: z.string(), version });

/** How the views stand, and what operators may have done with them. */
export function viewRoutes(app: Api, { shop, viewOperations }: ApiDeps): void {
  async function views() {
    const found = await viewOperations.statuses();
    return found.map((view) => present(view, shop.log.logId));
  }

  /** @throws Problem 404 */
  async function viewOf(name: string) {
    const view = (await views()).find((one) => one.name === name);
    if (view === undefined) throw new Problem(404, 'VIEW_NOT_FOUND', 'There is no such view.');
    return view;
  }

  app.route({
    method: 'GET',
    url: '/api/views',
    config: { access },
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
    config: { access },
    schema: {
      operationId: 'getView',
      summary: 'How far one view is, and how its rebuild or verification goes',
      tags,
      params: viewPath,
      querystring: z.strictObject({}),
      response: { 200: viewSchema, ...problems(404) },
    },
    handler: ({ params: { name } }) => viewOf(name),
  });

  for (const action of ['rebuild', 'verify'] as const) {
    app.route({
      method: 'POST',
      url: `/api/views/:name/${action}`,
      config: { access },
      schema: {
        operationId: `${action}View`,
        summary:
          action === 'rebuild'
            ? 'Build a new version beside the live one, and switch to it when it has caught up'
            : 'Compare the live version with a rebuild; `lastVerify` tells what came of it',
        tags,
        params: viewPath,
        body: noBody,
        response: { 202: viewSchema, ...problems(404) },
      },
      handler: async (request, reply) => {
        idempotencyKeyOf(request);
        const { name } = request.params as z.output<typeof viewPath>;
        await viewOf(name);
        await viewOperations[action](name);
        reply.code(202);
        return viewOf(name);
      },
    });
  }

  app.route({
    method: 'POST',
    url: '/api/views/:name/versions/:version/switch',
    config: { access },
    schema: {
      operationId: 'switchView',
      summary: 'Answer queries from another version that is kept',
      tags,
      params: versionPath,
      body: noBody,
      response: { 200: viewSchema, ...problems(404) },
    },
    handler: async (request) => {
      idempotencyKeyOf(request);
      const { name, version } = request.params as z.output<typeof versionPath>;
      if (!(await viewOperations.switchTo(name, version))) throw versionNotFound();
      return viewOf(name);
    },
  });

  app.route({
    method: 'DELETE',
    url: '/api/views/:name/versions/:version',
    config: { access },
    schema: {
      operationId: 'dropView',
      summary: 'Throw a version away that is not live, or stop building it',
      tags,
      params: versionPath,
      response: { 200: viewSchema, ...problems(404) },
    },
    handler: async (request) => {
      const { name, version } = request.params as z.output<typeof versionPath>;
      if (!(await viewOperations.drop(name, version))) throw versionNotFound();
      return viewOf(name);
    },
  });
}

function versionNotFound(): Problem {
  return new Problem(404, 'VERSION_NOT_FOUND', 'There is no such version of this view that this could be done with.');
}

/** Positions go out as tokens that name their log. */
function present(view: ViewStatus, logId: string) {
  const report = (one: ViewStatus['lastVerify']) =>
    one === null ? null : { ...one, position: toPositionToken(logId, one.position) };
  return {
    ...view,
    position: toPositionToken(logId, view.position),
    parked: view.parked.map(({ id, reason }) => ({ orderId: id, reason })),
    lastRebuild: report(view.lastRebuild),
    lastVerify: report(view.lastVerify),
  };
}
