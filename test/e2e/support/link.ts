import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can break: every connection that leads over it, at once, as when a router restarts. */
export interface Link {
  readonly port: number;
  /** How many connections were cut so far. */
  readonly cut: number;
  break(): void;
  close(): Promise<void>;
}

/** Opens a way to a port of this machine. */
export async function openLink(target: number): Promise<Link> {
  const sockets = new Set<Socket>();
  let cut = 0;
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.once('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const breakAll = () => {
    cut += sockets.size / 2;
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    get cut() {
      return cut;
    },
    break: breakAll,
    close: async () => {
      server.close();
      breakAll();
      await once(server, 'close');
    },
  };
}
