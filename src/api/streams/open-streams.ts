import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { scopeOf } from '../identity/identity.ts';
import { Problem } from '../problems/problem.ts';

/** How many event streams one identity may keep open at once. */
const MAX_PER_IDENTITY = 20;
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

interface OpenStream {
  readonly scope: string;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

/** The server-sent event streams that are open in this process. They end with their callers, and when the app closes. */
export class OpenStreams {
  readonly #max: number;
  readonly #open = new Set<OpenStream>();

  constructor(app: FastifyInstance, max: number) {
    this.#max = max;
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
    const scope = scopeOf(request.identity);
    this.#admit(scope);
    const abort = new AbortController();
    const stream = Readable.from(withPreface(source(abort.signal)));
    const ended = finished(stream).catch(() => undefined);
    const open = { scope, abort, ended };
    this.#open.add(open);
    reply.raw.once('close', () => {
      abort.abort();
      this.#open.delete(open);
    });
    return reply.headers(headers).send(stream);
  }

  #admit(scope: string): void {
    if (this.#open.size >= this.#max) {
      throw new Problem(503, 'TOO_MANY_STREAMS', 'This process keeps no more streams open.', { retryAfter: 5 });
    }
    const own = [...this.#open].filter((open) => open.scope === scope).length;
    if (own >= MAX_PER_IDENTITY) {
      throw new Problem(429, 'TOO_MANY_STREAMS', 'You keep too many streams open.', { retryAfter: 5 });
    }
  }
}

async function* withPreface(events: AsyncIterable<string>): AsyncGenerator<string> {
  yield `retry: ${RETRY_MS}\n\n`;
  yield* events;
}
