import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_IN_FLIGHT } from '../../src/api/connections/pipelining.ts';
import { TestApi } from './support/api.ts';

let api: TestApi;
let port: number;
let sockets: Socket[];
beforeEach(async () => {
  api = await TestApi.start();
  await api.app.listen({ port: 0, host: '127.0.0.1' });
  port = (api.app.server.address() as AddressInfo).port;
  sockets = [];
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await api.stop();
});

/** A connection that says this, and never ends its own half. */
function say(text: string): Socket {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.write(text);
  return socket;
}

/** All that comes until the other side ends. */
async function heard(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += chunk;
  return text;
}

async function connections(): Promise<number> {
  return new Promise((resolve, reject) =>
    api.app.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
}

const get = (path: string, method = 'GET') => `${method} ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;
const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);

describe('one connection', () => {
  it.each(['/openapi.json', '/docs/', '/docs/json', '/health/live', '/api/menu', '/nothing', '/api/orders/%zz'])(
    'has a bounded number of requests for %s in flight; the last one says that no more are taken',
    async (path) => {
      const answers = await heard(say(get(path).repeat(MAX_IN_FLIGHT * 20)));

      expect(statuses(answers).length).toBe(MAX_IN_FLIGHT);
      expect(answers.toLowerCase().split('http/1.1 ').at(-1)).toContain('connection: close');
    },
  );

  it('may go on as long as it waits for answers', async () => {
    const socket = say('');
    for (let sent = 0; sent < MAX_IN_FLIGHT * 2; sent++) {
      socket.write(get('/health/live'));
      const [answer] = (await once(socket, 'data')) as [Buffer];
      expect(statuses(String(answer))).toEqual(['200']);
    }
  });

  it('that is hung up on is let go, also when the other side never ends', async () => {
    const said = ['BAD\r\n\r\n', `GET / HTTP/1.1\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`, get('a:1', 'CONNECT')];
    const held = said.map(say);
    await Promise.all(held.map(heard));

    while ((await connections()) > 0) await api.clock.advance(500);
  });
});

describe('a method that a path has not', () => {
  it.each(['TRACE', 'PROPFIND', 'FLOWERS', 'OPTIONS', 'PUT'])(
    '%s is 405, with what can be asked for',
    async (method) => {
      const socket = say(get('/api/orders', method));
      const [answer] = (await once(socket, 'data')) as [Buffer];

      expect(statuses(String(answer))).toEqual(['405']);
      expect(String(answer).toLowerCase()).toContain('allow: get, head, post\r\n');
    },
  );

  it.each(['TRACE', 'FLOWERS', 'GET'])('%s is 404 where there is nothing', async (method) => {
    const socket = say(get('/api/flowers', method));
    const [answer] = (await once(socket, 'data')) as [Buffer];

    expect(statuses(String(answer))).toEqual(['404']);
  });
});

describe('whatever comes over a wire', () => {
  it('is answered by what is no fault of ours, or hung up on, and the next caller is served', async () => {
    const method = fc.constantFrom(
      'GET',
      'HEAD',
      'POST',
      'DELETE',
      'OPTIONS',
      'CONNECT',
      'TRACE',
      'get',
      'FLOWERS',
      '',
      'G\0T',
    );
    const target = fc.oneof(
      fc.constantFrom(
        '/',
        '*',
        '/api/menu',
        '/api/orders',
        '//',
        '/api/orders/%',
        'http://x/api/menu',
        '/..%2f..%2fetc',
        'x:1',
        '',
      ),
      fc.string({ maxLength: 40 }).map((text) => `/${text}`),
      fc.nat(20_000).map((length) => `/${'a'.repeat(length)}`),
    );
    const version = fc.constantFrom('HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/9', '');
    const header = fc.oneof(
      fc.constantFrom(
        'host: x',
        'host:',
        'content-length: 5',
        'content-length: -1',
        'content-length: 99999999999999999999',
        'transfer-encoding: chunked',
        'transfer-encoding: gzip',
        'content-type: application/json',
        'cookie: ;;;=;a=%zz;\u00ff',
        'connection: upgrade\r\nupgrade: websocket',
        'expect: 100-continue',
        'expect: nothing',
        ': none',
        'a b: c',
      ),
      fc.string({ maxLength: 60 }),
    );
    const rest = fc.constantFrom('', '{}', '{"a":', '5\r\n{"a":\r\n0\r\n\r\n', 'zz\r\n');
    const request = fc
      .tuple(method, target, version, fc.array(header, { maxLength: 4 }), rest)
      .map(([a, b, c, headers, body]) => [`${a} ${b} ${c}`, ...headers, 'connection: close', '', body].join('\r\n'));
    await fc.assert(
      fc.asyncProperty(request, async (text) => {
        const socket = connect({ port, host: '127.0.0.1' });
        socket.on('error', () => undefined);
        let answer = '';
        socket.on('data', (chunk) => {
          answer += chunk;
        });
        socket.end(text, 'latin1');
        await new Promise<void>((resolve) => socket.once('close', () => resolve()));
        const wrong = statuses(answer).filter((status) => status === undefined || status >= '500');
        expect([text, wrong]).toEqual([text, []]);
      }),
      { numRuns: 150 },
    );

    expect((await api.get('/api/menu')).status).toBe(200);
  });
});
