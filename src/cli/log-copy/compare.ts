import { createHash, hash } from 'node:crypto';
import type { EventStore, StoredEvent } from '../../eventstore/event-store.ts';
import type { Reached } from './copy.ts';

/** What came of holding one log against another. */
export interface Comparison {
  readonly events: number;
  /** Over the digests of all events, in order. */
  readonly digest: string;
  /** The first place where they differ; null when they don't. */
  readonly difference: string | null;
}

/** Reads both logs from the start and compares the digest of each event with that of the other's at the same place. */
export async function compareLogs(from: EventStore, to: EventStore, reached: Reached): Promise<Comparison> {
  const [ours, theirs] = [eventsOf(from), eventsOf(to)];
  const whole = createHash('sha256');
  for (let events = 0; ; events++) {
    const [a, b] = [(await ours.next()).value, (await theirs.next()).value];
    if (a === undefined && b === undefined) {
      reached(events, events);
      return { events, digest: whole.digest('hex'), difference: null };
    }
    const digest = a === undefined ? null : digestOf(a);
    if (digest === null || b === undefined || digestOf(b) !== digest) {
      const place = a ?? b;
      const difference = `event ${events + 1} (${place?.streamId}, revision ${place?.revision})`;
      return { events, digest: whole.digest('hex'), difference };
    }
    whole.update(digest);
    if (events % 1_000 === 0) reached(events, events);
  }
}

/** Everything but the position, which each log gives by itself. */
function digestOf({ streamId, revision, id, type, data, metadata }: StoredEvent): string {
  return hash('sha256', JSON.stringify([streamId, revision, id, type, data, metadata]));
}

async function* eventsOf(events: EventStore): AsyncGenerator<StoredEvent, undefined> {
  for await (const page of events.readAll()) yield* page;
  return undefined;
}
