import { z } from 'zod';

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, unknown>>[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: object }>> }>>;
}

/** Holds answers to the OpenAPI document that the API gives of itself. */
export class Contract {
  readonly operations: readonly Operation[];
  readonly #schemas: unknown;
  readonly #compiled = new Map<object, z.ZodType>();

  /** @param document what `/openapi.json` answers with. */
  constructor(document: { paths: object; components: { schemas: unknown } }) {
    this.#schemas = document.components.schemas;
    this.operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods as object).map(([method, operation]) => ({ method, path, ...operation })),
    );
  }

  /** The operation that answers there, if any. What is written out comes before what is a parameter. */
  find(method: string, url: string): Operation | undefined {
    const path = url.split('?')[0] as string;
    const candidates = this.operations.filter((one) => one.method === method.toLowerCase());
    const isExact = (one: Operation) => one.path === path;
    return candidates.find(isExact) ?? candidates.findLast((one) => patternOf(one.path).test(path));
  }

  /** @throws Error when the answer is none that the document tells of. */
  check(operation: Operation, status: number, contentType: string, body: unknown): void {
    const what = `${operation.operationId} answered ${status}`;
    const response = operation.responses[status];
    if (response === undefined) throw new Error(`${what}, which is not documented: ${JSON.stringify(body)}`);
    if (response.content === undefined) return;
    const media = response.content[contentType.split(';')[0] as string];
    if (media === undefined) throw new Error(`${what} as ${contentType}, which is not documented`);
    const result = this.#compile(media.schema).safeParse(body);
    if (!result.success) throw new Error(`${what}, not as documented: ${result.error.message}`);
  }

  #compile(schema: object): z.ZodType {
    const known = this.#compiled.get(schema);
    if (known !== undefined) return known;
    const text = JSON.stringify({ ...schema, $defs: this.#schemas }).replaceAll('#/components/schemas/', '#/$defs/');
    const compiled = z.fromJSONSchema(JSON.parse(text));
    this.#compiled.set(schema, compiled);
    return compiled;
  }
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}
