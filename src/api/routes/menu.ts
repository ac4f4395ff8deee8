import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { MenuEditor } from '../../application/edit-menu.ts';
import type { EditMenu } from '../../domain/menu/index.ts';
import { commandOf } from '../commands/command-of.ts';
import { resultOf } from '../commands/result.ts';
import type { ApiDeps } from '../deps.ts';
import { isKnown, versionsMeant } from '../input/etags.ts';
import { menuItemId } from '../input/fields.ts';
import { positionToken } from '../input/position.ts';
import { Problem } from '../problems/problem.ts';
import { menuChangeBody, menuItemBody, menuItemSchema, menuItemVersion, menuSchema } from '../schemas/menu.ts';
import { problems } from '../schemas/problem.ts';
import { position } from '../schemas/shared.ts';
import type { Api } from '../types.ts';

const tags = ['Menu'];
const access = ['florist', 'operator'] as const;
const itemPath = z.strictObject({ menuItemId });
/** What can't be on the menu is not on it. */
const anyPath = z.strictObject({ menuItemId: z.string() });
const edited = z.strictObject({ menuItemId: z.string(), version: menuItemVersion, position });
const onlyThatVersion = 'With `If-Match`, only the version that it names is changed; 412 otherwise.';

/** What the shop sells (R1). */
export function menuRoutes(app: Api, deps: ApiDeps): void {
  const { shop, queries } = deps;
  const editor = new MenuEditor(shop);
  const after = positionToken(shop.log.logId).optional();

  app.route({
    method: 'GET',
    url: '/api/menu',
    config: { access: 'anyone' },
    schema: {
      operationId: 'getMenu',
      summary: 'What can be ordered now',
      tags,
      querystring: z.strictObject({ after }),
      response: { 200: menuSchema },
    },
    handler: async ({ query }) => ({ items: await queries.menu(query.after), deliveryFee: shop.deliveryFee }),
  });

  app.route({
    method: 'GET',
    url: '/api/menu/:menuItemId',
    config: { access: 'anyone' },
    schema: {
      operationId: 'getMenuItem',
      summary: 'One thing that can be ordered now',
      description: 'Its `ETag` is its version: hand it in as `If-Match` with a change.',
      tags,
      params: anyPath,
      querystring: z.strictObject({ after }),
      response: { 200: menuItemSchema, 304: z.undefined().meta({ description: 'As you know it' }), ...problems(404) },
    },
    handler: async (request, reply) => {
      const items = await queries.menu(request.query.after);
      const item = items.find((one) => one.menuItemId === request.params.menuItemId);
      if (item === undefined) throw itemNotFound();
      const etag = `"${item.version}"`;
      reply.headers({ etag, 'cache-control': 'no-cache' });
      return isKnown(request, etag) ? reply.code(304).send() : item;
    },
  });

  app.route({
    method: 'PUT',
    url: '/api/menu/:menuItemId',
    config: { access, ifMatch: true },
    schema: {
      operationId: 'putMenuItem',
      summary: 'Add or change what is sold',
      description: onlyThatVersion,
      tags,
      params: itemPath,
      body: menuItemBody,
      response: { 200: edited, ...problems(412) },
    },
    handler: async (request) => {
      const { soldOut, picture, ...details } = request.body;
      return edit(request, { type: 'PutMenuItem', ...request.params, details, soldOut, picture });
    },
  });

  app.route({
    method: 'PATCH',
    url: '/api/menu/:menuItemId',
    config: { access, ifMatch: true },
    schema: {
      operationId: 'changeMenuItem',
      summary: 'Change what is named, and nothing else',
      description: onlyThatVersion,
      tags,
      params: anyPath,
      body: menuChangeBody,
      response: { 200: edited, ...problems(404, 412) },
    },
    handler: async (request) => {
      const { soldOut, picture, ...change } = request.body;
      return edit(request, { type: 'PatchMenuItem', ...request.params, change, soldOut, picture });
    },
  });

  app.route({
    method: 'DELETE',
    url: '/api/menu/:menuItemId',
    config: { access, ifMatch: true },
    schema: {
      operationId: 'removeMenuItem',
      summary: 'Sell it no more; repeating changes nothing',
      description: onlyThatVersion,
      tags,
      params: itemPath,
      response: { 200: z.strictObject({ position }), ...problems(412) },
    },
    handler: async (request) => {
      const { position } = await edit(request, { type: 'RemoveMenuItem', ...request.params });
      return { position };
    },
  });

  /** @throws Problem 404, 412 */
  async function edit(request: FastifyRequest, command: EditMenu) {
    const meantFor = versionsMeant(request);
    const result = await editor.edit({ ...command, meantFor }, commandOf(deps, request));
    // Here it is the thing itself that is asked for, and not a line of an order.
    if (result.kind === 'rejected' && result.rejection.code === 'MENU_ITEM_NOT_FOUND') throw itemNotFound();
    return resultOf(shop, result);
  }
}

function itemNotFound(): Problem {
  return new Problem(404, 'MENU_ITEM_NOT_FOUND', 'This is not on the menu.');
}
