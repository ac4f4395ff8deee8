import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON; undefined when there was no body. */
  readonly body: unknown;
}

/** What the server does with one request. */
export type Step = (response: ServerResponse) => void;

export const answer =
  (status: number, body: unknown = {}, headers: Readonly<Record<string, string>> = {}): Step =>
  (response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body));

/** Closes the connection without an answer. */
export const cut: Step = (response) => response.socket?.destroy();

/** Closes the connection in the middle of an answer. */
export const cutHalfway: Step = (response) => {
  response
    .writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
    .write('{"paymentId":', () => {
      response.socket?.destroy();
    });
};

/** Answers with what is no HTTP. */
export const garbage: Step = (response) => response.socket?.end('these are not the words you expect\r\n\r\n');

/** Never answers. */
export const silence: Step = () => undefined;

/** A real HTTP server that answers as it is told: step by step, and with the last step for ever. */
export class ScriptedServer {
  readonly requests: SeenRequest[] = [];
  readonly #server: Server;
  #steps: readonly Step[] = [];

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const body = await text(request);
      this.requests.push({
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: body === '' ? undefined : JSON.parse(body),
      });
      const [step, ...rest] = this.#steps;
      if (rest.length > 0) this.#steps = rest;
      (step ?? answer(500))(response);
    });
  }

  static async start(): Promise<ScriptedServer> {
    const scripted = new ScriptedServer();
    scripted.#server.listen(0, '127.0.0.1');
    await once(scripted.#server, 'listening');
    return scripted;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Forgets what it saw, and answers so from now on. */
  script(...steps: readonly Step[]): void {
    this.requests.length = 0;
    this.#steps = steps;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

/** An address at which nobody listens. */
export async function deserted(): Promise<string> {
  const server = await ScriptedServer.start();
  const { url } = server;
  await server.close();
  return url;
}
