import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { CallFailed } from './call-failed.ts';

export interface ReceivedAnswer {
  readonly status: number;
  readonly text: string;
  /** By its content type. */
  readonly isJson: boolean;
}

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

/**
 * Takes one answer from its connection, which it closes when time is over or the answer too long.
 * Without streams and promises of the client: those were most of what a call had cost.
 */
export class AnswerReceiver implements Dispatcher.DispatchHandler {
  readonly #signal: AbortSignal;
  readonly #maxBytes: number;
  readonly #received: (answer: ReceivedAnswer) => void;
  readonly #failed: (error: Error) => void;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #status = 0;
  #isJson = false;
  /** Null until the call is on its way over a connection. */
  #controller: Dispatcher.DispatchController | null = null;

  /** @param signal ends the call with an error. */
  constructor(
    signal: AbortSignal,
    maxBytes: number,
    received: (answer: ReceivedAnswer) => void,
    failed: (error: Error) => void,
  ) {
    this.#signal = signal;
    this.#maxBytes = maxBytes;
    this.#received = received;
    this.#failed = failed;
    signal.addEventListener('abort', this.#giveUp);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#signal.aborted) this.#giveUp();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.#status = status;
    this.#isJson = JSON_TYPE.test(headers['content-type'] ?? '');
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.byteLength;
    if (this.#bytes > this.#maxBytes) controller.abort(new CallFailed('maybe', 'too-long', 'the answer is too long'));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#signal.removeEventListener('abort', this.#giveUp);
    const text = Buffer.concat(this.#chunks).toString('utf8');
    this.#received({ status: this.#status, text, isJson: this.#isJson });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#signal.removeEventListener('abort', this.#giveUp);
    this.#failed(error);
  }

  readonly #giveUp = (): void => {
    const error = new Error('the time for the call is over');
    this.#controller?.abort(error);
    // Also while there is no connection yet.
    this.#failed(error);
  };
}
