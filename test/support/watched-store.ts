import type {
  Batch,
  ExpectedRevision,
  NewEvent,
  ReadStreamOptions,
  StoredEvent,
  SubscribeOptions,
} from '../../src/platform/eventstore/event-store.ts';
import { MemoryEventStore } from './memory-event-store.ts';

/** A log that notes what it is asked for, and that can be made to answer late, to fail, and to send nothing for a while. */
export class WatchedStore extends MemoryEventStore {
  /** As `stream from revision`. */
  readonly reads: string[] = [];
  fault: Error | null = null;
  /** Whether it can be sure that nobody else writes to it. */
  isAlone = false;
  /** Whether it answers with the events that it hands on. */
  tellsStored = false;
  #answer: Promise<void> = Promise.resolve();
  #send: Promise<void> = Promise.resolve();

  /** Lets reads look, and keeps their answers back, until the returned function is called. */
  holdAnswers(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#answer = promise;
    return resolve;
  }

  /** Lets subscribers hear nothing new until the returned function is called. */
  holdEvents(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#send = promise;
    return resolve;
  }

  override async append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]) {
    const result = await super.append(streamId, expected, events);
    if (!this.tellsStored) return result;
    const stream = await super.readStream(streamId);
    return { ...result, stored: stream.slice(result.revision + 1 - events.length, result.revision + 1) };
  }

  override endOf(streamId: string): ExpectedRevision | null {
    return this.isAlone ? this.lastOf(streamId) : null;
  }

  override async readStream(streamId: string, options: ReadStreamOptions = {}): Promise<readonly StoredEvent[]> {
    const answer = this.#answer;
    this.reads.push(`${streamId} from ${options.from ?? 0}`);
    if (this.fault !== null) throw this.fault;
    const events = await super.readStream(streamId, options);
    await answer;
    return events;
  }

  override async *subscribe(options: SubscribeOptions): AsyncIterable<Batch> {
    for await (const batch of super.subscribe(options)) {
      await this.#send;
      yield batch;
    }
  }
}
