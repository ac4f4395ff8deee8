/** As much of an OpenAPI document as is touched here. */
interface Document {
  components: { schemas: Record<string, unknown> };
  paths: Record<string, Record<string, Operation>>;
}

interface Operation {
  operationId: string;
  summary: string;
  requestBody?: { required?: boolean };
  responses: Record<string, { description: string }>;
}

/**
 * Puts right what the generators can't say: each named schema stands once (requests and answers share them), a body may be
 * optional, and an answer is described by what was asked for.
 */
export function tidy<Generated extends object>(generated: Generated, withOptionalBody: ReadonlySet<string>): Generated {
  const text = JSON.stringify(generated).replaceAll(/("#\/components\/schemas\/\w+)Input"/g, '$1"');
  const document: Document = JSON.parse(text);
  const schemas = Object.entries(document.components.schemas).filter(([name]) => !name.endsWith('Input'));
  document.components.schemas = Object.fromEntries(schemas);
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    if (operation.requestBody !== undefined && withOptionalBody.has(operation.operationId)) {
      operation.requestBody.required = false;
    }
    for (const response of Object.values(operation.responses)) {
      if (response.description === 'Default Response') response.description = operation.summary;
    }
  }
  return document as unknown as Generated;
}
