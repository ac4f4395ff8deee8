import { EventEmitter, once } from 'node:events';
import {
  type AppendResult,
  type Batch,
  type Distance,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  RevisionConflict,
  START,
  type StoredEvent,
  type SubscribeOptions,
} from '../../src/platform/eventstore/event-store.ts';
import { parseStreamId } from '../../src/platform/eventstore/stream-names.ts';

const PAGE = 100;

/** An event store for tests of what stands above it: everything in one array. */
export class MemoryEventStore implements EventStore {
  readonly logId = 'memory';
  readonly #events: StoredEvent[] = [];
  readonly #grown = new EventEmitter().setMaxListeners(0);

  async append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    const stream = this.#streamOf(streamId);
    const first = expected === 'no-stream' ? 0 : expected + 1;
    const there = stream.slice(first, first + events.length);
    const isRepeat = there.length === events.length && there.every(({ id }, index) => id === events[index]?.id);
    if (!isRepeat) {
      if (first !== stream.length) throw new RevisionConflict(streamId, expected, this.lastOf(streamId));
      for (const [index, event] of events.entries()) {
        const position = String(this.#events.length + 1).padStart(16, '0');
        this.#events.push({ ...event, streamId, revision: first + index, position });
      }
    }
    this.#grown.emit('grown');
    const last = this.#streamOf(streamId)[first + events.length - 1] as StoredEvent;
    return { revision: last.revision, position: last.position };
  }

  async readStream(streamId: string, options: ReadStreamOptions = {}): Promise<readonly StoredEvent[]> {
    const { from, direction = 'forwards', limit = Infinity } = options;
    const stream = this.#streamOf(streamId);
    if (direction === 'forwards') return stream.slice(from ?? 0).slice(0, limit);
    return stream
      .slice(0, (from ?? stream.length) + 1)
      .reverse()
      .slice(0, limit);
  }

  endOf(_streamId: string): ExpectedRevision | null {
    return null;
  }

  async *readAll(options: ReadAllOptions = {}): AsyncIterable<readonly StoredEvent[]> {
    const { from, direction = 'forwards', categories, limit = Infinity, pageSize = PAGE } = options;
    const forwards = direction === 'forwards';
    const wanted = this.#events
      .filter(({ position }) => from === undefined || (forwards ? position > from : position < from))
      .filter((event) => isOf(event, categories));
    const chosen = (forwards ? wanted : wanted.reverse()).slice(0, limit);
    for (let at = 0; at < chosen.length; at += pageSize) yield chosen.slice(at, at + pageSize);
  }

  async *subscribe({ after, categories, signal, batchSize = PAGE }: SubscribeOptions): AsyncIterable<Batch> {
    for (let taken = Number(after === START ? 0 : after); !signal.aborted; ) {
      const next = this.#events.slice(taken, taken + batchSize);
      taken += next.length;
      const position = this.#events[taken - 1]?.position ?? START;
      yield { events: next.filter((event) => isOf(event, categories)), position, live: taken === this.#events.length };
      if (taken === this.#events.length && !signal.aborted) {
        await once(this.#grown, 'grown', { signal }).catch(() => undefined);
      }
    }
  }

  async head(): Promise<Position> {
    return this.#events.at(-1)?.position ?? START;
  }

  async reaches(position: Position): Promise<boolean> {
    return position === START || this.#events.some((event) => event.position === position);
  }

  distance(position: Position, head: Position): Distance {
    const [at, end] = [Number(position), Number(head)];
    return { missing: end - at, fraction: end === 0 ? 1 : at / end };
  }

  async close(): Promise<void> {}

  protected lastOf(streamId: string): ExpectedRevision {
    return this.#streamOf(streamId).at(-1)?.revision ?? 'no-stream';
  }

  #streamOf(streamId: string): StoredEvent[] {
    return this.#events.filter((event) => event.streamId === streamId);
  }
}

function isOf({ streamId }: StoredEvent, categories: ReadAllOptions['categories']): boolean {
  return categories === undefined || categories.some((category) => category === parseStreamId(streamId).category);
}
