import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toPositionToken } from '../../src/platform/eventstore/position-token.ts';
import { OPERATOR_TOKEN, TestApi } from './support/api.ts';
import { anOrder } from './support/examples.ts';

interface Schema {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: Schema;
}

let api: TestApi;
// biome-ignore lint/suspicious/noExplicitAny: the test looks into every corner of the document.
let document: any;
beforeAll(async () => {
  // Event streams never end by themselves: there is room for none.
  api = await TestApi.start({}, { maxStreams: 0 });
  document = (await api.get('/openapi.json')).body;
});
afterAll(() => api.stop());

function resolved(schema: Schema): Schema {
  return schema.$ref === undefined ? schema : document.components.schemas[schema.$ref.split('/').at(-1) as string];
}

/** Whether a text is what the schema describes, written as OpenAPI writes a parameter. */
function fits(text: string, named: Schema): boolean {
  const { type, minimum, maximum, minLength, maxLength, pattern, enum: names } = resolved(named);
  if (type === 'integer') {
    const isWritten = /^(0|-?[1-9]\d*)$/.test(text);
    return isWritten && Number(text) >= (minimum ?? -Infinity) && Number(text) <= (maximum ?? Infinity);
  }
  if (names !== undefined) return names.includes(text);
  const length = [...text].length;
  return (
    length >= (minLength ?? 0) &&
    length <= (maxLength ?? Infinity) &&
    (pattern === undefined || new RegExp(pattern, 'u').test(text))
  );
}

/** Texts on both sides of what a schema describes. */
function around(named: Schema): fc.Arbitrary<string> {
  const { type, minimum = 0, maximum = 100, enum: names = [] } = resolved(named);
  const edges = [minimum - 1, minimum, minimum + 1, maximum - 1, maximum, maximum + 1].map(String);
  const odd = ['', ' ', '0x1', '1e1', '1.0', '+1', '01', ' 1', '１', 'zzz', 'null', '~', 'a b', '"', '\u{7f}', 'é'];
  return fc.oneof(
    fc.constantFrom(...odd, ...(type === 'integer' ? edges : []), ...names, ...names.map((name) => name.toLowerCase())),
    fc.integer().map(String),
    fc.string({ maxLength: 30 }),
    fc.string({ minLength: 250, maxLength: 260 }),
  );
}

const EXACT = ['limit', 'from', 'version', 'status', 'idempotency-key'];

describe('a parameter', () => {
  it('is taken when the document says so, and refused when it does not', async () => {
    const parameters = Object.entries(
      document.paths as Record<string, Record<string, { parameters?: Parameter[] }>>,
    ).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { parameters = [] }]) =>
        parameters
          .filter(({ name, in: part }) => EXACT.includes(name) && (part !== 'header' || path.includes('/verify')))
          .map((parameter) => ({ path, method, parameter })),
      ),
    );
    expect(new Set(parameters.map(({ parameter }) => parameter.name))).toEqual(new Set(EXACT));

    const sent = fc
      .constantFrom(...parameters)
      .chain((where) => around(where.parameter.schema).map((text) => ({ ...where, text })))
      // What a header or a path can't carry was not sent.
      .filter(
        ({ parameter, text }) =>
          parameter.in === 'query' || (/^[\x20-\x7e]+$/.test(text) && text.trim() === text && text !== ''),
      )
      .filter(({ parameter, text }) => parameter.in !== 'header' || !text.startsWith('"'))
      .filter(({ parameter, text }) => parameter.in !== 'path' || !/^\.+$/.test(text));
    await fc.assert(
      fc.asyncProperty(sent, async ({ path, method, parameter, text }) => {
        const value = encodeURIComponent(text);
        const url = path
          .replace(parameter.in === 'path' ? `{${parameter.name}}` : '{}', value)
          .replaceAll(/\{\w+\}/g, 'orders');
        const answer = await api.app.inject({
          method: method.toUpperCase() as 'GET',
          url: parameter.in === 'query' ? `${url}?${parameter.name}=${value}` : url,
          headers: {
            authorization: `Bearer ${OPERATOR_TOKEN}`,
            ...(parameter.in === 'header' && { [parameter.name]: text }),
          },
        });
        const isRefused = answer.statusCode === 400;
        expect([method, url, parameter.name, text, isRefused]).toEqual([
          method,
          url,
          parameter.name,
          text,
          !fits(text, parameter.schema),
        ]);
      }),
      { numRuns: 600 },
    );
  });

  it('that is a position is one of this log, in its one spelling', async () => {
    const { logId } = api.log;
    const encode = (text: string) => Buffer.from(text).toString('base64url');
    const head = await api.store.head();
    for (const token of [toPositionToken(logId, head), toPositionToken(logId, '')]) {
      expect((await api.get(`/api/menu?after=${token}`)).status).toBe(200);
    }
    const wrong = ['zzz', '1', '-1', `${head} `, `${head}0`, `0x${head.slice(2)}`, '9'.repeat(17), `${head}/`].map(
      (position) => encode(`${logId}/${position}`),
    );
    for (const token of [...wrong, encode(`other/${head}`), `${toPositionToken(logId, head)}=`, '']) {
      const { status } = await api.get(`/api/menu?after=${encodeURIComponent(token)}`);
      expect([token, status]).toEqual([token, 400]);
    }
  });
});

describe('a day and a window of an order', () => {
  it('are taken only as the document describes them', async () => {
    const { properties } = document.paths['/api/orders'].post.requestBody.content['application/json'].schema;
    const patternOf = ({ pattern, anyOf = [] }: Schema) => pattern ?? anyOf.find((one) => one.pattern)?.pattern ?? '';
    const [day, hours] = [new RegExp(patternOf(properties.deliverOn)), new RegExp(patternOf(properties.window))];
    const digits = fc.stringMatching(/^\d{2}$/);
    const anyWindow = fc.oneof(
      fc.tuple(digits, digits, digits, digits).map(([a, b, c, d]) => `${a}:${b}-${c}:${d}`),
      fc.constantFrom(
        '',
        '9:00-10:00',
        '09:00-24:00',
        '13:00 - 16:00',
        '13:00–16:00',
        '13:00-13:00',
        '16:00-13:00',
        '00:00-23:59',
      ),
    );
    const anyDay = fc.oneof(
      fc.tuple(digits, digits).map(([a, b]) => `2026-${a}-${b}`),
      fc.constantFrom('2026-02-30', '2026-2-3', '26-05-09', '2026-05-09T00:00:00Z', '2026-05-09', '2026-13-01', ''),
    );
    await fc.assert(
      fc.asyncProperty(anyDay, anyWindow, async (deliverOn, window) => {
        const { status, body } = await api.post('/api/orders', OPERATOR_TOKEN, anOrder({ deliverOn, window }));
        const pointers = ((body.errors ?? []) as { pointer: string; detail: string }[])
          .filter(({ detail }) => detail.startsWith('must') || detail.startsWith('Invalid'))
          .map(({ pointer }) => pointer);
        const endsLater = window.slice(0, 5) < window.slice(6);
        const expected = [
          ...(day.test(deliverOn) ? [] : ['/deliverOn']),
          ...(hours.test(window) && endsLater ? [] : ['/window']),
        ];
        expect([deliverOn, window, status === 500, [...new Set(pointers)].sort()]).toEqual([
          deliverOn,
          window,
          false,
          expected,
        ]);
      }),
      { numRuns: 300 },
    );
  });
});
