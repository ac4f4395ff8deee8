import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { answersOn, trackAnswers } from './in-flight.ts';
import { yieldToEventLoop } from './yield.ts';

/** For how long after the wish to close what is on its way here is still taken, in milliseconds: also over new connections. */
const LINGER_MS = 250;
/** How often is looked for connections that have become idle. */
const SWEEP_EVERY_MS = 25;
/** From then on whoever has not sent a whole request yet is not waited for. */
const PATIENCE_MS = 1_000;

/** What is closed: a Fastify app, whatever its types. */
interface App {
  readonly server: Server;
  addHook(name: 'preClose', hook: () => Promise<void>): unknown;
}

/**
 * Lets a server end without losing anybody: what has come in is answered, every answer says that the connection ends with it, and
 * connections are closed as they become idle. Without this a kept-alive connection that is idle only later holds the close up for as
 * long as its client likes.
 */
export function installDraining(app: App): void {
  const { server } = app;
  const sockets = new Set<Socket>();
  let arrived = 0;
  server.on('connection', (socket) => {
    arrived++;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  trackAnswers(server);

  app.addHook('preClose', async () => {
    server.prependListener('request', (_request, answer) => {
      answer.shouldKeepAlive = false;
    });
    // A server that has never listened ends without a word: there would be no end to the sweeping.
    if (!server.listening) return;
    for (const socket of sockets) for (const answer of answersOn(socket)) answer.shouldKeepAlive = false;
    if (sockets.size > 0) await delay(LINGER_MS);
    // The server stops listening after this, and who has connected and was not taken in by then is lost.
    await untilNobodyComes();
    const impatientFrom = performance.now() + PATIENCE_MS;
    const sweeping = setInterval(() => void sweep(performance.now() >= impatientFrom), SWEEP_EVERY_MS);
    server.once('close', () => clearInterval(sweeping));
  });

  /** Between two turns of everything else one connection is taken in: in a busy program many may wait for that. */
  async function untilNobodyComes(): Promise<void> {
    const giveUpAt = performance.now() + PATIENCE_MS;
    let [before, quiet] = [arrived, 0];
    // The first turn may be the rest of one that has had its connection.
    while (quiet < 2 && performance.now() < giveUpAt) {
      await yieldToEventLoop();
      quiet = arrived === before ? quiet + 1 : 0;
      before = arrived;
    }
  }

  async function sweep(impatient: boolean): Promise<void> {
    // What the system holds ready is read by then, so that nobody is taken for idle whose request lies there.
    await yieldToEventLoop();
    server.closeIdleConnections();
    if (!impatient) return;
    for (const socket of sockets) if (!answersOn(socket).some(({ req }) => req.complete)) socket.destroy();
  }
}
