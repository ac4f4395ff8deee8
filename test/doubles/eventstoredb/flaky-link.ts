import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that can be broken: what goes over it is cut in the middle of a byte, and the server lives on. */
export class FlakyLink {
  readonly #server: Server;
  readonly #target: string;
  readonly #sockets = new Set<Socket>();
  #timer: NodeJS.Timeout | undefined;

  private constructor(server: Server, target: string) {
    this.#server = server;
    this.#target = target;
  }

  /** @param target connection string of one server without TLS; what it says beside the address is kept. */
  static async to(target: string): Promise<FlakyLink> {
    const { hostname, port } = new URL(target.replace(/^esdb:/, 'http:'));
    const server = createServer((incoming) => link.#join(incoming, connect(Number(port), hostname)));
    const link = new FlakyLink(server, target);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return link;
  }

  get connectionString(): string {
    const { port } = this.#server.address() as AddressInfo;
    return this.#target.replace(/(\/\/(?:[^@/]*@)?)[^@/?]+/, (_, before: string) => `${before}127.0.0.1:${port}`);
  }

  /** Breaks every connection that goes over the link now. New ones are let through. */
  break(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Breaks the link again and again, until it is told to stop. */
  breakEvery(ms: number): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.break(), ms);
  }

  hold(): void {
    clearInterval(this.#timer);
  }

  async close(): Promise<void> {
    this.hold();
    this.break();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(one: Socket, other: Socket): void {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      this.#sockets.add(from);
      from
        .on('error', () => undefined)
        .on('close', () => {
          this.#sockets.delete(from);
          to.destroy();
        });
      from.pipe(to);
    }
  }
}
