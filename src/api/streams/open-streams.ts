import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Timer } from '../../platform/runtime/timer.ts';
import type { ApiConfig } from '../deps.ts';
import { callerAddress } from '../identity/caller-address.ts';
import { Problem } from '../problems/problem.ts';
import { PER_ADDRESS, StreamShares } from './stream-shares.ts';

/** After how many milliseconds a browser that lost its stream asks again. */
const RETRY_MS = 3_000;
/** How often a stream asks whether the session that it came by is still open, in milliseconds: whoever ends one means at once. */
const LOOK_AGAIN_MS = 1_000;
/** When the app closes, who doesn't read the end of a stream within this time loses it, in milliseconds. */
const READ_THE_END_WITHIN_MS = 500;

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
  readonly raw: FastifyReply['raw'];
  readonly ended: Promise<void>;
}

/** The server-sent event streams that are open in this process. They end with their callers, and when the app closes. */
export class OpenStreams {
  readonly #shares: StreamShares;
  readonly #trustedProxies: ApiConfig['trustedProxies'];
  readonly #timer: Timer;
  readonly #open = new Set<OpenStream>();
  #closing = false;

  constructor(app: FastifyInstance, { maxStreams, rateLimit, trustedProxies }: StreamSettings, timer: Timer) {
    this.#shares = new StreamShares(maxStreams, rateLimit ? PER_ADDRESS : maxStreams);
    this.#trustedProxies = trustedProxies;
    this.#timer = timer;
    app.addHook('preClose', () => this.#endAll());
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
    if (this.#closing) throw new Problem(503, 'TOO_MANY_STREAMS', 'This process is stopping.', { retryAfter: 1 });
    const { identity, raw, isStillIn } = request;
    const leave = this.#shares.take({ identity, address: callerAddress(raw, this.#trustedProxies) });
    const abort = new AbortController();
    const stream = Readable.from(withPreface(source(abort.signal)));
    const ended = finished(stream).catch(() => undefined);
    const open = { abort, raw: reply.raw, ended };
    this.#open.add(open);
    if (isStillIn !== null) void this.#endWithSession(abort, isStillIn);
    reply.raw.once('close', () => {
      abort.abort();
      this.#open.delete(open);
      leave();
    });
    return reply.headers(headers).send(stream);
  }

  /** A session that has ended is told nothing more. While it can't be asked, nobody is sent away. */
  async #endWithSession(abort: AbortController, isStillIn: () => Promise<boolean>): Promise<void> {
    for (;;) {
      await this.#timer.sleep(LOOK_AGAIN_MS, abort.signal);
      if (abort.signal.aborted) return;
      if (!(await isStillIn().catch(() => true))) return abort.abort();
    }
  }

  async #endAll(): Promise<void> {
    this.#closing = true;
    const open = [...this.#open];
    for (const { abort } of open) abort.abort();
    const read = new AbortController();
    const allEnded = Promise.all(open.map(({ ended }) => ended)).then(() => read.abort());
    await this.#timer.sleep(READ_THE_END_WITHIN_MS, read.signal);
    if (!read.signal.aborted) for (const { raw } of open) raw.destroy();
    await allEnded;
  }
}

async function* withPreface(events: AsyncIterable<string>): AsyncGenerator<string> {
  yield `retry: ${RETRY_MS}\n\n`;
  yield* events;
}
