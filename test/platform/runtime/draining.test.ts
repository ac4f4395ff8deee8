import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { installDraining } from '../../../src/platform/runtime/draining.ts';
import { until } from '../../support/until.ts';

/** Connects, tells when all have, and then how many of them were answered. */
const CROWD = `
  const { connect } = require('node:net');
  const { parentPort, workerData: { port, callers, connected } } = require('node:worker_threads');
  let [there, ended, answered] = [0, 0, 0];
  for (let caller = 0; caller < callers; caller++) {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write('GET /at-once HTTP/1.1\\r\\nhost: a\\r\\n\\r\\n');
      if (++there < callers) return;
      Atomics.store(connected, 0, 1);
      Atomics.notify(connected, 0);
    });
    socket.on('error', () => undefined);
    socket.once('data', () => answered++);
    socket.once('close', () => ++ended === callers && parentPort.postMessage(answered));
  }
`;

describe('a server that is closed', () => {
  let app: FastifyInstance;
  let port: number;
  let asked: number;
  let answer: () => void;
  const agent = new Agent({ keepAlive: true });

  beforeEach(async () => {
    app = fastify({ return503OnClosing: false });
    installDraining(app);
    asked = 0;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    app.get('/at-once', async () => 'here');
    app.get('/later', async () => {
      asked++;
      await answered;
      return 'here';
    });
    app.get('/in-parts', async () => {
      async function* parts() {
        yield 'first';
        await answered;
        yield 'second';
      }
      return Readable.from(parts());
    });
    app.post('/body', async () => 'read');
    await app.listen({ port: 0, host: '127.0.0.1' });
    ({ port } = app.server.address() as AddressInfo);
  });
  afterEach(async () => {
    answer();
    await app.close();
  });

  it('answers whoever had connected, though the program is busy and takes them in one by one', async () => {
    const callers = 24;
    const connected = new Int32Array(new SharedArrayBuffer(4));
    const crowd = new Worker(CROWD, { eval: true, workerData: { port, callers, connected } });
    await once(crowd, 'online');
    // Nobody is taken in before all are there, and then the thread has other things to do.
    Atomics.wait(connected, 0, 0, 10_000);
    let busy = true;
    const work = () => {
      for (const until = performance.now() + 5; performance.now() < until; );
      if (busy) setImmediate(work);
    };
    work();
    const closed = app.close();
    const [answered] = await once(crowd, 'message');
    busy = false;
    await closed;
    expect(answered).toBe(callers);
  }, 20_000);

  async function get(path: string): Promise<IncomingMessage> {
    const [response] = (await once(request({ agent, port, path }).end(), 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    return response;
  }
  async function raw(text: string): Promise<{ socket: Socket; received: () => string }> {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(text);
    return { socket, received: () => received };
  }

  it('answers what has come in, says that the connection ends with it, and waits for nobody who is idle', async () => {
    expect((await get('/at-once')).headers.connection).toBe('keep-alive');
    const later = get('/later');
    await until(() => asked === 1);
    const closed = app.close();
    const during = await get('/at-once');
    expect(during.headers.connection).toBe('close');
    answer();
    expect((await later).headers.connection).toBe('close');
    await closed;
    await expect(get('/at-once')).rejects.toThrow('ECONNREFUSED');
  });

  it('lets go of a connection that has become idle only after the close, whatever was said over it before', async () => {
    // The head of this answer has left before anybody knew of the close.
    const { socket, received } = await raw('GET /in-parts HTTP/1.1\r\nHost: x\r\n\r\n');
    await until(() => received().includes('first'));
    const closed = app.close();
    answer();
    await Promise.all([closed, once(socket, 'close')]);
    expect(received()).toContain('second');
  });

  it.each([
    ['says nothing', ''],
    ['has sent half of a head', 'GET /at-once HTTP/1.1\r\nHo'],
    [
      'has sent half of a body',
      'POST /body HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nab',
    ],
  ])(
    'does not wait long for a caller that %s',
    async (_what, text) => {
      const { socket } = await raw(text);
      await until(async () => (await connections()) === 1);
      await Promise.all([app.close(), once(socket, 'close')]);
    },
    10_000,
  );

  it('leaves nothing going that never took a call, so that its process ends', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const unheard = fastify({ serverFactory: (handler) => createServer(handler) });
    installDraining(unheard);
    await unheard.ready();
    const before = timers();
    await unheard.close();
    await unheard.close();
    expect(timers()).toBeLessThanOrEqual(before);
  });

  function connections(): Promise<number> {
    return new Promise((resolve, reject) =>
      app.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  }
});
