import {
  DamagedLog,
  type EventStore,
  isDamaged,
  type Position,
  type StoredEvent,
} from '../../platform/eventstore/event-store.ts';
import { StartFault } from '../../platform/runtime/start-fault.ts';
import { orderIdOf } from '../../stored-events/streams.ts';
import { StreamDigests } from './stream-digests.ts';

/** Says that so many events, of about so many, are done. */
export type Reached = (done: number, total: number) => void;

/** Orders whose events are written at once. */
const AT_ONCE = 64;
/** Events among which that is done. */
const PAGE = 1_000;
/** How much one call to the target may carry: a part of what it takes. */
const EVENTS_A_CALL = 200;
const BYTES_A_CALL = 256 * 1024;

/**
 * Copies events with ids, bodies and metadata as they are. What an earlier call has copied is found again and left out.
 *
 * Kept is the order of each stream, and that of all streams of one order (and so of everything that has caused something else):
 * different orders are written at once. Between those, events that lie within a page of each other may change places. Nothing asks for
 * more: positions are never carried over, a view folds each order for itself, and processes decide from streams.
 * @returns how many events were copied now.
 * @throws StartFault when the target holds something else than beginnings of the source's streams; DamagedLog
 */
export async function copyEvents(from: EventStore, to: EventStore, reached: Reached): Promise<number> {
  const there = await beginningsOf(from, to);
  const head = await from.head();
  let copied = 0;
  let waiting: StoredEvent[] = [];
  const write = async (events: readonly StoredEvent[]) => {
    const missing = events.filter(({ streamId, revision }) => revision >= there.countOf(streamId));
    await writeAll(to, missing);
    copied += missing.length;
  };
  for await (const page of from.readAll({ pageSize: PAGE })) {
    for (const event of page) if (isDamaged(event)) throw damaged(event);
    waiting.push(...page);
    // What was one call stays one, also when a page ends within it: all of it is there, or none.
    const last = waiting.at(-1) as StoredEvent;
    const begin = waiting.findLastIndex((event) => !isOfCall(last, event)) + 1;
    await write(waiting.slice(0, begin));
    waiting = waiting.slice(begin);
    reached(copied, totalOf(from, last.position, head, copied));
  }
  await write(waiting);
  reached(copied, copied);
  return copied;
}

/** What the target holds already. */
async function beginningsOf(from: EventStore, to: EventStore): Promise<StreamDigests> {
  const there = await StreamDigests.of(to);
  const unproven = new Map(there.streams);
  if (unproven.size === 0) return there;
  const ours = new StreamDigests();
  for await (const page of from.readAll()) {
    for (const event of page) {
      const { events, digest } = ours.add(event);
      const theirs = unproven.get(event.streamId);
      if (theirs?.events === events && theirs.digest === digest) unproven.delete(event.streamId);
    }
    if (unproven.size === 0) break;
  }
  const [other] = unproven.keys();
  if (other === undefined) return there;
  throw new StartFault(`The target holds events that the source does not have (${other}). Nothing was copied.`);
}

async function writeAll(to: EventStore, events: readonly StoredEvent[]): Promise<void> {
  const orders = Map.groupBy(events, ({ streamId }) => orderIdOf(streamId) ?? streamId).values();
  const writers = Array.from({ length: AT_ONCE }, async () => {
    for (const order of orders) for (const call of callsOf(order)) await append(to, call);
  });
  const failed = (await Promise.allSettled(writers)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

/** Neighbours of one stream go in one call, as long as it does not grow too large; what was one call is never parted. */
function callsOf(events: readonly StoredEvent[]): StoredEvent[][] {
  const calls: StoredEvent[][] = [];
  let bytes = 0;
  for (const event of events) {
    const call = calls.at(-1);
    const last = call?.at(-1);
    const size = JSON.stringify(event.data).length;
    const goesOn =
      call !== undefined &&
      last?.streamId === event.streamId &&
      (isOfCall(last, event) || (call.length < EVENTS_A_CALL && bytes + size < BYTES_A_CALL));
    if (goesOn) call.push(event);
    else calls.push([event]);
    bytes = goesOn ? bytes + size : size;
  }
  return calls;
}

async function append(to: EventStore, call: readonly StoredEvent[]): Promise<void> {
  const [first] = call as [StoredEvent];
  const events = call.map(({ id, type, data, metadata }) => ({ id, type, data, metadata }));
  await to.append(first.streamId, first.revision === 0 ? 'no-stream' : first.revision - 1, events);
}

function damaged({ streamId, revision }: StoredEvent): DamagedLog {
  return new DamagedLog(`event ${revision} of ${streamId} is damaged, and not copied`);
}

function isOfCall(a: StoredEvent, b: StoredEvent): boolean {
  return a.streamId === b.streamId && a.metadata.commandId === b.metadata.commandId;
}

function totalOf(events: EventStore, position: Position, head: Position, done: number): number {
  const { missing, fraction } = events.distance(position, head);
  return missing === null ? Math.round(done / Math.max(fraction, 0.001)) : done + missing;
}
