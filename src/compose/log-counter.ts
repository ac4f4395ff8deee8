import type { Registry } from 'prom-client';
import type {
  AppendResult,
  Batch,
  Distance,
  EventStore,
  ExpectedRevision,
  NewEvent,
  Position,
  ReadAllOptions,
  ReadStreamOptions,
  StoredEvent,
  SubscribeOptions,
} from '../platform/eventstore/event-store.ts';
import { showCount } from './shown-count.ts';

/** An event store of which the metrics tell how often it is called: what an order costs on a server is mostly that. */
export class CountedEventStore implements EventStore {
  readonly #store: EventStore;
  #reads = 0;
  #appends = 0;

  constructor(store: EventStore, metrics: Registry) {
    this.#store = store;
    showCount(metrics, {
      name: 'kkotgil_log_stream_reads_total',
      help: 'Reads of one stream that this process has asked the log for',
      soFar: () => this.#reads,
    });
    showCount(metrics, {
      name: 'kkotgil_log_appends_total',
      help: 'Appends that this process has asked the log for, those that met a conflict included',
      soFar: () => this.#appends,
    });
  }

  get logId(): string {
    return this.#store.logId;
  }

  append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    this.#appends++;
    return this.#store.append(streamId, expected, events);
  }

  readStream(streamId: string, options?: ReadStreamOptions): Promise<readonly StoredEvent[]> {
    this.#reads++;
    return this.#store.readStream(streamId, options);
  }

  endOf(streamId: string): ExpectedRevision | null {
    return this.#store.endOf(streamId);
  }

  readAll(options?: ReadAllOptions): AsyncIterable<readonly StoredEvent[]> {
    return this.#store.readAll(options);
  }

  subscribe(options: SubscribeOptions): AsyncIterable<Batch> {
    return this.#store.subscribe(options);
  }

  head(): Promise<Position> {
    return this.#store.head();
  }

  reaches(position: Position): Promise<boolean> {
    return this.#store.reaches(position);
  }

  distance(position: Position, head: Position): Distance {
    return this.#store.distance(position, head);
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}
