import type { EventEmitter } from 'node:events';
import type { Failure } from './faults.ts';

export type CallKind = 'append' | 'batch' | 'read' | 'subscription';

/** The calls that are open, each with the way to end it. */
export class OpenCalls {
  readonly #calls = new Map<EventEmitter, { kind: CallKind; end: (failure: Failure) => void }>();

  /**
   * Keeps a call until it is over.
   * @returns what forgets it earlier.
   */
  add(kind: CallKind, call: EventEmitter, end: (failure: Failure) => void): () => void {
    this.#calls.set(call, { kind, end });
    const forget = () => void this.#calls.delete(call);
    call.on('cancelled', forget).on('close', forget).on('finish', forget);
    return forget;
  }

  /** Ends all calls, or those of one kind, with a failure. */
  end(failure: Failure, only?: CallKind): void {
    for (const [call, { kind, end }] of this.#calls) {
      if (only !== undefined && kind !== only) continue;
      this.#calls.delete(call);
      end(failure);
    }
  }

  clear(): void {
    this.#calls.clear();
  }
}
