import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
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

    while ((await connections()) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
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
