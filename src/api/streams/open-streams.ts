import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiConfig } from '../deps.ts';
import { callerAddress } from '../identity/caller-address.ts';
import { PER_ADDRESS, StreamShares } from './stream-shares.ts';

/** After how many milliseconds a browser that lost its stream asks again. */
const RETRY_MS = 3_000;

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
  connection: 'close',
};

/** The texts of one event stream, until `signal` aborts. */
export type EventSource = (signal: AbortSignal) => AsyncIterable<string>;

type StreamSettings = Pick<ApiConfig, 'maxStreams' | 'rateLimit' | 'trustedProxies'>;

interface OpenStream {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

/** The server-sent event streams that are open in this process. They end with their callers, and when the app closes. */
export class OpenStreams {
  readonly #shares: StreamShares;
  readonly #trustedProxies: ApiConfig['trustedProxies'];
  readonly #open = new Set<OpenStream>();

  constructor(app: FastifyInstance, { maxStreams, rateLimit, trustedProxies }: StreamSettings) {
    this.#shares = new StreamShares(maxStreams, rateLimit ? PER_ADDRESS : maxStreams);
    this.#trustedProxies = trustedProxies;
    app.addHook('preClose', async () => {
      for (const { abort } of this.#open) abort.abort();
      await Promise.all([...this.#open].map(({ ended }) => ended));
    });
  }

  /** How many streams are open. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * Answers with a stream. The source is asked for its next text only when the caller has taken what came before.
   * @throws Problem when too many are open.
   */
  answer(request: FastifyRequest, reply: FastifyReply, source: EventSource): FastifyReply {
    const { identity, raw } = request;
    const leave = this.#shares.take({ identity, address: callerAddress(raw, this.#trustedProxies) });
    const abort = new AbortController();
    const stream = Readable.from(withPreface(source(abort.signal)));
    const ended = finished(stream).catch(() => undefined);
    const open = { abort, ended };
    this.#open.add(open);
    reply.raw.once('close', () => {
      abort.abort();
      this.#open.delete(open);
      leave();
    });
    return reply.headers(headers).send(stream);
  }
}

async function* withPreface(events: AsyncIterable<string>): AsyncGenerator<string> {
  yield `retry: ${RETRY_MS}\n\n`;
  yield* events;
}
