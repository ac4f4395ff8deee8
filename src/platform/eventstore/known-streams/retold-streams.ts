import type { AppendResult, Batch, StoredEvent, SubscribeOptions } from '../event-store.ts';
import type { StreamFamilies } from '../stream-names.ts';
import type { KnownStreams } from './known-streams.ts';
import { StreamMemory } from './stream-memory.ts';

/** What a log knows its streams by. */
export type Streams = Pick<KnownStreams, 'heard' | 'known' | 'latest' | 'forget' | 'append' | 'subscribe'>;

/** Some two hundred orders, at some 20 MB while history is read. */
const REMEMBERED_EVENTS = 6_000;

/** The stream was not handed on from its first event, or too long ago. */
export class NotRetold extends Error {
  override readonly name = 'NotRetold';
}

/**
 * Streams as one reader of history is handed them: each from its first event up to where the reader is. The log is not asked, so what has
 * long been settled costs no read. Knows nothing any more once that reader has caught up.
 */
export class RetoldStreams implements Streams {
  readonly #log: Pick<Streams, 'subscribe'>;
  readonly #memory: { readonly of: StreamFamilies; readonly capacity: number };
  #told: StreamMemory | null = null;

  constructor(log: Pick<Streams, 'subscribe'>, of: StreamFamilies, capacity = REMEMBERED_EVENTS) {
    this.#log = log;
    this.#memory = { of, capacity };
  }

  /** Null when it was not told from its beginning. */
  heard(streamId: string): readonly StoredEvent[] | null {
    return this.#told?.peek(streamId)?.events ?? null;
  }

  /** @throws NotRetold */
  async known(streamId: string): Promise<readonly StoredEvent[]> {
    const heard = this.heard(streamId);
    if (heard === null) throw new NotRetold(`${streamId} was not told from its beginning`);
    return heard;
  }

  /** The latest is not known here. @throws NotRetold */
  async latest(streamId: string): Promise<readonly StoredEvent[]> {
    throw new NotRetold(`how ${streamId} stands now was not told`);
  }

  forget(streamId: string): void {
    this.#told?.forget(streamId);
  }

  /** Nothing is decided for good on what was told. @throws NotRetold */
  async append(streamId: string): Promise<AppendResult> {
    throw new NotRetold(`${streamId} can't be written to by who only retells it`);
  }

  /** One reader at a time. */
  async *subscribe(options: SubscribeOptions): AsyncIterable<Batch> {
    const { of, capacity } = this.#memory;
    let told: StreamMemory | null = new StreamMemory(of, capacity);
    this.#told = told;
    for await (const batch of this.#log.subscribe(options)) {
      for (const event of told === null ? [] : batch.events) told?.note(event);
      yield batch;
      if (!batch.live || told === null) continue;
      told = null;
      this.#told = null;
    }
  }
}
