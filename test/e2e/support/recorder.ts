import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before an outside system, passes everything on, and writes down what it was asked. */
export interface Recorder {
  readonly url: string;
  /** `POST /v1/…`, in the order in which they came. */
  readonly calls: string[];
  /** The same with their queries. */
  readonly addresses: string[];
  close(): Promise<void>;
}

export async function recordCalls(target: string): Promise<Recorder> {
  const calls: string[] = [];
  const addresses: string[] = [];
  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    addresses.push(url);
    calls.push(`${method} ${url.split('?')[0]}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { host: _host, connection: _connection, 'content-length': _length, ...passed } = headers;
    const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {};
    const answer = await fetch(`${target}${url}`, { method, headers: passed as Record<string, string>, ...body }).catch(
      () => null,
    );
    // The system has cut the connection, and so does whoever stands before it.
    if (answer === null) {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    addresses,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
