import { createHash } from 'node:crypto';
import type { EventStore } from '../../platform/eventstore/event-store.ts';
import type { Reached } from './copy-events.ts';
import { digestOf, StreamDigests } from './stream-digests.ts';

/** What came of holding one log against another. */
export interface Comparison {
  readonly events: number;
  /** Over the digests of all streams, in the order of their names. */
  readonly digest: string;
  /** The first place where they differ; null when they don't. */
  readonly difference: string | null;
}

/** Reads both logs from the start and compares what each stream holds, event by event in its own order. */
export async function compareLogs(from: EventStore, to: EventStore, reached: Reached): Promise<Comparison> {
  let known = 0;
  const ours = await StreamDigests.of(from, (events) => {
    known = events;
    reached(events, 2 * events);
  });
  const theirs = await StreamDigests.of(to, (events) => reached(known + events, 2 * known));
  const whole = createHash('sha256');
  let difference: string | null = null;
  for (const streamId of new Set([...ours.streams.keys(), ...theirs.streams.keys()].toSorted())) {
    const [a, b] = [ours.streams.get(streamId), theirs.streams.get(streamId)];
    whole.update(`${streamId} ${a?.digest}\n`);
    if (a?.digest !== b?.digest) difference ??= await placeOfDifference(from, to, streamId);
  }
  return { events: known, digest: whole.digest('hex'), difference };
}

async function placeOfDifference(from: EventStore, to: EventStore, streamId: string): Promise<string> {
  const [ours, theirs] = await Promise.all([from.readStream(streamId), to.readStream(streamId)]);
  const same = ours.findIndex((event, index) => {
    const other = theirs[index];
    return other === undefined || digestOf(other) !== digestOf(event);
  });
  return `${streamId}, revision ${same < 0 ? ours.length : same}`;
}
