import { hash } from 'node:crypto';
import type { EventStore, StoredEvent } from '../../platform/eventstore/event-store.ts';

/** What a stream holds, in short: two streams with the same one hold the same events in the same order. */
export interface StreamDigest {
  readonly events: number;
  /** Over each event and the digest of those before it. */
  readonly digest: string;
}

/** The digests of all streams of a log, grown event by event. About 200 bytes of memory for each stream. */
export class StreamDigests {
  readonly #streams = new Map<string, StreamDigest>();

  /** @param each is told how many events were read. */
  static async of(log: EventStore, each: (events: number) => void = () => undefined): Promise<StreamDigests> {
    const digests = new StreamDigests();
    let events = 0;
    for await (const page of log.readAll()) {
      for (const event of page) digests.add(event);
      events += page.length;
      each(events);
    }
    return digests;
  }

  get streams(): ReadonlyMap<string, StreamDigest> {
    return this.#streams;
  }

  /** Takes an event in, and answers with how its stream stands then. */
  add(event: StoredEvent): StreamDigest {
    const { events, digest } = this.#streams.get(event.streamId) ?? NOTHING;
    const next = { events: events + 1, digest: hash('sha256', digest + digestOf(event)) };
    this.#streams.set(event.streamId, next);
    return next;
  }

  /** How many events of a stream there are. */
  countOf(streamId: string): number {
    return this.#streams.get(streamId)?.events ?? 0;
  }
}

const NOTHING: StreamDigest = { events: 0, digest: '' };

/** Everything but the position, which each log gives by itself. */
export function digestOf({ streamId, revision, id, type, data, metadata }: StoredEvent): string {
  return hash('sha256', JSON.stringify([streamId, revision, id, type, data, metadata]));
}
