import { z } from 'zod';
import { commandOf } from '../commands/command-of.ts';
import { resultOf } from '../commands/result.ts';
import type { ApiDeps } from '../deps.ts';
import { phoneNumber } from '../input/phone.ts';
import { problems } from '../schemas/problem.ts';
import { position } from '../schemas/shared.ts';
import type { Api } from '../types.ts';

/** Erases people (docs/operations.md, Privacy). */
export function privacyRoutes(app: Api, deps: ApiDeps): void {
  const { shop, eraser, config } = deps;
  app.route({
    method: 'POST',
    url: '/api/privacy/erase',
    config: { access: ['operator'] },
    schema: {
      operationId: 'erasePerson',
      summary: 'Erase everything that is known of a person',
      description:
        'Destroys the person’s keys, as customer and as recipient, so that no name, number, address or text of theirs can be read again ' +
        'anywhere, and clears what was made of their orders. The orders and their money stay, without the person. 409 while one of their ' +
        'orders has not ended or its money is not settled. `erased` is false when nothing is kept under the number.',
      tags: ['Privacy'],
      body: z.strictObject({ phone: phoneNumber(config.phoneCountries) }),
      response: {
        200: z.strictObject({ erased: z.boolean(), ordersKept: z.int().nonnegative(), position }),
        ...problems(409, 422),
      },
    },
    handler: async (request) => resultOf(shop, await eraser.erase(request.body.phone, commandOf(deps, request))),
  });
}
