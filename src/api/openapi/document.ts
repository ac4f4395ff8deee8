import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problems } from '../schemas/problem.ts';
import { securityOf, securitySchemes } from './security-schemes.ts';
import { tidy } from './tidy.ts';

const zodToJsonConfig = {
  override: ({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodType; jsonSchema: z.core.JSONSchema.BaseSchema }) => {
    // Zod leaves examples of what it transforms out, because they might be of either side; ours are of what callers send.
    const { examples } = z.globalRegistry.get(zodSchema) ?? {};
    if (Array.isArray(examples)) jsonSchema.examples = examples;
    if (zodSchema instanceof z.ZodUndefined) jsonSchema.type = 'null';
  },
};
const transform = createJsonSchemaTransform({ zodToJsonConfig });
const transformObject = createJsonSchemaTransformObject({ zodToJsonConfig });

/** Gathers the OpenAPI 3.1 document from the routes' own schemas. Must be installed before them. */
export async function installOpenApi(app: FastifyInstance, publicUrl: string): Promise<void> {
  const withOptionalBody = new Set<string>();
  app.addHook('onRoute', ({ schema, config, method }) => {
    // What answers HEAD shares its schema with what answers GET.
    if (schema === undefined || config?.access === undefined || method === 'HEAD') return;
    const { access } = config;
    schema.security = securityOf(access, String(method));
    const body = schema.body as z.ZodType | undefined;
    if (body?.safeParse(undefined).success) withOptionalBody.add(schema.operationId ?? '');
    schema.response = {
      ...(schema.response as object),
      ...problems(400, 401, 429, 503),
      // By a cookie, what changes something needs the page's token too, whoever may call it.
      ...((access !== 'anyone' || method !== 'GET') && problems(403)),
      // Whoever may send a body may send a wrong one, also where none is wanted.
      ...(method !== 'GET' && problems(413, 415)),
      ...(method === 'POST' && problems(422)),
    };
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Kkotgil 꽃길',
        version: '1.0.0',
        description: 'A flower shop: order, pay, follow, cancel, review; the florist’s board; the operator’s tools.',
      },
      servers: [{ url: publicUrl }],
      tags: tags.map((name) => ({ name })),
      components: { securitySchemes },
    },
    transform: (route) => {
      const transformed = transform(route);
      const headers = {
        ...(route.route.method === 'POST' && idempotencyKey),
        ...(route.route.config?.ifMatch && ifMatch),
      };
      if (Object.keys(headers).length === 0) return transformed;
      return { ...transformed, schema: { ...transformed.schema, headers: { type: 'object', properties: headers } } };
    },
    transformObject: (document) => tidy(transformObject(document), withOptionalBody),
  });
}

const tags = [
  'Menu',
  'Orders',
  'Deliveries',
  'Reviews',
  'Notifications',
  'Takings',
  'Operations',
  'Audit',
  'Privacy',
  'Probes',
];

const idempotencyKey = {
  'idempotency-key': {
    type: 'string',
    minLength: 1,
    maxLength: 255,
    pattern: '^[\\x20-\\x7e]+$',
    description: 'The same key and body answer with the same result, and nothing happens twice',
  },
};

const ifMatch = {
  'if-match': {
    type: 'string',
    description: 'The version that the change is meant for, in double quotes; several, or `*` for any',
    examples: ['"3"'],
  },
};
