import { z } from 'zod';
import { editMenu } from '../../application/edit-menu.ts';
import { commandOf } from '../commands/command-of.ts';
import { resultOf } from '../commands/result.ts';
import type { ApiDeps } from '../deps.ts';
import { bilingual, menuItemId } from '../input/fields.ts';
import { positionToken } from '../input/position.ts';
import { menuSchema } from '../schemas/menu.ts';
import { position } from '../schemas/shared.ts';
import type { Api } from '../types.ts';

const tags = ['Menu'];
const itemPath = z.strictObject({ menuItemId });
const itemBody = z.strictObject({
  name: bilingual(100),
  description: bilingual(500),
  price: z.int().min(1).max(10_000_000),
  soldOut: z.boolean().optional(),
});

/** What the shop sells (R1). */
export function menuRoutes(app: Api, deps: ApiDeps): void {
  const { shop, queries } = deps;

  app.route({
    method: 'GET',
    url: '/api/menu',
    config: { access: 'anyone' },
    schema: {
      operationId: 'getMenu',
      summary: 'What can be ordered now',
      tags,
      querystring: z.strictObject({ after: positionToken(shop.log.logId).optional() }),
      response: { 200: menuSchema },
    },
    handler: async ({ query }) => ({ items: await queries.menu(query.after), deliveryFee: shop.deliveryFee }),
  });

  app.route({
    method: 'PUT',
    url: '/api/menu/:menuItemId',
    config: { access: ['florist', 'operator'] },
    schema: {
      operationId: 'putMenuItem',
      summary: 'Add or change what is sold',
      tags,
      params: itemPath,
      body: itemBody,
      response: { 200: z.strictObject({ menuItemId: z.string(), position }) },
    },
    handler: async (request) => {
      const { soldOut, ...details } = request.body;
      const command = { type: 'PutMenuItem', menuItemId: request.params.menuItemId, details, soldOut } as const;
      return resultOf(shop, await editMenu(shop, command, commandOf(deps, request)));
    },
  });

  app.route({
    method: 'DELETE',
    url: '/api/menu/:menuItemId',
    config: { access: ['florist', 'operator'] },
    schema: {
      operationId: 'removeMenuItem',
      summary: 'Sell it no more; repeating changes nothing',
      tags,
      params: itemPath,
      response: { 200: z.strictObject({ position }) },
    },
    handler: async (request) => {
      const command = { type: 'RemoveMenuItem', menuItemId: request.params.menuItemId } as const;
      const { position } = resultOf(shop, await editMenu(shop, command, commandOf(deps, request)));
      return { position };
    },
  });
}
